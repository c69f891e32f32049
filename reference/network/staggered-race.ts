/** Attempts that begin one after another, each a little later than the one before, until one succeeds. Source: RFC 8305. */
import { CancelledError, KeyboardInterrupt, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { rethrowUnless } from '../python/rethrow';

type Attempt<T> = () => contract.Coroutine<T>;

/**
 * Runs `attempts` until one returns, and returns its value, or `null` when all have failed; what they raise is their own business.
 * The next begins after `delay` seconds, or as soon as the last to begin has failed. Losers are cancelled, and waited for.
 */
export function* staggeredRace<T>(
  loop: contract.AbstractEventLoop,
  attempts: readonly Attempt<T>[],
  delay: number,
): contract.Coroutine<T | null> {
  const race = new Race(loop, attempts, delay);
  try {
    return yield* race.run();
  } finally {
    yield* race.end();
  }
}

class Race<T> {
  readonly #loop: contract.AbstractEventLoop;
  readonly #waiting: Attempt<T>[];
  readonly #delay: number;
  readonly #tasks = new Set<contract.Task<void>>();
  #winner: { readonly value: T } | null = null;
  #timer: contract.TimerHandle | null = null;
  /** Completed when a task has ended. */
  #wake: contract.Future<null> | null = null;

  constructor(loop: contract.AbstractEventLoop, attempts: readonly Attempt<T>[], delay: number) {
    this.#loop = loop;
    this.#waiting = [...attempts];
    this.#delay = delay;
  }

  *run(): contract.Coroutine<T | null> {
    this.#startNext();
    while (this.#winner === null && this.#tasks.size > 0) yield* this.#nextEnd();
    return this.#winner === null ? null : this.#winner.value;
  }

  /** Waits for what is under way, however often it is cancelled meanwhile. */
  *end(): contract.Coroutine<void> {
    // Whoever won has stopped the others: a second cancellation would cut short how they end.
    if (this.#winner === null) this.#stop();
    let cancelled: CancelledError | null = null;
    while (this.#tasks.size > 0) {
      try {
        yield* this.#nextEnd();
      } catch (error) {
        rethrowUnless(CancelledError, error);
        cancelled = error;
      }
    }
    if (cancelled !== null) throw cancelled;
  }

  *#nextEnd(): contract.Coroutine<void> {
    this.#wake = this.#loop.createFuture<null>();
    yield* this.#wake;
  }

  #startNext(): void {
    this.#timer?.cancel();
    const attempt = this.#waiting.shift();
    if (attempt === undefined) return;
    const task = this.#loop.createTask(this.#compete(attempt, this.#waiting.length));
    this.#tasks.add(task);
    task.addDoneCallback(() => {
      this.#tasks.delete(task);
      if (this.#wake !== null) setUnlessDone(this.#wake);
    });
    if (this.#waiting.length > 0) this.#timer = this.#loop.callLater(this.#delay, () => this.#startNext());
  }

  /** `left` is how many were waiting when this one began: if no other has begun since, a failure lets the next begin at once. */
  *#compete(attempt: Attempt<T>, left: number): contract.Coroutine<void> {
    let value: T;
    try {
      value = yield* attempt();
    } catch (error) {
      if (error instanceof CancelledError || error instanceof SystemExit || error instanceof KeyboardInterrupt)
        throw error;
      if (this.#waiting.length === left) this.#startNext();
      return;
    }
    this.#winner = { value };
    // In the very step of the success: another that is about to succeed must still be able to give back what it holds.
    this.#stop();
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#waiting.length = 0;
    for (const task of this.#tasks) task.cancel();
  }
}
