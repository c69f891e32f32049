/** At the end of a run: the tests that failed only because of what another clause states are blocked, not failed. */
import type { ClauseId } from '../../spec';
import type { TestRecord } from '../results/record';
import { blockedBy, GROUND_CLAUSES, type FailedTest } from './blocking';
import { recordReliance } from './record';

/** A crash is told in any case. Sets the status of each blocked test in `findings`, whose keys are ids of tests. */
export async function attribute(
  findings: { readonly outcomes: ReadonlyMap<string, TestRecord>; set(id: string, test: TestRecord): void },
  clauseOf: (test: string) => ClauseId | undefined,
): Promise<void> {
  const { outcomes } = findings;
  const failed = [...outcomes].flatMap(([id, { status, error }]): FailedTest[] => {
    const clause = clauseOf(id);
    if (clause === undefined || !['fail', 'hang'].includes(status)) return [];
    return [{ id, clause, ...(error?.clause === undefined ? {} : { relies: [error.clause] }) }];
  });
  // One clause alone cannot be blocked by another.
  if (new Set(failed.map(({ clause }) => clause)).size < 2) return;
  const reliance = await recordReliance(failed.map(({ id }) => id));
  for (const [id, cause] of blockedBy(failed, reliance)) {
    const test = outcomes.get(id);
    if (test === undefined) continue;
    const reason = `it relies on ${cause}, which does not hold here; it ended as: ${test.status}`;
    findings.set(id, { ...test, status: 'blocked', blockedBy: cause, endedAs: test.status, reason });
  }
}

/** What others stand on runs first, so that a run that is cut short knows it; the order is kept otherwise. */
export function groundsFirst(tests: readonly string[], clauseOf: (test: string) => string | undefined): string[] {
  const isGround = (id: string): boolean => GROUND_CLAUSES.has(clauseOf(id) ?? '');
  return [...tests.filter(isGround), ...tests.filter((id) => !isGround(id))];
}
