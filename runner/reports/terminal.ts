/** What a person reads in the terminal: bars by chapter, each failure with its clause, and the verdict last. */
import pc from 'picocolors';
import { CHAPTERS, LEVELS } from '../../spec';
import { describeBaseline } from './baseline-lines';
import type { RunRecord } from '../results/record';
import { scopeWords, warnings } from './about';
import { describeClause, type Paper } from './terminal-clause';
import { badClauses, count, declarationWords, isBad, isSelection, plain, STATUS_WORDS, tallyWords } from './words';
import { wrap } from './wrap';

const BAR = 24;
/** So many failures are seen at once. */
const FEW = 5;
const MOST_NAMES = 30;

export function terminal(record: RunRecord, color: boolean, width = Infinity): string {
  const c = pc.createColors(color);
  const paper: Paper = { c, width };
  const { subject, spec } = record;
  const title = subject.title === subject.name ? '' : ` (${subject.title})`;
  const lines = [
    '',
    plain(`${subject.name}${title} ${subject.version}, ${subject.runtime}, contract ${spec.contract}`).replace(
      plain(subject.name),
      c.bold,
    ),
    ...(subject.loop === undefined ? [] : [c.dim(plain(`loop ${subject.loop.module}.${subject.loop.class}`))]),
    '',
    ...bars(record, paper),
    ...failures(record, paper),
    '',
    ...mustsThatFail(record, paper),
    ...summary(record, paper),
  ];
  return `${lines.join('\n')}\n`;
}

function bars(record: RunRecord, { c }: Paper): readonly string[] {
  return CHAPTERS.flatMap(({ id }) => {
    const clauses = record.clauses.filter((clause) => clause.id.startsWith(`${id}.`));
    const ran = clauses.filter(({ status }) => status !== 'skip' && status !== 'untested');
    if (clauses.length === 0) return [];
    const passed = ran.filter(({ status }) => status === 'pass').length;
    // Full for nothing less than all.
    const full = ran.length === 0 ? 0 : Math.floor((BAR * passed) / ran.length);
    const bar = c.green('█'.repeat(full)) + c.dim('░'.repeat(BAR - full));
    const rest = clauses.length - ran.length;
    const skipped = rest === 0 ? '' : c.dim(`, ${rest} not applicable`);
    const figures = `${passed} of ${ran.length}`;
    return [`  ${id.padEnd(12)} ${bar} ${passed < ran.length ? c.red(figures) : figures}${skipped}`];
  });
}

function failures(record: RunRecord, paper: Paper): readonly string[] {
  return record.clauses
    .filter(({ status }) => isBad(status))
    .flatMap((clause) => ['', ...describeClause(record, clause, paper)]);
}

/** Once more by name: the first of them are far up by now. */
function mustsThatFail(record: RunRecord, { c }: Paper): readonly string[] {
  const ids = badClauses(record)
    .filter(({ level }) => level === 'must')
    .map(({ id, status }) => `  ${c.red(STATUS_WORDS[status].sign)} ${plain(id)}`);
  if (badClauses(record).length <= FEW) return [];
  const rest = ids.length - MOST_NAMES;
  return [...ids.slice(0, MOST_NAMES), ...(rest > 0 ? [`    and ${rest} must clauses more`] : []), ''];
}

function summary(record: RunRecord, { c, width }: Paper): readonly string[] {
  const counts = LEVELS.map((level) => `  ${level.padEnd(6)} ${tallyWords(record.summary[level])}`);
  const tests = record.clauses.flatMap((clause) => clause.tests).filter(({ status }) => status !== 'skip');
  const seconds = (record.durationMs / 1000).toFixed(1);
  const color = record.verdict === 'conformant' ? c.green : record.verdict === 'nonconformant' ? c.red : c.yellow;
  const lacking = record.profiles.filter(({ claimed }) => !claimed);
  const partial = isSelection(record) ? ' (of a selection of clauses)' : '';
  return [
    ...counts,
    ...wrap(
      `${count(tests.length, 'test')}, ${count(record.assertions, 'assertion')}, ${record.canaries.caught} of ${record.canaries.run} canaries caught, seed ${record.seed}, ${seconds} s`,
      '  ',
      width,
    ),
    ...lacking.flatMap((profile) => wrap(`not claimed: ${plain(declarationWords(profile))}`, '  ', width, '    ')),
    ...describeBaseline(record).map((line) => `  ${plain(line)}`),
    ...warnings(record).flatMap((text) => wrap(`warning: ${plain(text)}`, '  ', width, '    ')),
    ...(record.reason === undefined ? [] : wrap(plain(record.reason), '  ', width, '    ')),
    `${c.bold(color(record.verdict))}${partial}: ${scopeWords(record)}`,
  ];
}
