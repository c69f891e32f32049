/** From clauses to a verdict, and from verdicts to an exit code. */
import type { BaselineRecord, ClauseRecord, ProfileRecord, RunRecord, Verdict } from './record';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** A shard may have only clauses that do not apply: then this is no fault of the whole. */
export const NOTHING_TESTED = 'nothing was tested';

/** Nothing but a must that was seen to hold counts for a subject; whatever is missing counts against the run. */
export function verdictOf(
  clauses: readonly ClauseRecord[],
  canaries?: RunRecord['canaries'],
  profiles: readonly Pick<ProfileRecord, 'id' | 'declaration'>[] = [],
  faults: RunRecord['faults'] = [],
): Judgement {
  if (canaries !== undefined && canaries.caught < canaries.run) {
    return { verdict: 'incomplete', reason: 'a broken loop passed: the kit itself cannot be trusted here' };
  }
  if (canaries?.run === 0) return { verdict: 'incomplete', reason: 'no broken loop was tried' };
  const lasting = faults.filter(({ mended }) => !mended);
  if (lasting[0] !== undefined) {
    const tests = lasting.length === 1 ? 'a test' : `${lasting.length} tests`;
    return { verdict: 'incomplete', reason: `an error of the kit's own in ${tests}: ${lasting[0].error.message}` };
  }
  const suspect = clauses.filter(isSuspect).length;
  const doubted = new Set<string>(clauses.filter(isSuspect).map(({ id }) => id));
  const counts = ({ id, status, blockedBy }: ClauseRecord): boolean =>
    !doubted.has(id) && !(status === 'blocked' && blockedBy !== undefined && doubted.has(blockedBy));
  const must = clauses.filter((clause) => clause.level === 'must' && counts(clause));
  if (must.some(({ status }) => status === 'fail' || status === 'hang' || status === 'crash' || status === 'flaky')) {
    return { verdict: 'nonconformant' };
  }
  const blocked = must.find(({ status }) => status === 'blocked');
  if (blocked !== undefined) {
    const { id, blockedBy } = blocked;
    return { verdict: 'nonconformant', reason: `${id} cannot be seen to hold, since ${String(blockedBy)} does not` };
  }
  const missing = clauses.filter(({ status }) => status === 'notRun').length;
  if (missing > 0)
    return {
      verdict: 'incomplete',
      reason: missing === 1 ? 'a clause was not run' : `${missing} clauses were not run`,
    };
  if (!clauses.some(({ status }) => status !== 'skip' && status !== 'untested')) {
    return { verdict: 'incomplete', reason: NOTHING_TESTED };
  }
  const falsely = profiles.filter(({ declaration }) => isFalse(declaration)).map(({ id }) => id);
  if (falsely.length > 0) {
    return { verdict: 'nonconformant', reason: `the subject declares falsely that it lacks ${falsely.join(', ')}` };
  }
  if (suspect > 0) {
    const they = suspect === 1 ? 'a clause does not count, which' : `${suspect} clauses do not count, which`;
    return { verdict: 'conformant', reason: `${they} CPython's own loop fails too` };
  }
  return { verdict: 'conformant' };
}

/** CPython's own loop fails it too: the kit or this release of Python is to be doubted rather than the loop. */
export function isSuspect({ oracle }: Pick<ClauseRecord, 'oracle'>): boolean {
  return oracle === 'suspect';
}

export function isFalse(declaration: ProfileRecord['declaration']): boolean {
  return declaration?.status === 'offered' || declaration?.status === 'impolite';
}

export const EXIT = { conformant: 0, nonconformant: 1, usage: 2, incomplete: 3 } as const;

/** The exit code of several records: an unfinished run says less than a failed one. */
export function exitCodeOf(records: readonly Judged[]): number {
  if (records.length === 0) return EXIT.incomplete;
  return Math.max(...records.map(codeOf));
}

type Judged = Pick<RunRecord, 'verdict' | 'clauses' | 'profiles' | 'canaries' | 'faults' | 'baseline'>;

/** With a baseline the known failures are set aside; what is left must still be a whole and sound run. */
function codeOf({ verdict, clauses, profiles, canaries, faults, baseline }: Judged): number {
  if (baseline === undefined || verdict === 'incomplete') return EXIT[verdict];
  const known = new Set(baseline.known.map(({ clause }) => clause));
  const isKnown = ({ id, status, blockedBy }: ClauseRecord): boolean =>
    known.has(id) || (status === 'blocked' && blockedBy !== undefined && known.has(blockedBy));
  const rest = clauses.map((clause) => (isKnown(clause) ? { ...clause, status: 'pass' as const } : clause));
  const code = EXIT[verdictOf(rest, canaries, profiles, faults).verdict];
  return isBrokenBy(baseline) ? Math.max(code, EXIT.nonconformant) : code;
}

/** New failures break a run, and so do entries whose clause passes: they would hide its next failure. */
export function isBrokenBy({ unknown, passes }: BaselineRecord): boolean {
  return unknown.length > 0 || passes.length > 0;
}
