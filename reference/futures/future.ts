/** Future: a result that will be set later, once. Its callbacks run by callSoon(), never inside the call that completes it. */
import { CancelledError, Exception, InvalidStateError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { getEventLoop } from '../loop/current-loop';
import { copyContext } from '../python/context';
import { checkOptions, contextOption, InContext, isOptions } from '../python/options';
import { repr } from '../python/repr';
import { captureStack } from '../python/stack';
import { forgetFailure, watchFailure } from './never-retrieved';
import { FutureIterator } from './future-iterator';
import { reprFuture } from './future-repr';
import type { FutureState, Registration } from './future-state';

export type DoneCallback<T> = (future: contract.Future<T>) => unknown;

/** asyncio.Future. */
export class Future<T = unknown> implements contract.Future<T>, FutureState {
  _asyncioFutureBlocking = false;
  _state: 'PENDING' | 'CANCELLED' | 'FINISHED' = 'PENDING';
  readonly _loop: contract.AbstractEventLoop;
  _callbacks: Registration[] | null = null;
  _result: T | undefined = undefined;
  /** The error it finished with; `null` when it has none. */
  _exception: unknown = null;
  _cancelMessage: unknown = null;
  /** The CancelledError that ended a task, thrown once so that its stack is kept. */
  _cancelledExc: CancelledError | null = null;
  readonly _sourceTraceback: readonly string[] | null;
  /** Who waits for this future; kept for tools that draw the graph of waiting. */
  _awaitedBy: contract.Future | Set<contract.Future> | null = null;
  private _unretrieved = false;

  constructor(options?: contract.FutureOptions) {
    if (options !== undefined && !isOptions(options)) throw new TypeError('Future() takes no positional arguments');
    if (options !== undefined && new.target === Future) checkOptions(options, 'Future()', ['loop']);
    this._loop = options?.loop ?? getEventLoop();
    this._sourceTraceback = this._loop.getDebug() ? captureStack() : null;
  }

  get _asyncioAwaitedBy(): ReadonlySet<contract.Future> | null {
    const { _awaitedBy: waiters } = this;
    return waiters === null || waiters instanceof Set ? waiters : new Set([waiters]);
  }

  getLoop(): contract.AbstractEventLoop {
    return this._loop;
  }

  done(): boolean {
    return this._state !== 'PENDING';
  }

  cancelled(): boolean {
    return this._state === 'CANCELLED';
  }

  cancel(message?: unknown): boolean {
    this._clearLog();
    if (this._state !== 'PENDING') return false;
    this._state = 'CANCELLED';
    this._cancelMessage = message ?? null;
    this._scheduleCallbacks();
    return true;
  }

  result(): T {
    if (this._state === 'CANCELLED') throw this._makeCancelledError();
    if (this._state === 'PENDING') throw new InvalidStateError('Result is not ready.');
    this._clearLog();
    if (this._exception !== null) throw this._exception;
    return this._result as T;
  }

  exception(): unknown {
    if (this._state === 'CANCELLED') throw this._makeCancelledError();
    if (this._state === 'PENDING') throw new InvalidStateError('Exception is not set.');
    this._clearLog();
    return this._exception;
  }

  setResult(value: T): void {
    this._checkPending();
    this._result = value;
    this._state = 'FINISHED';
    this._scheduleCallbacks();
  }

  setException(error: unknown): void {
    this._checkPending();
    this._fail(toException(error));
  }

  addDoneCallback(callback: DoneCallback<T>, options?: contract.ContextOption): void {
    const context = contextOption(options, 'addDoneCallback()') ?? copyContext();
    if (this._state !== 'PENDING') {
      this._loop.callSoon(callback, [this], new InContext(context));
      return;
    }
    const registration = { callback, context };
    if (this._callbacks === null) this._callbacks = [registration];
    else this._callbacks.push(registration);
  }

  removeDoneCallback(callback: DoneCallback<T>): number {
    const before = this._callbacks ?? [];
    const kept = before.filter((registration) => registration.callback !== callback);
    this._callbacks = kept;
    return before.length - kept.length;
  }

  /** `yield* future`: the one door through which a coroutine waits. */
  [Symbol.iterator](): FutureIterator<T> {
    return new FutureIterator<T>(this);
  }

  /** Whether a report is due should the future be lost now; may only be set to false. */
  get _logTraceback(): boolean {
    return this._unretrieved;
  }

  set _logTraceback(value: boolean) {
    if (value) throw new ValueError('_log_traceback can only be set to False');
    this._clearLog();
  }

  _makeCancelledError(): CancelledError {
    const { _cancelledExc: kept } = this;
    if (kept !== null) {
      this._cancelledExc = null;
      return kept;
    }
    return this._cancelMessage === null ? new CancelledError() : new CancelledError(this._cancelMessage);
  }

  toString(): string {
    return reprFuture(this);
  }

  /** @internal Ends a pending future with whatever was thrown. */
  _fail(error: unknown): void {
    // `null` says that there is no error.
    this._exception = error ?? new Exception(`${String(error)} was thrown`);
    this._state = 'FINISHED';
    this._scheduleCallbacks();
    this._unretrieved = true;
    watchFailure(this);
  }

  /** What a report about a lost future shows in its place; it must not refer to the future. */
  _standIn(): contract.Future<T> {
    const standIn = Object.create(Object.getPrototypeOf(this) as object) as Future<T>;
    const { _loop, _state, _exception, _sourceTraceback } = this;
    return Object.assign(standIn, { _loop, _state, _exception, _sourceTraceback, _asyncioFutureBlocking: false });
  }

  private _clearLog(): void {
    if (!this._unretrieved) return;
    this._unretrieved = false;
    forgetFailure(this);
  }

  private _checkPending(): void {
    if (this._state !== 'PENDING') throw new InvalidStateError(`${this._state}: ${this.toString()}`);
  }

  private _scheduleCallbacks(): void {
    const { _callbacks: callbacks } = this;
    if (callbacks === null) return;
    this._callbacks = null;
    for (const { callback, context } of callbacks) this._loop.callSoon(callback, [this], new InContext(context));
  }
}

/** An error class stands for an instance of it, as after Python's `raise`. */
function toException(error: unknown): unknown {
  const exception: unknown =
    typeof error === 'function' && (error === Error || error.prototype instanceof Error)
      ? new (error as new () => Error)()
      : error;
  if (!isError(exception)) {
    throw new TypeError(`invalid exception object: ${repr(error)}`);
  }
  return exception;
}

/** Also one of another realm, whose class is another Error. */
function isError(value: unknown): boolean {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
