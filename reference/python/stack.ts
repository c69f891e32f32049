/** Where an object was made: what Python keeps as `_source_traceback` in debug mode. */
import { currentHost } from '../loop/current-host';

/** The frames of the caller, oldest first, without those of the reference itself. */
export function captureStack(): readonly string[] {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  const frames = lines.map((line) => line.trim().replace(/^at /, '')).filter((frame) => !isOwn(frame));
  return frames.length > 0 ? frames.reverse() : ['<host>'];
}

/** The folder of the reference, taken from the frame of this very line; in a bundle nothing matches it. */
const HERE = ((new Error().stack ?? '').split('\n')[1] ?? '')
  .replace(/^.*\(|^\s*at /, '')
  .replace(/python[/\\][^/\\]*$/, '');

function isOwn(frame: string): boolean {
  return frame.includes(HERE) || currentHost().isInternalFrame(frame);
}

/** ` created at file:line`, or nothing outside debug mode. */
export function createdAt(stack: readonly string[] | null): string {
  const last = stack?.at(-1);
  return last === undefined ? '' : ` created at ${last}`;
}
