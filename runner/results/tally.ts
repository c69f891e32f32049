/** Counts clauses: by level, and by profile. */
import { LEVELS, PROFILES, type Level, type Profile } from '../../spec';
import {
  STATUSES,
  type ClauseRecord,
  type DeclarationRecord,
  type LevelTallies,
  type ProfileRecord,
  type Tally,
} from './record';
import { isFalse, verdictOf } from './verdict';

export function tally(clauses: readonly ClauseRecord[]): LevelTallies {
  const of = (level: Level): Tally =>
    Object.fromEntries(
      STATUSES.map((status) => [status, clauses.filter((c) => c.level === level && c.status === status).length]),
    ) as Tally;
  return Object.fromEntries(LEVELS.map((level) => [level, of(level)])) as LevelTallies;
}

/** The profiles that `clauses` touch. */
export function profileRecords(
  clauses: readonly ClauseRecord[],
  isClaimed: (profile: Profile) => boolean,
  declarationOf: (profile: Profile) => DeclarationRecord | undefined = () => undefined,
): readonly ProfileRecord[] {
  return PROFILES.filter((id) => clauses.some((clause) => clause.profile === id)).map((id) => {
    const own = clauses.filter((clause) => clause.profile === id);
    const declaration = declarationOf(id);
    return {
      id,
      claimed: isClaimed(id),
      ...(declaration === undefined ? {} : { declaration }),
      verdict: isFalse(declaration) ? ('nonconformant' as const) : verdictOf(own).verdict,
      ...tally(own),
    };
  });
}
