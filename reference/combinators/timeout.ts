/** timeout(): cancels the task at a deadline, and turns that one cancellation into a TimeoutError. */
import { CancelledError, ExceptionGroup, RuntimeError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { getRunningLoop } from '../loop/current-loop';
import { currentTask } from '../tasks/current-task';
import { repr } from '../python/repr';

type State = 'created' | 'active' | 'expiring' | 'expired' | 'finished';

/** asyncio.Timeout: cancels what runs inside when its time has come. */
export class Timeout implements contract.Timeout {
  #state: State = 'created';
  #when: number | null;
  #task: contract.Task | null = null;
  /** Cancellations that the task had already been asked for on entry. */
  #cancelling = 0;
  #handle: contract.Handle | null = null;

  constructor(when: number | null) {
    this.#when = when;
  }

  when(): number | null {
    return this.#when;
  }

  expired(): boolean {
    return this.#state === 'expiring' || this.#state === 'expired';
  }

  reschedule(when: number | null): void {
    if (this.#state !== 'active') {
      const state = this.#state === 'created' ? 'has not been entered' : `is ${this.#state}`;
      throw new RuntimeError(`Cannot change state of Timeout: it ${state}`);
    }
    this.#when = when;
    this.#handle?.cancel();
    this.#handle = this.#arm(when);
  }

  *run<T>(body: () => contract.Coroutine<T>): contract.Coroutine<T> {
    this.#enter();
    let failure: { readonly error: unknown } | null = null;
    try {
      return yield* body();
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      this.#exit(failure);
    }
  }

  toString(): string {
    const when =
      this.#state === 'active'
        ? ` when=${repr(this.#when === null ? null : Math.round(this.#when * 1000) / 1000)}`
        : '';
    return `<Timeout [${this.#state}]${when}>`;
  }

  #arm(when: number | null): contract.Handle | null {
    if (when === null) return null;
    const loop = getRunningLoop();
    const expire = (): void => this.#expire();
    return when <= loop.time() ? loop.callSoon(expire) : loop.callAt(when, expire);
  }

  #enter(): void {
    if (this.#state !== 'created') throw new RuntimeError('Timeout has already been entered');
    const task = currentTask();
    if (task === null) throw new RuntimeError('Timeout should be used inside a task');
    this.#state = 'active';
    this.#task = task;
    this.#cancelling = task.cancelling();
    this.reschedule(this.#when);
  }

  #expire(): void {
    this.#task?.cancel();
    this.#state = 'expiring';
    this.#handle = null;
  }

  /** @throws TimeoutError in place of a CancelledError that is this timeout's alone. */
  #exit(failure: { readonly error: unknown } | null): void {
    this.#handle?.cancel();
    this.#handle = null;
    if (this.#state === 'active') {
      this.#state = 'finished';
      return;
    }
    this.#state = 'expired';
    const others = (this.#task as contract.Task).uncancel() > this.#cancelling;
    if (others || failure === null) return;
    if (failure.error instanceof CancelledError) {
      const error = new TimeoutError();
      error.cause = failure.error;
      throw error;
    }
    explain(failure.error);
  }
}

/** An error raised on the way out of the cancellation says that time was up. */
function explain(error: unknown): void {
  const thrown = error as Error | null | undefined;
  if (thrown?.cause instanceof CancelledError) {
    const timeout = new TimeoutError();
    timeout.cause = thrown.cause;
    thrown.cause = timeout;
  }
  if (thrown instanceof ExceptionGroup) thrown.exceptions.forEach(explain);
}

/** A deadline `delay` seconds from now; `null` is none. */
export function timeout(delay: number | null): Timeout {
  const loop = getRunningLoop();
  return new Timeout(delay === null ? null : loop.time() + delay);
}

/** A deadline in the loop's time. */
export function timeoutAt(when: number | null): Timeout {
  return new Timeout(when);
}
