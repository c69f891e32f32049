/** What a person reads in the terminal: the causes of the failures first, each with one clause in full, and the verdict last. */
import pc from 'picocolors';
import { CHAPTERS, LEVELS } from '../../spec';
import { describeBaseline } from './baseline-lines';
import type { ClauseRecord, RunRecord } from '../results/record';
import { scopeWords, warnings } from './about';
import { causesOf, levelOf, type Causes } from './causes';
import { briefly, causeLines } from './terminal-causes';
import { describeClause, type Paper } from './terminal-clause';
import {
  applicable,
  badClauses,
  count,
  declarationWords,
  isSelection,
  leftOut,
  plain,
  tallyWords,
  verdictWords,
} from './words';
import { wrap } from './wrap';

const BAR = 24;
/** In a window narrower than this a bar is shorter, and alone with its figures. */
const NARROW = 64;
const SHORT_BAR = 8;
/** So many causes are seen at once. */
const FEW = 5;
const MOST_NAMES = 30;
const WIDE = 120;
/** Causes that are shown in full; those of must clauses always are. */
const MOST_IN_FULL = 25;

export function terminal(record: RunRecord, color: boolean, width = Infinity): string {
  const c = pc.createColors(color);
  const paper: Paper = { c, width };
  const { subject, spec } = record;
  const causes = causesOf(record);
  const title = subject.title === subject.name ? '' : ` (${subject.title})`;
  const lines = [
    '',
    ...wrap(
      plain(`${subject.name}${title} ${subject.version}, ${subject.runtime}, contract ${spec.contract}`),
      '',
      width,
      '  ',
    ).map((line) => line.replace(plain(subject.name), c.bold)),
    ...(subject.loop === undefined ? [] : [c.dim(plain(`loop ${subject.loop.module}.${subject.loop.class}`))]),
    ...(causes.own.length === 0 ? [] : headline(record, paper)),
    '',
    ...causeLines(record, causes, paper),
    ...details(record, causes, paper),
    ...(badClauses(record).length === 0 ? [] : ['']),
    ...bars(record, paper),
    '',
    ...(causes.own.length > FEW ? briefly(causes, FEW, paper) : []),
    ...summary(record, paper),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(record: RunRecord, { c, width }: Paper): readonly string[] {
  const { must } = record.summary;
  const color = record.verdict === 'incomplete' ? c.yellow : c.red;
  const words = verdictWords(record);
  return wrap(`${words}: ${must.pass} of ${applicable(must)} must clauses pass`, '', width, '  ').map((line) =>
    line.replace(words, color),
  );
}

function bars(record: RunRecord, { c, width }: Paper): readonly string[] {
  const length = width < NARROW ? SHORT_BAR : BAR;
  return CHAPTERS.flatMap(({ id }) => {
    const clauses = record.clauses.filter((clause) => clause.id.startsWith(`${id}.`));
    const ran = clauses.filter(({ status }) => status !== 'skip' && status !== 'untested');
    if (clauses.length === 0) return [];
    const passed = ran.filter(({ status }) => status === 'pass').length;
    // Full for nothing less than all.
    const full = ran.length === 0 ? 0 : Math.floor((length * passed) / ran.length);
    const bar = c.green('█'.repeat(full)) + c.dim('░'.repeat(length - full));
    const rest = clauses.length - ran.length;
    const skipped = rest === 0 || width < NARROW ? '' : c.dim(`, ${rest} not applicable`);
    const figures = `${passed} of ${ran.length}`;
    return [`  ${id.padEnd(12)} ${bar} ${passed < ran.length ? c.red(figures) : figures}${skipped}`];
  });
}

/** One clause of each cause in full, and the others that share it by name. What is known or not counted is told of as a count. */
function details(record: RunRecord, { own }: Causes, paper: Paper): readonly string[] {
  return own.flatMap((cause, index) => {
    if (index >= MOST_IN_FULL && levelOf(cause.clauses) !== 'must') return [];
    const [first, ...others] = cause.clauses;
    if (first === undefined) return [];
    return ['', ...describeClause(record, first, paper), ...alike(others, paper)];
  });
}

function alike(clauses: readonly ClauseRecord[], { c, width }: Paper): readonly string[] {
  if (clauses.length === 0) return [];
  const names = clauses.map(({ id }) => plain(id));
  const rest = names.length - MOST_NAMES;
  const text = `the same behind ${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return wrap(text, '  ', Math.min(width, WIDE), '    ').map((line) => c.dim(line));
}

function summary(record: RunRecord, { c, width }: Paper): readonly string[] {
  const counts = LEVELS.flatMap((level) =>
    wrap(`${level.padEnd(6)} ${tallyWords(record.summary[level])}`, '  ', width, '         '),
  );
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
    ...leftOut(record).flatMap((text) => wrap(`left out: ${plain(text)}`, '  ', width, '    ')),
    ...describeBaseline(record).map((line) => `  ${plain(line)}`),
    ...warnings(record).flatMap((text) => wrap(`warning: ${plain(text)}`, '  ', width, '    ')),
    ...(record.reason === undefined ? [] : wrap(plain(record.reason), '  ', width, '    ')),
    ...wrap(`${record.verdict}${partial}: ${scopeWords(record)}`, '', width, '  ').map((line, index) =>
      index === 0 ? line.replace(record.verdict, (word) => c.bold(color(word))) : line,
    ),
  ];
}
