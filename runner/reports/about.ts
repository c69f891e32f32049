/** What a verdict is about, and what a reader has to know besides: whose loop it was, what disturbed what, what is the kit's. */
import type { RunRecord } from '../results/record';
import { scopeOf } from '../results/scope';
import { count } from './words';

/** `core, task, time; not judged: net.tcp`. */
export function scopeWords(record: RunRecord): string {
  const { judged, notJudged } = record.scope ?? scopeOf(record);
  const rest = notJudged.length === 0 ? '' : `; not judged: ${notJudged.join(', ')}`;
  return `${judged.length === 0 ? 'nothing' : judged.join(', ')}${rest}`;
}

/** The first of the profiles judged, and how many more: for a badge. */
export function shortScope(record: RunRecord): string {
  const { judged } = record.scope ?? scopeOf(record);
  const rest = judged.length - MOST_NAMED;
  if (rest <= 1) return judged.join(', ') || 'nothing';
  return `${judged.slice(0, MOST_NAMED).join(', ')} +${rest}`;
}

const MOST_NAMED = 3;

/** Subjects that are asyncio's own loops by name. */
const ASYNCIOS = /^(cpython$|python:(asyncio|loopcert_loops):)/;

/** Where a factory of another's hands out asyncio's own loop. */
export function isAsynciosOwn({ subject }: RunRecord): boolean {
  return subject.loop?.own === true && !ASYNCIOS.test(subject.name);
}

export function warnings(record: RunRecord): readonly string[] {
  const { subject, faults = [], repeats } = record;
  const tests = record.clauses.flatMap((clause) => clause.tests);
  const disturbed = tests.filter((test) => test.disturbed !== undefined).length;
  const failed = tests.filter(({ status }) => status === 'fail' || status === 'hang' || status === 'crash');
  const sampled = failed.filter(({ likewise }) => likewise !== undefined).length;
  const unconfirmed = failed.filter(({ likewise, alone }) => likewise === undefined && alone === undefined).length;
  const mended = faults.filter((fault) => fault.mended).length;
  const suspect = record.clauses.filter(({ oracle }) => oracle === 'suspect').length;
  const notes: readonly (readonly [boolean, string])[] = [
    [
      isAsynciosOwn(record),
      `the factory made asyncio's own loop, ${subject.loop?.module ?? ''}.${subject.loop?.class ?? ''}: that is what was judged, and nothing of ${subject.name}'s own`,
    ],
    [
      suspect > 0,
      `${count(suspect, 'clause')} not counted: CPython's own loop of the same version fails there too (suspect)`,
    ],
    [
      disturbed > 0,
      `${count(disturbed, 'test')} failed after others, and passed alone each time: the record says after which`,
    ],
    [sampled > 0, `${count(sampled, 'failure')} not run alone: three that failed in the same words were, and failed`],
    [
      unconfirmed > 0,
      `${count(unconfirmed, 'failure')} not run alone before counting: no time was left, or no worker started`,
    ],
    [
      repeats !== undefined,
      `tests were run ${count(repeats?.made ?? 0, 'time')} and not ${repeats?.wanted ?? 0}: ${repeats?.reason ?? ''}`,
    ],
    [mended > 0, `${count(mended, 'test')} met an error of the kit's own and passed by it when run again`],
  ];
  return notes.filter(([holds]) => holds).map(([, text]) => text);
}
