/** Holds a record against a baseline. The verdict stays what the loop earned: only the exit code looks at this. */
import type { ClauseId } from '../../spec';
import type { BaselineRecord, ClauseRecord, KnownFailure, RunRecord } from '../results/record';
import type { Baseline, BaselineEntry } from './baseline';
import { counts } from './conditions';

export interface NamedBaseline extends Baseline {
  readonly file: string;
}

export function withBaseline(record: RunRecord, baseline: NamedBaseline, today: Date = new Date()): RunRecord {
  const listed = baseline.failures.filter((entry) => counts(entry, record) && recordOf(record, entry) !== undefined);
  const expired = listed.filter((entry) => isExpired(entry, today));
  const valid = listed.filter((entry) => !expired.includes(entry));
  const isListed = (clause: ClauseRecord): boolean => valid.some((entry) => entry.clause === clause.id);
  const compared: BaselineRecord = {
    file: baseline.file,
    known: valid.filter((entry) => isFailure(recordOf(record, entry))).map(known),
    unknown: record.clauses
      .filter((clause) => clause.level === 'must' && isFailure(clause) && !isListed(clause))
      .map(({ id }) => id),
    passes: record.clauses.filter((clause) => clause.status === 'pass' && isListed(clause)).map(({ id }) => id),
    expired: expired.map(known),
  };
  return { ...record, baseline: compared };
}

/** What a baseline is about. A clause that was not run or does not apply is neither a failure nor a pass. */
export function isFailure(clause: ClauseRecord | undefined): boolean {
  return clause !== undefined && ['fail', 'flaky', 'hang', 'crash'].includes(clause.status);
}

export function isExpired({ expires }: BaselineEntry, today: Date): boolean {
  return expires !== undefined && expires < today.toISOString().slice(0, 10);
}

function recordOf({ clauses }: RunRecord, { clause }: BaselineEntry): ClauseRecord | undefined {
  return clauses.find(({ id }) => id === clause);
}

function known({ clause, reason, link, expires }: BaselineEntry): KnownFailure {
  return {
    clause: clause as ClauseId,
    reason,
    ...(link === undefined ? {} : { link }),
    ...(expires === undefined ? {} : { expires }),
  };
}
