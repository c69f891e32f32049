/**
 * A sample of what fails in the matrix, drawn by a seed: for whoever looks in plain Python whether a failure is the loop's own.
 * Clauses that CPython's own loop fails too do not count against a loop, and are not drawn.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findClause } from '../spec';
import { UsageError } from '../runner/errors';
import { shuffle } from '../runner/plan/shuffle';
import { readRecord } from '../runner/results/files';
import { FAILED, type ClauseRecord, type RunRecord, type TestRecord } from '../runner/results/record';
import { isSuspect } from '../runner/results/verdict';
import { shellQuote } from '../runner/subjects/subject-spec';
import { RECORDS } from './folders';
import type { MatrixRun } from './loop-files';
import type { Reproducer } from './reproducers';

/** A must clause that a loop does not keep. */
export interface Failing {
  /** The id of the run. */
  readonly run: string;
  readonly loop: string;
  readonly record: RunRecord;
  readonly clause: ClauseRecord;
}

/** All of the records that are there, in the order of runs and clauses. */
export function failingMusts(runs: readonly MatrixRun[]): readonly Failing[] {
  const there = new Set(existsSync(RECORDS) ? readdirSync(RECORDS) : []);
  return runs
    .filter(({ id }) => there.has(`${id}.json`))
    .flatMap(({ id, loop }) => {
      const record = readRecord(join(RECORDS, `${id}.json`));
      return record.clauses
        .filter((clause) => clause.level === 'must' && FAILED.has(clause.status) && !isSuspect(clause))
        .map((clause) => ({ run: id, loop, record, clause }));
    });
}

/** The same `count` of them for the same seed and records. @throws UsageError where nothing fails */
export function drawSample(all: readonly Failing[], count: number, seed: number): readonly Failing[] {
  if (all.length === 0) throw new UsageError('no record of the matrix has a must that fails', 'run the matrix first');
  return shuffle(all, seed).slice(0, count);
}

/** Markdown: a table to be filled, and below it how each is tried from the root of the checkout. */
export function sampleText(
  sample: readonly Failing[],
  all: readonly Failing[],
  seed: number,
  scripts: readonly Reproducer[],
): string {
  const told = all.filter(({ clause }) => clause.deviation !== undefined).length;
  const head = ['n', 'run', 'clause', 'what the test said', 'what the loop is said to do', 'script', 'own?'];
  const rows = sample.map((failing, index) => [
    String(index + 1),
    failing.run,
    failing.clause.id,
    whatWasSaid(failing.clause),
    failing.clause.deviation?.reason ?? '',
    scriptOf(failing, scripts),
    '',
  ]);
  return [
    `${sample.length} of ${all.length} failing must clauses, drawn by seed ${seed}; a sentence explains ${told} of them all.`,
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`),
    '',
    ...sample.map((failing, index) => howToTry(failing, index + 1)),
  ].join('\n');
}

function scriptOf({ loop, clause }: Failing, scripts: readonly Reproducer[]): string {
  return scripts
    .filter((script) => script.loop === loop && script.clauses.includes(clause.id))
    .map(({ file }) => file)
    .join(', ');
}

/** Of its first test that failed. */
function whatWasSaid({ status, tests }: ClauseRecord): string {
  const test = tests.find((one) => FAILED.has(one.status));
  return `${status}: ${test === undefined ? '' : `${test.title}: ${wordsOf(test)}`}`;
}

function wordsOf({ error, reason }: TestRecord): string {
  const message = error?.message ?? reason ?? '';
  return message.length > 160 ? `${message.slice(0, 160)}…` : message;
}

function howToTry({ clause, record: { subject } }: Failing, index: number): string {
  const statement = findClause(clause.id)?.statement ?? '';
  const words = ['loopcert', 'reproduce', clause.id, subject.name, ...(subject.flags ?? [])];
  return `${index}. ${clause.id}: ${statement}\n   \`${words.map(shellQuote).join(' ')}\``;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
