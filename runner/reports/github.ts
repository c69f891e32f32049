/** Annotations of GitHub Actions: must clauses as errors, should clauses as warnings, and the verdict. */
import { findClause } from '../../spec';
import type { ClauseRecord, RunRecord } from '../results/record';
import { shortName } from './labels';
import { applicable, badClauses, isBad, plain, reproduceCommand, STATUS_WORDS, verdictWords } from './words';

/** GitHub shows so many of a kind a step, and drops the rest without a word. */
const MOST = 10;

export function github(record: RunRecord): string {
  const bad = badClauses(record);
  const errors = bad.filter(({ level }) => level === 'must');
  const warnings = bad.filter(({ level }) => level === 'should');
  const { must } = record.summary;
  const name = plain(shortName(record.subject.name));
  const lines = [
    ...errors.slice(0, MOST).map((clause) => annotation('error', titleOf(name, clause), messageOf(record, clause))),
    ...warnings.slice(0, MOST).map((clause) => annotation('warning', titleOf(name, clause), messageOf(record, clause))),
    annotation(
      'notice',
      `${name}: ${verdictWords(record)}`,
      [
        `${must.pass} of ${applicable(must)} must clauses pass`,
        ...(record.reason === undefined ? [] : [record.reason]),
        ...more(errors, 'must clauses fail'),
        ...more(warnings, 'should clauses fail'),
      ].join('; '),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function more(clauses: readonly ClauseRecord[], what: string): readonly string[] {
  return clauses.length <= MOST ? [] : [`${clauses.length} ${what}, of which ${MOST} are annotated`];
}

function titleOf(name: string, { id, level, status }: ClauseRecord): string {
  return `${name}: ${id} [${level}] ${STATUS_WORDS[status].word}`;
}

function messageOf(record: RunRecord, clause: ClauseRecord): string {
  const test = clause.tests.find(({ status }) => isBad(status));
  const { error, reason, title } = test ?? {};
  return [
    findClause(clause.id)?.statement ?? '',
    ...(title === undefined ? [] : [title]),
    ...(error === undefined ? [] : [`${error.name}: ${error.message}`]),
    ...(error?.expected === undefined ? [] : [`expected ${error.expected}`, `actual   ${error.actual ?? ''}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(clause.deviation === undefined ? [] : [`known: ${clause.deviation.reason}`]),
    reproduceCommand(record, clause.id),
  ].join('\n');
}

/** A line is a command: whatever could end it, or its title, is encoded. */
function annotation(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string): string => plain(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return `::${kind} title=${property(title)}::${data(message)}`;
}
