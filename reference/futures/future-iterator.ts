/**
 * What `yield*` steps through at a future. Written by hand: there is one each time a task waits, and a generator is several times
 * as big.
 */
import { RuntimeError } from '../../spec';
import type * as contract from '../../spec';

export class FutureIterator<T> implements Iterator<unknown, T, unknown> {
  /** `null` once the await has ended. */
  #future: contract.Future<T> | null;
  #suspended = false;

  constructor(future: contract.Future<T>) {
    this.#future = future;
  }

  next(): IteratorResult<unknown, T> {
    const future = this.#future;
    if (future === null) return { done: true, value: undefined as T };
    if (this.#suspended) {
      this.#future = null;
      if (!future.done()) throw new RuntimeError("await wasn't used with future");
    } else if (future._state === 'PENDING') {
      this.#suspended = true;
      // Tells the task that this was `yield*`, not a bare `yield future`.
      future._asyncioFutureBlocking = true;
      return { done: false, value: future };
    }
    this.#future = null;
    return { done: true, value: future.result() };
  }

  throw(error: unknown): IteratorResult<unknown, T> {
    this.#future = null;
    throw error;
  }

  return(value: T): IteratorResult<unknown, T> {
    this.#future = null;
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
