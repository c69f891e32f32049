/** Frames of a stack: which are the kit's own, and no news to whom the loop belongs. */
import { join, relative, sep } from 'node:path';
import { plain } from './words';

/**
 * Of this copy of the kit, compiled and as node maps it to its sources; and of any, where a record came from another machine. A
 * subject may have a folder `runner` or `bridge` of its own.
 */
const OWN = [join('..', '..'), join('..', '..', '..')].flatMap((root) =>
  ['suites', 'runner', 'bridge', 'spec'].map((layer) => join(__dirname, root, layer) + sep),
);
const REFERENCE = join(__dirname, '..', '..', 'reference') + sep;
const MACHINERY =
  /\bdist[\\/](suites[\\/]support|runner|bridge)[\\/][^()]*\.js:|[\\/]suites[\\/]support[\\/][^()]*\.ts:/;

/** The innermost frame of the subject's own, seen from here. */
export function subjectFrame(stack: string | undefined): readonly string[] {
  const frames = framesOf(stack).filter((line) => !isOwn(line));
  // A loop that stands on the reference's has lines of its own; where none is there, what it was asked for tells more.
  const frame = frames.find((line) => !line.includes(REFERENCE)) ?? frames[0];
  if (frame === undefined) return [];
  return [
    plain(frame).replace(/(?<=\(|^at )[/\\][^():]+|(?<=\()[A-Za-z]:\\[^():]+/, (path) => relative(process.cwd(), path)),
  ];
}

/** Of this copy of the kit, or of another: the record may come from anywhere. */
function isOwn(line: string): boolean {
  return OWN.some((folder) => line.includes(folder)) || MACHINERY.test(line) || /\.suite\.[jt]s:/.test(line);
}

/** The frames of the test and of the subject. */
export function withoutKit(stack: string | undefined): string | undefined {
  return stack === undefined
    ? undefined
    : framesOf(stack)
        .filter((line) => !MACHINERY.test(line))
        .join('\n');
}

function framesOf(stack: string | undefined): readonly string[] {
  return (stack ?? '').split('\n').filter((line) => line !== '');
}
