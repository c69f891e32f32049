/** A line a cause, and one for the verdict: for who runs it often, and for grep. */
import pc from 'picocolors';
import type { RunRecord } from '../results/record';
import { causesOf, levelOf } from './causes';
import { describeBaseline } from './baseline-lines';
import { shortName } from './labels';
import { applicable, count, plain, STATUS_WORDS, verdictWords } from './words';

export function line(record: RunRecord, color: boolean): string {
  const c = pc.createColors(color);
  const name = plain(shortName(record.subject.name));
  const { own, blocked, notRun, known, suspect } = causesOf(record);
  const { must } = record.summary;
  const aside = [
    [blocked.flatMap(({ clauses }) => clauses).length, 'blocked'],
    [notRun.flatMap(({ clauses }) => clauses).length, 'not run'],
    [known.length, 'known'],
    [suspect.length, 'suspect'],
  ] as const;
  const [baseline] = describeBaseline(record);
  const lines = [
    ...own.map(({ clauses, words }) => {
      const [first] = clauses;
      const { sign, word } = STATUS_WORDS[first?.status ?? 'fail'];
      const others = clauses.length === 1 ? '' : ` and ${count(clauses.length - 1, 'clause')} more`;
      const paint = levelOf(clauses) === 'must' ? c.red : c.yellow;
      return `${paint(sign)} ${plain(first?.id ?? '')} [${levelOf(clauses)}] ${word}${others}: ${plain(words)}`;
    }),
    [
      `${verdictWords(record)}, ${must.pass} of ${applicable(must)} must clauses`,
      ...aside.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`),
      ...(record.reason === undefined ? [] : [plain(record.reason)]),
      ...(baseline === undefined ? [] : [plain(baseline)]),
    ].join('; '),
  ];
  return lines.map((text) => `${name}: ${text}\n`).join('');
}
