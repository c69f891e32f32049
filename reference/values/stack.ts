/** Where an object was made: what Python keeps as `_source_traceback` in debug mode. */

/** The frames of the caller, oldest first, without those of the reference itself. */
export function captureStack(): readonly string[] {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  const frames = lines.map((line) => line.trim().replace(/^at /, '')).filter((frame) => !isOwn(frame));
  return frames.length > 0 ? frames.reverse() : ['<host>'];
}

const HERE = __dirname.replace(/values$/, '');

function isOwn(frame: string): boolean {
  return frame.includes(HERE) || frame.includes('node:internal');
}

/** ` created at file:line`, or nothing outside debug mode. */
export function createdAt(stack: readonly string[] | null): string {
  const last = stack?.at(-1);
  return last === undefined ? '' : ` created at ${last}`;
}
