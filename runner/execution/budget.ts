/**
 * How long a run may take. A loop that fails has its verdict when the time is up, and what was not run says why. While no
 * must has failed the time may be the machine's fault rather than the loop's, so the run goes on for a while.
 */

/** Of the budget: first every test, then the failures alone; the rest is for canaries and the oracle. */
const SHARES = { tests: 0.6, confirmation: 0.8, all: 1 } as const;
/** So many times its budget a run may take in which no must has failed. */
const GRACE = 3;

export type Stage = keyof typeof SHARES;

export class Budget {
  readonly #started: number;

  /** `seconds`: 0 or nothing for no limit. */
  constructor(
    readonly seconds: number | undefined,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#started = now();
  }

  get limited(): boolean {
    return this.seconds !== undefined && this.seconds > 0;
  }

  /** Seconds left until `stage` has to end; without a limit Infinity. */
  left(stage: Stage, failing = true): number {
    if (!this.limited) return Infinity;
    const share = SHARES[stage] * (failing ? 1 : GRACE);
    return (this.seconds ?? 0) * share - (this.now() - this.#started) / 1000;
  }

  isSpent(stage: Stage, failing = true): boolean {
    return this.left(stage, failing) <= 0;
  }

  /** Why a test was not begun. */
  get why(): string {
    return `the budget of ${String(this.seconds)} s was spent (--budget)`;
  }
}
