/** Several attempts at one test, in one record: none of them excuses another. */
import type { Status, TestRecord } from '../results/record';
import type { Outcome } from './worker-process';

/** Of the tests that ran before a disturbed one. */
const MOST_NAMED = 40;

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

/** It failed alone too: what it said there, undisturbed, is what is told of it. */
export function confirmed(before: TestRecord, { status, error }: Outcome): TestRecord {
  const { error: _, ...rest } = before;
  return { ...rest, status, alone: [status], ...(error === undefined ? {} : { error }) };
}

/** Others that failed as it did were run alone, and failed. */
export function likewise(before: TestRecord, others: readonly string[]): TestRecord {
  return { ...before, likewise: others };
}

/** It passed alone: always, then what ran before disturbed it, or not always. */
export function disturbedOrFlaky(before: TestRecord, alone: readonly Outcome[], ran: readonly string[]): TestRecord {
  const statuses = alone.map(({ status }) => status);
  const assertions = before.assertions + alone.reduce((sum, outcome) => sum + outcome.assertions, 0);
  if (statuses.some((status) => status !== 'pass')) return { ...before, status: 'flaky', assertions, alone: statuses };
  const disturbed = { ran: ran.length, after: ran.slice(-MOST_NAMED) };
  return { ...before, status: 'pass', assertions, alone: statuses, disturbed };
}
