/** Puts short bodies and short statements on one line, as far as a script must shrink. */
import { MOST_LINES } from '../parts/most-lines';

const WIDTH = 110;
/** A line that a body hangs on, or that must begin a line of its own. */
const COMPOUND = /^\s*(async |def |class |if |elif |else:|for |while |try:|except|finally:|with |@|#|import )/;

/** @returns the lines as they are when they are few enough. */
export function fitPython(lines: readonly string[]): readonly string[] {
  let fitted = lines;
  for (const step of [bodiesJoined, neighboursJoined]) if (fitted.length > MOST_LINES) fitted = step(fitted);
  return fitted;
}

const depth = (line: string | undefined): number => (line === undefined ? -1 : line.search(/\S/));

function bodiesJoined(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [line = '', body] = [lines[i], lines[i + 1]];
    const opens = /:$/.test(line) && COMPOUND.test(line) && !/^\s*(class|@)/.test(line);
    const single = body !== undefined && depth(body) > depth(line) && depth(lines[i + 2]) <= depth(line);
    if (opens && single && !COMPOUND.test(body) && line.length + body.trim().length < WIDTH) {
      joined.push(`${line} ${body.trim()}`);
      i += 1;
    } else joined.push(line);
  }
  return joined;
}

function neighboursJoined(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let left = lines.length - MOST_LINES;
  for (const line of lines) {
    const last = joined.at(-1);
    const plain = last !== undefined && !COMPOUND.test(last) && !COMPOUND.test(line) && depth(last) === depth(line);
    if (left > 0 && plain && last.length + line.trim().length < WIDTH) {
      joined[joined.length - 1] = `${last}; ${line.trim()}`;
      left -= 1;
    } else joined.push(line);
  }
  return joined;
}
