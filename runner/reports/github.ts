/** Annotations of GitHub Actions: must clauses as errors, should clauses and known failures as warnings, and the verdict. */
import { findClause } from '../../spec';
import { describeBaseline } from './baseline-lines';
import type { ClauseRecord, RunRecord } from '../results/record';
import { scopeWords, warnings as warningsOf } from './about';
import { shortName } from './labels';
import {
  applicable,
  badClauses,
  isBad,
  knownFailure,
  plain,
  reproduceCommand,
  STATUS_WORDS,
  verdictWords,
} from './words';

/** GitHub shows so many of a kind a step, and drops the rest without a word. */
const MOST = 10;

export function github(record: RunRecord): string {
  const bad = badClauses(record);
  // What a baseline sets aside breaks no run, and is no error to who reads the annotations.
  const isError = ({ id, level }: ClauseRecord): boolean => level === 'must' && knownFailure(record, id) === undefined;
  const errors = bad.filter(isError);
  const warnings = bad.filter((clause) => !isError(clause) && clause.level !== 'may');
  const { must } = record.summary;
  const name = plain(shortName(record.subject.name));
  const lines = [
    ...errors.slice(0, MOST).map((clause) => annotation('error', titleOf(name, clause), messageOf(record, clause))),
    ...warnings.slice(0, MOST).map((clause) => annotation('warning', titleOf(name, clause), messageOf(record, clause))),
    annotation(
      'notice',
      `${name}: ${verdictWords(record)}`,
      [
        `${must.pass} of ${applicable(must)} must clauses pass of ${scopeWords(record)}`,
        ...warningsOf(record).map((warning) => `warning: ${warning}`),
        ...(record.reason === undefined ? [] : [record.reason]),
        ...describeBaseline(record).map((line) => line.trim()),
        ...more('errors', errors),
        ...more('warnings', warnings),
      ].join('; '),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function more(kind: string, clauses: readonly ClauseRecord[]): readonly string[] {
  return clauses.length <= MOST ? [] : [`${MOST} of ${clauses.length} ${kind} are shown`];
}

function titleOf(name: string, { id, level, status }: ClauseRecord): string {
  return `${name}: ${id} [${level}] ${STATUS_WORDS[status].word}`;
}

function messageOf(record: RunRecord, clause: ClauseRecord): string {
  const test = clause.tests.find(({ status }) => isBad(status));
  const { error, reason, title } = test ?? {};
  const known = knownFailure(record, clause.id);
  return [
    findClause(clause.id)?.statement ?? '',
    ...(title === undefined ? [] : [title]),
    ...(error === undefined ? [] : [`${error.name}: ${error.message}`]),
    ...(error?.expected === undefined ? [] : [`expected ${error.expected}`, `actual   ${error.actual ?? ''}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(clause.deviation === undefined ? [] : [`known deviation: ${clause.deviation.reason}`]),
    ...(known === undefined ? [] : [`known failure: ${known.reason}`]),
    reproduceCommand(record, clause.id),
  ].join('\n');
}

/** A line is a command: whatever could end it, or its title, is encoded. */
function annotation(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string): string => plain(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return `::${kind} title=${property(title)}::${data(message)}`;
}
