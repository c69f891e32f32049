/** Errors of the kit's own: the test is run again in a fresh worker, and is without a result when they do not end. */
import type { Failure, FaultRecord } from '../results/record';
import type { Fault } from './worker-process';

/** Times that a test is begun in all. */
const MOST = 3;

export class Faults {
  readonly #found = new Map<string, { readonly error: Failure; times: number }>();

  /** Says whether the test is to be run again. */
  readonly note = (test: string, { error }: Fault): boolean => {
    const known = this.#found.get(test) ?? { error, times: 0 };
    known.times += 1;
    this.#found.set(test, known);
    return known.times < MOST;
  };

  /** Why the test has no result. */
  reasonFor(test: string): string | undefined {
    const found = this.#found.get(test);
    return found === undefined || found.times < MOST ? undefined : `an error of the kit's own: ${found.error.message}`;
  }

  get records(): readonly FaultRecord[] {
    return [...this.#found].map(([test, { error, times }]) => ({ test, times, mended: times < MOST, error }));
  }
}
