/** `matrix.json`: what became of each run, for the tables of CONFORMANCE.md. One that was not asked for keeps what it had. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../runner/results/files';
import { FAILED, type RunRecord, type Tally } from '../runner/results/record';
import type { Outcome } from './certify';
import { MATRIX, RECORDS } from './folders';
import type { MatrixRun } from './loop-files';
import type { Reproduced } from './reproducers';

/** A line of the table: short names, since there are many. */
export interface SummaryRow {
  readonly id: string;
  readonly name: string;
  readonly link: string;
  readonly version: string;
  readonly python: string;
  readonly verdict?: RunRecord['verdict'];
  readonly must?: { readonly pass: number; readonly fail: number; readonly blocked: number; readonly notRun: number };
  readonly suspect?: number;
  /** Failing musts for which a deviation says what the loop does. */
  readonly explained?: number;
  readonly seconds?: number;
  readonly unavailable?: string;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly reproducers: readonly Reproduced[];
}

const FILE = join(MATRIX, 'matrix.json');

export function readSummary(): Summary {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Summary) : { rows: [], reproducers: [] };
}

/** Keeps the rows of runs that are still in `loops/`, in their order. */
export function writeSummary(
  all: readonly MatrixRun[],
  fresh: ReadonlyMap<string, SummaryRow>,
  reproducers: readonly Reproduced[],
): void {
  const before = readSummary();
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const rows = all.flatMap(({ id }) => fresh.get(id) ?? known.get(id) ?? []);
  const tried = new Set(reproducers.map(({ file }) => file));
  const kept = before.reproducers.filter(({ file }) => !tried.has(file));
  const sorted = [...kept, ...reproducers].sort((a, b) => (a.file < b.file ? -1 : 1));
  writeWhole(FILE, `${JSON.stringify({ rows, reproducers: sorted }, null, 2)}\n`);
}

export function summaryRow(run: MatrixRun, outcome: Outcome): SummaryRow {
  const [link = ''] = run.file.links;
  const version = /-(\d[\w.]*?)(?:-\w+)?-py/.exec(run.id)?.[1] ?? '';
  const python = run.python === undefined ? `Node ${run.node ?? ''}` : `CPython ${run.python}`;
  const about = { id: run.id, name: run.file.name, link, version, python };
  if ('unavailable' in outcome) {
    // A record of an earlier day would speak for a loop that cannot be had any more.
    rmSync(join(RECORDS, `${run.id}.json`), { force: true });
    return { ...about, unavailable: outcome.unavailable };
  }
  const { verdict, summary, clauses, subject, durationMs } = outcome.record;
  const failing = clauses.filter(({ level, status }) => level === 'must' && FAILED.has(status));
  const suspect = failing.filter(({ oracle }) => oracle === 'suspect').length;
  return {
    ...about,
    python: subject.runtime,
    verdict,
    must: countsOf(summary.must),
    suspect,
    explained: failing.filter(({ deviation }) => deviation !== undefined).length,
    seconds: Math.round(durationMs / 1000),
  };
}

function countsOf({ pass, fail, hang, crash, flaky, blocked, notRun }: Tally): NonNullable<SummaryRow['must']> {
  return { pass, fail: fail + hang + crash + flaky, blocked, notRun };
}
