/** Several attempts at one test, in one record: none of them excuses another. */
import type { Status, TestRecord } from '../results/record';
import type { Outcome } from './worker-process';

export function isFailure(status: Status | undefined): boolean {
  return status !== undefined && status !== 'pass' && status !== 'skip';
}

/** How often the test was run. */
export function countOf(test: TestRecord | undefined): number {
  return test === undefined ? 0 : (test.attempts?.length ?? 1);
}

export function firstAttempt(title: string, { status, durationMs, assertions, error }: Outcome): TestRecord {
  return {
    title,
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    assertions,
    ...(error === undefined ? {} : { error }),
  };
}

/**
 * A test that both passed and failed is flaky; one that failed every time is as bad as its first attempt. `seeds` are
 * those of the attempts so far and of this one.
 */
export function combine(before: TestRecord, outcome: Outcome, seeds: readonly number[]): TestRecord {
  const attempts = [...(before.attempts ?? [before.status]), outcome.status];
  const steady = attempts.every((status) => (status === 'pass') === (attempts[0] === 'pass'));
  const error = before.error ?? outcome.error;
  return {
    title: before.title,
    status: steady ? (attempts[0] as Status) : 'flaky',
    durationMs: before.durationMs,
    assertions: before.assertions + outcome.assertions,
    attempts,
    seeds,
    ...(error === undefined ? {} : { error }),
  };
}
