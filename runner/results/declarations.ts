import type { Profile } from '../../spec';
import { OFFERED, PROBES } from '../plan/probes';
import type { DeclarationRecord, TestRecord } from './record';

/** What the outcomes of the probes say about the declaration that `profile` is lacking. */
export function declarationOf(
  profile: Profile,
  reason: string | undefined,
  outcomes: ReadonlyMap<string, TestRecord>,
): DeclarationRecord | undefined {
  if (reason === undefined) return undefined;
  const found = PROBES.filter((probe) => probe.profile === profile).flatMap(({ id, method }) => {
    const outcome = outcomes.get(id);
    return outcome === undefined ? [] : [{ ...outcome, method }];
  });
  const problems = found.filter(({ status }) => status !== 'pass');
  if (found.length === 0) return { reason, status: 'unprobed' };
  if (problems.length === 0) return { reason, status: 'polite' };
  return {
    reason,
    status: problems.some(({ error }) => error?.name === OFFERED) ? 'offered' : 'impolite',
    problems: problems.map(({ status, error, method }) =>
      status === 'fail' ? (error?.message ?? status) : `${method}(): ${status}`,
    ),
  };
}
