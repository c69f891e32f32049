/** Frames of a stack: which are the kit's own, and no news to whom the loop belongs. */
import { join, relative, sep } from 'node:path';
import { plain } from './words';

/** Of this copy of the kit; and of any, where a record came from another machine. */
const OWN = ['suites', 'runner', 'bridge', 'spec'].map((layer) => join(__dirname, '..', '..', layer) + sep);
const MACHINERY = /[\\/](suites[\\/]support|runner|bridge)[\\/][^()]*\.js:/;

/** The innermost frame of the subject's own, seen from here. */
export function subjectFrame(stack: string | undefined): readonly string[] {
  const frame = framesOf(stack).find((line) => !isOwn(line));
  if (frame === undefined) return [];
  return [
    plain(frame).replace(/(?<=\(|^at )[/\\][^():]+|(?<=\()[A-Za-z]:\\[^():]+/, (path) => relative(process.cwd(), path)),
  ];
}

/** Of this copy of the kit, or of another: the record may come from anywhere. */
function isOwn(line: string): boolean {
  return OWN.some((folder) => line.includes(folder)) || MACHINERY.test(line) || /\.suite\.js:/.test(line);
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
