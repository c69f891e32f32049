/** Holds a record against a baseline. The verdict stays what the loop earned: only the exit code looks at this. */
import type { ClauseId } from '../../spec';
import { FAILED, type BaselineRecord, type ClauseRecord, type KnownFailure, type RunRecord } from '../results/record';
import type { Baseline, BaselineEntry } from './baseline';
import { counts } from './conditions';

export interface NamedBaseline extends Baseline {
  readonly file: string;
}

export function withBaseline(record: RunRecord, baseline: NamedBaseline, today: Date = new Date()): RunRecord {
  const listed = baseline.failures.filter((entry) => counts(entry, record) && recordOf(record, entry) !== undefined);
  const expired = listed.filter((entry) => isExpired(entry, today));
  const valid = listed.filter((entry) => !expired.includes(entry));
  const flaky = valid.filter((entry) => entry.flaky === true);
  const failed = (entry: BaselineEntry): boolean => failsIn(recordOf(record, entry), entry);
  const compared: BaselineRecord = {
    file: baseline.file,
    known: valid.filter(failed).map(known),
    unknown: record.clauses
      .filter((clause) => clause.level === 'must' && isFailure(clause) && !isCovered(clause, valid))
      .map(({ id }) => id),
    passes: record.clauses
      .filter((clause) => valid.some((entry) => entry.clause === clause.id && passesIn(clause, entry)))
      .map(({ id }) => id),
    ...(flaky.length === 0 ? {} : { flaky: { listed: flaky.length, failed: flaky.filter(failed).length } }),
    expired: expired.map(known),
  };
  return { ...record, baseline: compared };
}

/** Whether the entries say all that fails in it: the clause, or each test. */
export function isCovered(clause: ClauseRecord, entries: readonly BaselineEntry[]): boolean {
  const own = entries.filter((entry) => entry.clause === clause.id);
  if (own.some(({ test }) => test === undefined)) return true;
  const failing = clause.tests.filter(({ status }) => FAILED.has(status));
  return failing.length > 0 && failing.every(({ title }) => own.some(({ test }) => test === title));
}

export function failsIn(clause: ClauseRecord | undefined, { test }: BaselineEntry): boolean {
  if (test === undefined) return isFailure(clause);
  return clause?.tests.some(({ title, status }) => title === test && FAILED.has(status)) === true;
}

/** What fails at times may pass. */
export function passesIn(clause: ClauseRecord | undefined, { test, flaky }: BaselineEntry): boolean {
  if (clause === undefined || flaky === true) return false;
  if (test === undefined) return clause.status === 'pass';
  return clause.tests.some(({ title, status }) => title === test && status === 'pass');
}

/** What a baseline is about. A clause that was not run or does not apply is neither a failure nor a pass. */
export function isFailure(clause: ClauseRecord | undefined): boolean {
  return clause !== undefined && FAILED.has(clause.status);
}

export function isExpired({ expires }: BaselineEntry, today: Date): boolean {
  return expires !== undefined && expires < today.toISOString().slice(0, 10);
}

function recordOf({ clauses }: RunRecord, { clause }: BaselineEntry): ClauseRecord | undefined {
  return clauses.find(({ id }) => id === clause);
}

function known({ clause, test, flaky, reason, link, expires }: BaselineEntry): KnownFailure {
  return {
    clause: clause as ClauseId,
    ...(test === undefined ? {} : { test }),
    ...(flaky === undefined ? {} : { flaky }),
    reason,
    ...(link === undefined ? {} : { link }),
    ...(expires === undefined ? {} : { expires }),
  };
}
