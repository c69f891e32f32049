/** What a verdict is about: the profiles in which something was judged, and the rest of the specification. */
import { PROFILES } from '../../spec';
import type { RunRecord, ScopeRecord } from './record';

export function scopeOf({ profiles, clauses }: Pick<RunRecord, 'profiles' | 'clauses'>): ScopeRecord {
  const claimed = new Set(profiles.filter((profile) => profile.claimed).map(({ id }) => id));
  const judged = PROFILES.filter(
    (id) =>
      claimed.has(id) &&
      clauses.some(({ profile, status }) => profile === id && !['skip', 'untested', 'notRun'].includes(status)),
  );
  return { judged, notJudged: PROFILES.filter((id) => !judged.includes(id)) };
}
