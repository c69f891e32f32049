/** Markdown, as job summaries show it: a table of verdicts, then what fails, folded. What a subject said stays text. */
import { findClause, LEVELS } from '../../spec';
import { describeBaseline } from './baseline-lines';
import type { ClauseRecord, RunRecord, TestRecord } from '../results/record';
import { scopeWords, warnings } from './about';
import { causesOf, levelOf } from './causes';
import { labelsOf } from './labels';
import {
  applicable,
  badClauses,
  count,
  isBad,
  knownFailure,
  percent,
  plain,
  reproduceCommand,
  safeLink,
  STATUS_WORDS,
  unclaimed,
  verdictWords,
} from './words';

/** A job summary may have a mebibyte in all. */
const MOST_CLAUSES = 100;
const LONGEST = 1000;
const MOST_CAUSES = 50;
const MOST_NAMES = 8;

export function markdown(records: readonly RunRecord[]): string {
  const labels = labelsOf(records);
  const lines = [
    '## Conformance',
    '',
    ...table(records, labels),
    ...records.flatMap((record, i) => failures(record, labels[i] ?? '')),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function table(records: readonly RunRecord[], labels: readonly string[]): readonly string[] {
  const rows = records.map((record, i) => {
    const { subject } = record;
    const levels = LEVELS.map((level) => {
      const tally = record.summary[level];
      const whole = applicable(tally);
      return whole === 0 ? 'none' : `${tally.pass} of ${whole} (${percent(tally.pass, whole)})`;
    });
    const rest = LEVELS.map((level) => record.summary[level].skip + record.summary[level].untested);
    const cells = [`${labels[i] ?? ''} ${subject.version}`, `${subject.runtime}, contract ${record.spec.contract}`].map(
      text,
    );
    const verdict = `**${verdictWords(record)}**${record.reason === undefined ? '' : `: ${text(record.reason)}`}`;
    return `| ${[...cells, verdict, ...levels, rest.reduce((sum, n) => sum + n, 0)].join(' | ')} |`;
  });
  const lacking = records.flatMap((record, i) => {
    const ids = unclaimed(record);
    return ids.length === 0 ? [] : ['', `${text(labels[i] ?? '')} does not claim: ${ids.join(', ')}.`];
  });
  const baselines = records.flatMap((record, i) => {
    const [first, ...rest] = describeBaseline(record);
    if (first === undefined) return [];
    return ['', `${text(labels[i] ?? '')}, ${text(first)}`, ...rest.map((line) => `- ${text(line.trim())}`)];
  });
  const about = records.flatMap((record, i) => [
    '',
    `${text(labels[i] ?? '')}, ${record.verdict}: ${text(scopeWords(record))}.`,
    ...warnings(record).map((warning) => `- **warning**: ${text(warning)}`),
  ]);
  return [
    '| subject | runtime | verdict | must | should | may | not tested |',
    '| --- | --- | --- | --- | --- | --- | ---: |',
    ...rows,
    ...about,
    ...lacking,
    ...baselines,
  ];
}

function failures(record: RunRecord, label: string): readonly string[] {
  const all = badClauses(record);
  if (all.length === 0) return [];
  // What was not run says nothing, however often it is said.
  const bad = all.filter(({ status }) => status !== 'notRun');
  const left = bad.length - MOST_CLAUSES;
  return [
    '',
    `### ${text(label)}: ${all.length} ${all.length === 1 ? 'clause does' : 'clauses do'} not pass`,
    ...byCause(record),
    ...bad.slice(0, MOST_CLAUSES).flatMap((clause) => ['', ...failure(record, clause)]),
    ...(left > 0 ? ['', `And ${left} more; the record has them all.`] : []),
  ];
}

/** The causes first, as a list: the folded parts below are for looking things up. */
function byCause(record: RunRecord): readonly string[] {
  const { own, blocked, notRun, known, suspect } = causesOf(record);
  const names = (clauses: readonly ClauseRecord[]): string => {
    const rest = clauses.length - MOST_NAMES;
    const shown = clauses.slice(0, MOST_NAMES).map(({ id }) => `<code>${text(id)}</code>`);
    return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  };
  const rest = own.length - MOST_CAUSES;
  return [
    '',
    ...own.slice(0, MOST_CAUSES).map(({ words, clauses }) => {
      const head = clauses.length === 1 ? '' : `${clauses.length} clauses, `;
      return `- ${STATUS_WORDS[clauses[0]?.status ?? 'fail'].sign} ${head}${levelOf(clauses)}: ${text(words.slice(0, LONGEST))}: ${names(clauses)}`;
    }),
    ...(rest > 0 ? [`- and ${rest} causes more`] : []),
    ...blocked.map(
      ({ words, clauses }) => `- ${STATUS_WORDS.blocked.sign} ${clauses.length} blocked by <code>${text(words)}</code>`,
    ),
    ...notRun.map(({ words, clauses }) => `- ${STATUS_WORDS.notRun.sign} ${clauses.length} not run: ${text(words)}`),
    ...(known.length === 0 ? [] : [`- ${count(known.length, 'known failure')}`]),
    ...(suspect.length === 0 ? [] : [`- ${suspect.length} not counted: CPython's own loop fails there too (suspect)`]),
  ];
}

function failure(record: RunRecord, clause: ClauseRecord): readonly string[] {
  const statement = findClause(clause.id)?.statement ?? 'unknown to this version of the kit';
  const note = (
    label: string,
    known: { readonly reason: string; readonly link?: string } | undefined,
  ): readonly string[] => {
    if (known === undefined) return [];
    const link = safeLink(known.link);
    return [`${label}: ${text(known.reason)}${link === undefined ? '' : ` <${link}>`}`, ''];
  };
  return [
    '<details>',
    `<summary>${STATUS_WORDS[clause.status].sign} <code>${text(clause.id)}</code> [${clause.level}] ${STATUS_WORDS[clause.status].word}: ${text(statement)}</summary>`,
    '',
    ...clause.tests.filter(({ status }) => isBad(status)).flatMap(describe),
    ...note('Known deviation', clause.deviation),
    ...note('Known failure', knownFailure(record, clause.id)),
    ...(clause.oracle === 'suspect' ? ["Suspect: CPython's own loop fails it too.", ''] : []),
    ...fence(reproduceCommand(record, clause.id), 'sh'),
    '',
    '</details>',
  ];
}

function describe({ title, status, error, reason }: TestRecord): readonly string[] {
  const said = [
    ...(error === undefined ? [] : [`${error.name}: ${error.message}`]),
    ...(error?.expected === undefined ? [] : [`expected ${error.expected}`, `actual   ${error.actual ?? ''}`]),
    ...(reason === undefined ? [] : [reason]),
  ].map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)} ...` : line));
  return [`${text(title)}: ${STATUS_WORDS[status].word}`, '', ...(said.length === 0 ? [] : fence(said.join('\n'))), ''];
}

/** Fenced by more backticks than it has, so that it cannot end its fence. */
function fence(content: string, language = ''): readonly string[] {
  const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const marks = '`'.repeat(longest + 1);
  return [`${marks}${language}`, plain(content), marks];
}

/** One line in which nothing is markup. */
function text(value: string): string {
  return plain(value)
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~@#]/g, (character) => `&#${character.charCodeAt(0)};`);
}
