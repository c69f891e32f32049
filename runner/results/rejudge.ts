/** The verdict of a record anew, when its clauses are known better. */
import type { Profile } from '../../spec';
import type { ClauseRecord, ProfileRecord, RunRecord } from './record';
import { scopeOf } from './scope';
import { profileRecords, tally } from './tally';
import { verdictOf } from './verdict';

/** An interrupted run stays one, whatever its clauses say. */
export function rejudge(record: RunRecord, clauses: readonly ClauseRecord[]): RunRecord {
  const { canaries, faults, reason: before, verdict: found, ...rest } = record;
  const known = new Map<Profile, ProfileRecord>(record.profiles.map((profile) => [profile.id, profile]));
  const profiles = profileRecords(
    clauses,
    (id) => known.get(id)?.claimed ?? true,
    (id) => known.get(id)?.declaration,
  );
  const original = verdictOf(record.clauses, canaries, record.profiles, faults);
  const stays = original.verdict !== found || original.reason !== before;
  const { verdict, reason } = stays
    ? { verdict: found, reason: before }
    : verdictOf(clauses, canaries, profiles, faults);
  return {
    ...rest,
    canaries,
    ...(faults === undefined ? {} : { faults }),
    verdict,
    ...(reason === undefined ? {} : { reason }),
    summary: tally(clauses),
    scope: scopeOf({ profiles, clauses }),
    profiles,
    clauses,
  };
}
