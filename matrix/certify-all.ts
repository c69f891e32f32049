/** All runs, some at a time: each is told when it begins and ends, with what changed against the record of before. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { count } from '../runner/reports/words';
import { specDigest } from '../runner/results/assemble';
import { readRecord } from '../runner/results/files';
import type { RunRecord } from '../runner/results/record';
import { certify, type CertifySettings, type Outcome } from './certify';
import { RECORDS } from './folders';
import { matrixRuns, type MatrixRun } from './loop-files';
import { Progress } from './progress';
import { summaryRow, writeSummary, type SummaryRow } from './summary';

export interface Settings extends CertifySettings {
  readonly atOnce: number;
  /** Leave out what an interrupted run has done. */
  readonly resume: boolean;
}

/** What became of them all: whether each has an outcome, and whether the kit itself stumbled. */
export interface Whole {
  readonly rows: ReadonlyMap<string, SummaryRow>;
  readonly sound: boolean;
}

export async function certifyAll(
  runs: readonly MatrixRun[],
  settings: Settings,
  say: (words: string) => void,
): Promise<Whole> {
  const progress = new Progress(settings, settings.resume);
  const queue = runs.filter(({ id }) => !progress.isDone(id));
  const open = queue.length;
  if (open < runs.length) say(`${runs.length - open} of ${runs.length} were done before`);
  const rows = new Map<string, SummaryRow>();
  const changed = new Map<string, readonly string[]>();
  const stumbled: string[] = [];
  const began = Date.now();
  const lane = async (): Promise<void> => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      const { id } = run;
      say(`${id} begins`);
      const before = recordOf(id);
      const outcome = await certified(run, settings);
      if (outcome instanceof Error) {
        stumbled.push(id);
        say(`${id}: an error of the matrix itself: ${outcome.stack ?? outcome.message}`);
        continue;
      }
      const row = summaryRow(run, outcome);
      rows.set(id, row);
      const differing = 'record' in outcome && before !== undefined ? changes(before, outcome.record) : [];
      if (before !== undefined) changed.set(id, differing);
      say(`${describe(row, before, differing)} (${rows.size} of ${open}, ${elapsed(began)})`);
      // What is known is kept if the rest is interrupted.
      writeSummary(matrixRuns([]), rows, []);
      progress.add(id);
    }
  };
  await Promise.all(Array.from({ length: Math.min(settings.atOnce, open) }, lane));
  if (stumbled.length === 0) progress.end();
  say(`${inAll(rows, changed)}; ${elapsed(began)}`);
  return { rows, sound: stumbled.length === 0 };
}

/** One that goes wrong keeps no other from its turn. */
async function certified(run: MatrixRun, settings: Settings): Promise<Outcome | Error> {
  try {
    return await certify(run, settings);
  } catch (error) {
    return error as Error;
  }
}

/** The record of before, where it was made of the same clauses. */
function recordOf(id: string): RunRecord | undefined {
  const path = join(RECORDS, `${id}.json`);
  if (!existsSync(path)) return undefined;
  try {
    const record = readRecord(path);
    return record.spec.digest === specDigest() ? record : undefined;
  } catch {
    // An older kit wrote it.
    return undefined;
  }
}

/** Must clauses that hold in one of them alone. */
function changes(before: RunRecord, now: RunRecord): readonly string[] {
  const held = new Map(before.clauses.map(({ id, status }) => [id, status === 'pass']));
  return now.clauses
    .filter(({ id, level, status }) => level === 'must' && held.has(id) && held.get(id) !== (status === 'pass'))
    .map(({ id, status }) => `${status === 'pass' ? '+' : '-'}${id}`);
}

const MOST_NAMES = 8;

function describe(row: SummaryRow, before: RunRecord | undefined, differing: readonly string[]): string {
  if (row.unavailable !== undefined) return `${row.id}: none, ${row.unavailable}`;
  const { pass = 0, fail = 0, blocked = 0, notRun = 0 } = row.must ?? {};
  const counts = `${pass} must clauses hold, ${fail} fail, ${blocked} blocked, ${notRun} not run; ${row.seconds ?? 0} s`;
  const rest = differing.length - MOST_NAMES;
  const names = `${differing.slice(0, MOST_NAMES).join(' ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const against = before === undefined ? '' : differing.length === 0 ? '; as before' : `; other than before: ${names}`;
  return `${row.id}: ${row.verdict ?? ''}, ${counts}${against}`;
}

/** The last line: how many verdicts there are, and how many are those of before. */
function inAll(rows: ReadonlyMap<string, SummaryRow>, changed: ReadonlyMap<string, readonly string[]>): string {
  const found = [...rows.values()];
  const of = (verdict: string): number => found.filter((row) => row.verdict === verdict).length;
  const none = found.filter(({ unavailable }) => unavailable !== undefined).length;
  const same = [...changed.values()].filter((ids) => ids.length === 0).length;
  return [
    `${count(found.length - none, 'verdict')}: ${of('conformant')} conformant, ${of('nonconformant')} not, ${of('incomplete')} incomplete`,
    ...(none === 0 ? [] : [`${none} could not be had`]),
    ...(changed.size === 0 ? [] : [`${same} of ${changed.size} keep the must clauses they kept before, and no other`]),
  ].join('; ');
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
