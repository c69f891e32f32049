/** Future. Source: asyncio-future, and asyncio-extending for the private constructor. */
import type { ContextOption } from './context';
import type { AbstractEventLoop } from './loop';

/** A result that will be set later, bound to one loop. */
export interface Future<T = unknown> {
  /**
   * Marks the future done with `value` and schedules its callbacks.
   * @throws InvalidStateError when it is done already.
   */
  setResult(value: T): void;
  /**
   * Marks the future done with an error; an error class is instantiated.
   * @throws InvalidStateError when done already. @throws TypeError for what is no error.
   */
  setException(error: unknown): void;
  /**
   * The result; throws the error that was set.
   * @throws CancelledError when cancelled. @throws InvalidStateError while pending.
   */
  result(): T;
  /** The error, or `null` when there is a result. @throws CancelledError, InvalidStateError as result() does. */
  exception(): unknown;
  done(): boolean;
  cancelled(): boolean;
  /** Cancels and schedules the callbacks; `false` when already done. `message` since 3.9. */
  cancel(message?: unknown): boolean;
  /** Calls `callback(future)` by callSoon() once done, in `context` or in a copy of the current one. */
  addDoneCallback(callback: (future: Future<T>) => unknown, options?: ContextOption): void;
  /** Removes every registration of `callback`; returns how many there were. */
  removeDoneCallback(callback: (future: Future<T>) => unknown): number;
  /** The loop it is bound to. Since 3.7. */
  getLoop(): AbstractEventLoop;
  /** `await`: yields this future with {@link _asyncioFutureBlocking} set while pending, then returns its result. */
  [Symbol.iterator](): Iterator<unknown, T, unknown>;
  /** Private: set by `yield* future`, so that a Task tells it from `yield future`. `null` or absent: not a Future. */
  _asyncioFutureBlocking: boolean;
  readonly _loop: AbstractEventLoop;
  readonly _callbacks: unknown;
  readonly _exception: unknown;
  readonly _result: unknown;
  _cancelMessage: unknown;
  _logTraceback: boolean;
  readonly _sourceTraceback: unknown;
  readonly _state: 'PENDING' | 'CANCELLED' | 'FINISHED';
  /** Python's `repr()`. */
  toString(): string;
}

/** Keyword arguments of `Future()`. */
export interface FutureOptions {
  /** The loop it belongs to; the current loop when left out or `null`. */
  readonly loop?: AbstractEventLoop | null;
}

/** The private constructor `Future(*, loop=None)`: keyword arguments only. */
export interface FutureConstructor {
  new <T = unknown>(options?: FutureOptions): Future<T>;
}

/** concurrent.futures.Future: the thread-side half of wrapFuture() and runCoroutineThreadsafe(). */
export interface ConcurrentFuture<T = unknown> {
  setResult(value: T): void;
  setException(error: unknown): void;
  /** The result once done. Here it never blocks: @throws InvalidStateError while pending. */
  result(): T;
  exception(): unknown;
  done(): boolean;
  running(): boolean;
  cancelled(): boolean;
  cancel(): boolean;
  setRunningOrNotifyCancel(): boolean;
  addDoneCallback(callback: (future: ConcurrentFuture<T>) => unknown): void;
}
/** The class concurrent.futures.Future as a value. */
export interface ConcurrentFutureConstructor {
  new <T = unknown>(): ConcurrentFuture<T>;
}
