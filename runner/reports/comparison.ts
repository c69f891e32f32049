/** Two values that were to be the same, or a message that says how they were to relate: short enough to see where they part. */
import type { Failure } from '../results/record';

export interface Comparison {
  /** What the assertion says besides the values; empty where the values say it all. */
  readonly words: string;
  readonly expected?: string;
  readonly actual?: string;
}

/** Values up to this long are shown whole. */
const SHORT = 240;
/** Before and after the first difference. */
const BEFORE = 3;
const AFTER = 160;

export function comparisonOf({ message, expected, actual = '' }: Failure): Comparison {
  if (expected === undefined) return { words: message };
  // chai says the two values in its message, shortened; of an equality they follow whole.
  const equality = /^(?:([^]*): )?expected [^]+ to (?:deeply |strictly )?(?:deep |strict )?equal [^]+$/.exec(message);
  const [shownExpected, shownActual] = excerpts(expected, actual);
  if (equality !== null) return { words: equality[1] ?? '', expected: shownExpected, actual: shownActual };
  // Another relation, `expected 1 to be above 1`, needs its words; values only where the message shortens them.
  if (!/expected [^]+ to /.test(message)) return { words: message, expected: shownExpected, actual: shownActual };
  if (!message.includes('…')) return { words: message };
  return { words: message, actual: shownActual };
}

/** Both values, and of long ones the part around the first difference. */
export function excerpts(expected: string, actual: string): readonly [string, string] {
  if (expected.length <= SHORT && actual.length <= SHORT) return [expected, actual];
  const [one, other] = [oneLine(expected), oneLine(actual)];
  const parts = commonLength(one, other);
  const from = startOf(one, parts);
  const dropped = one.slice(0, from);
  const about = from === 0 ? '' : `… (${alike(dropped)}) `;
  const tail = (text: string): string =>
    text.length <= parts + AFTER ? text.slice(from) : `${text.slice(from, parts + AFTER).trimEnd()} …`;
  return [about + tail(one), about + tail(other)];
}

/** What node's inspect wrote in columns. */
function oneLine(text: string): string {
  return text.replace(/\n\s*/g, ' ').replace(/ {2,}(?=[\d'[{+-])/g, ' ');
}

function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let n = 0;
  while (n < most && one[n] === other[n]) n += 1;
  return n;
}

/** The beginning of the item that differs, with some before it; of a text without items, some characters before. */
function startOf(text: string, parts: number): number {
  let at = parts;
  for (let item = 0; item < BEFORE; item++) {
    const comma = text.lastIndexOf(', ', at - 3);
    if (comma < 0 || parts - comma > AFTER) break;
    at = comma + 2;
  }
  const start = at === parts ? Math.max(0, parts - 40) : at;
  return start < 40 ? 0 : start;
}

function alike(text: string): string {
  const items = text.match(/, /g)?.length ?? 0;
  return items === 0 ? `${text.length} characters alike` : `${items} items alike`;
}
