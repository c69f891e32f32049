/** How many clauses fail beside the broken one: counts, and how they are summed up. */
import type { ClauseId } from '../../spec';
import { blockedBy } from '../../runner/attribution/blocking';
import type { FailedTest } from '../../runner/attribution/failed-test';
import type { Likeness } from '../../runner/attribution/likeness';
import type { Reliance } from '../../runner/attribution/record';

export interface Sharpness {
  readonly fault: string;
  readonly breaks: ClauseId;
  /** Clauses that fail beside the broken one, when each test accuses its own clause. */
  readonly before: number;
  /** Those that are left when blocked ones are set apart. */
  readonly after: number;
  /** Whether the broken clause itself is among those that fail. */
  readonly accused: boolean;
  /** Clauses that are left, other than the broken one. */
  readonly beside: readonly ClauseId[];
}

export function sharpnessOf(
  { fault, breaks }: { readonly fault: string; readonly breaks: ClauseId },
  failed: readonly FailedTest[],
  reliance: Reliance,
  likeness?: Likeness,
): Sharpness {
  const blocked = blockedBy(failed, reliance, likeness === undefined ? {} : { likeness });
  const all = new Set(failed.map(({ clause }) => clause));
  const left = new Set(failed.filter(({ id }) => !blocked.has(id)).map(({ clause }) => clause));
  const beside = [...left].filter((clause) => clause !== breaks).sort();
  all.delete(breaks);
  return { fault, breaks, before: all.size, after: beside.length, accused: left.has(breaks), beside };
}

/** Of sorted or unsorted numbers, the one below or at which `share` of them lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
