/** ConcurrentFuture: the half of a result that lives outside any loop. Its callbacks run at once, where it is completed. */
import { CancelledError, InvalidStateError } from '../../spec';
import type * as contract from '../../spec';
import { logger } from '../python/logger';

type State = 'PENDING' | 'RUNNING' | 'CANCELLED' | 'CANCELLED_AND_NOTIFIED' | 'FINISHED';

/** concurrent.futures.Future, as far as loops use it. */
export class ConcurrentFuture<T = unknown> implements contract.ConcurrentFuture<T> {
  #state: State = 'PENDING';
  #result: T | undefined = undefined;
  #exception: unknown = null;
  #callbacks: ((future: contract.ConcurrentFuture<T>) => unknown)[] = [];

  cancelled(): boolean {
    return this.#state === 'CANCELLED' || this.#state === 'CANCELLED_AND_NOTIFIED';
  }

  running(): boolean {
    return this.#state === 'RUNNING';
  }

  done(): boolean {
    return this.cancelled() || this.#state === 'FINISHED';
  }

  /** Refused once the work has begun. */
  cancel(): boolean {
    if (this.#state === 'RUNNING' || this.#state === 'FINISHED') return false;
    if (this.cancelled()) return true;
    this.#state = 'CANCELLED';
    this.#callBack();
    return true;
  }

  /** Who is about to do the work calls this first, and does not begin when the answer is false. */
  setRunningOrNotifyCancel(): boolean {
    switch (this.#state) {
      case 'CANCELLED':
        this.#state = 'CANCELLED_AND_NOTIFIED';
        return false;
      case 'PENDING':
        this.#state = 'RUNNING';
        return true;
      default:
        throw new InvalidStateError(`Future in unexpected state: ${this.#state}`);
    }
  }

  setResult(value: T): void {
    this.#checkOpen();
    this.#result = value;
    this.#finish();
  }

  setException(error: unknown): void {
    this.#checkOpen();
    this.#exception = error;
    this.#finish();
  }

  result(): T {
    const error = this.exception();
    if (error !== null) throw error;
    return this.#result as T;
  }

  exception(): unknown {
    if (this.cancelled()) throw new CancelledError();
    if (this.#state !== 'FINISHED') throw new InvalidStateError('the result is not there yet');
    return this.#exception;
  }

  addDoneCallback(callback: (future: contract.ConcurrentFuture<T>) => unknown): void {
    if (this.done()) this.#call(callback);
    else this.#callbacks.push(callback);
  }

  toString(): string {
    return `<Future state=${this.#state.toLowerCase()}>`;
  }

  #checkOpen(): void {
    if (this.done()) throw new InvalidStateError(`${this.#state}: ${this.toString()}`);
  }

  #finish(): void {
    this.#state = 'FINISHED';
    this.#callBack();
  }

  #callBack(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) this.#call(callback);
  }

  #call(callback: (future: contract.ConcurrentFuture<T>) => unknown): void {
    try {
      callback(this);
    } catch (error) {
      logger.error(`exception calling callback for ${this.toString()}`, error);
    }
  }
}

/** Any implementation's, told by what it can do. */
export function isConcurrentFuture(value: unknown): value is contract.ConcurrentFuture {
  const { addDoneCallback, setRunningOrNotifyCancel } = (value ?? {}) as Partial<contract.ConcurrentFuture>;
  return typeof addDoneCallback === 'function' && typeof setRunningOrNotifyCancel === 'function';
}
