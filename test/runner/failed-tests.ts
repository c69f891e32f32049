/** Tests that did not pass, made up. */
import type { ClauseId } from '../../spec';
import type { FailedTest } from '../../runner/attribution/failed-test';

export function failed(clause: ClauseId, title = 'fails'): FailedTest {
  return { id: `${clause}: ${title}`, clause };
}
export const reliance = (
  ...entries: readonly (readonly [FailedTest, ...string[]])[]
): ReadonlyMap<string, readonly string[]> => new Map(entries.map(([{ id }, ...names]) => [id, names]));

/** One that failed in these words. */
export const says = (clause: ClauseId, name: string, message: string, title?: string): FailedTest => ({
  ...failed(clause, title),
  error: { name, message },
});
