/** Task: a Future that steps a coroutine, once for each time the loop calls it, until the coroutine ends. */
import { CancelledError, InvalidStateError, KeyboardInterrupt, RuntimeError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { futureAddToAwaitedBy, futureDiscardFromAwaitedBy } from '../futures/awaited-by';
import { Future } from '../futures/future';
import { NO_ARGS } from '../loop/handle';
import { copyContext, runInContext } from '../python/context';
import { hasEnded, iscoroutine, markEnded } from '../python/coroutine';
import { checkOptions, InContext } from '../python/options';
import { repr } from '../python/repr';
import { _enterTask, _leaveTask, _swapCurrentTask } from './current-task';
import { DestroyedPending } from './destroyed-pending';
import { _registerEagerTask, _registerTask, _unregisterEagerTask, _unregisterTask, placeTasksOf } from './registry';
import { getStack, printStack } from './task-stack';
import { reprTask } from './task-repr';
import type { TaskState } from './task-state';
import { whyNotAwaitable } from './yielded';

let unnamed = 0;

/** asyncio.Task: drives a coroutine, a step at a time. */
export class Task<T = unknown> extends Future<T> implements contract.Task<T>, TaskState {
  _mustCancel = false;
  /** @internal The registry's. */
  _place = -1;
  _futWaiter: contract.Future | null = null;
  _coro: contract.Coroutine<T> | null;
  _numCancelsRequested = 0;
  /** The number of a task that was given no name: few are ever asked for the text. */
  _name: string | number;
  readonly _context: contract.Context;
  /** The watch over a task that lives long. */
  private _watch: DestroyedPending | null = null;
  private _reportDestroyed = true;
  private _started = false;
  // One closure of each kind a task, not one a step.
  private readonly _inContext: contract.ContextOption;
  private readonly _resume = (): void => this._step(false, undefined);
  private _wakeup: ((future: contract.Future) => void) | null = null;

  constructor(coro: contract.Coroutine<T>, options?: contract.TaskOptions) {
    checkOptions(options, 'Task()', ['loop', 'name', 'context', 'eagerStart']);
    super(options);
    if (!iscoroutine(coro)) throw new TypeError(`a coroutine was expected, got ${repr(coro)}`);
    this._coro = coro;
    this._name = options?.name === undefined || options.name === null ? ++unnamed : taskName(options.name);
    this._context = checkedContext(options?.context);
    this._inContext = new InContext(this._context);
    if (options?.eagerStart === true && this._loop.isRunning()) {
      this._startEagerly();
    } else {
      this._loop.callSoon(this._resume, NO_ARGS, this._inContext);
      _registerTask(this);
    }
  }

  getCoro(): contract.Coroutine<T> | null {
    return this._coro;
  }

  getContext(): contract.Context {
    return this._context;
  }

  getName(): string {
    return typeof this._name === 'number' ? `Task-${this._name}` : this._name;
  }

  setName(value: unknown): void {
    this._name = taskName(value);
  }

  override setResult(_value: T): void {
    throw new RuntimeError('Task does not support set_result operation');
  }

  override setException(_error: unknown): void {
    throw new RuntimeError('Task does not support set_exception operation');
  }

  override cancel(message?: unknown): boolean {
    this._logTraceback = false;
    if (this.done()) return false;
    this._numCancelsRequested += 1;
    // A waiter that accepts wakes this task up with its CancelledError; else the next step throws one.
    if (this._futWaiter?.cancel(message) === true) return true;
    this._mustCancel = true;
    this._cancelMessage = message ?? null;
    return true;
  }

  cancelling(): number {
    return this._numCancelsRequested;
  }

  uncancel(): number {
    if (this._numCancelsRequested > 0) {
      this._numCancelsRequested -= 1;
      if (this._numCancelsRequested === 0) this._mustCancel = false;
    }
    return this._numCancelsRequested;
  }

  getStack(options?: { readonly limit?: number | null }): readonly unknown[] {
    return getStack(this, options);
  }

  printStack(options?: { readonly limit?: number | null; readonly file?: unknown }): void {
    printStack(this, options);
  }

  /** Whether losing this task while it is pending is worth a report. */
  get _logDestroyPending(): boolean {
    return this._reportDestroyed;
  }

  set _logDestroyPending(value: boolean) {
    this._reportDestroyed = value;
    if (this._watch !== null) this._watch.wanted = value;
  }

  /** @internal Called by the registry once the task has outlived the host's turn. */
  _onAging(): void {
    this._watch = DestroyedPending.watch(this);
  }

  override _standIn(): contract.Future<T> {
    const { _name, _context } = this;
    return Object.assign(super._standIn(), { _name, _context, _coro: null, _futWaiter: null, _numCancelsRequested: 0 });
  }

  private _startEagerly(): void {
    const creator = _swapCurrentTask(this._loop, this);
    try {
      _registerEagerTask(this);
      try {
        runInContext(this._context, () => this._advance(false, undefined), NO_ARGS);
      } finally {
        _unregisterEagerTask(this);
      }
    } finally {
      _swapCurrentTask(this._loop, creator);
      if (this.done()) this._coro = null;
      else _registerTask(this);
    }
  }

  /** One turn of the coroutine; `failed` says that `error` is to be thrown into it. */
  private _step(failed: boolean, error: unknown): void {
    if (this._state !== 'PENDING') throw new InvalidStateError(`step of a done task: ${this.toString()}`);
    if (this._mustCancel) {
      if (!failed || !(error instanceof CancelledError)) error = this._makeCancelledError();
      failed = true;
      this._mustCancel = false;
    }
    this._futWaiter = null;
    _enterTask(this._loop, this);
    try {
      this._advance(failed, error);
    } finally {
      _leaveTask(this._loop, this);
    }
  }

  private _advance(failed: boolean, error: unknown): void {
    const coro = this._coro as contract.Coroutine<T>;
    let step: IteratorResult<unknown, T>;
    try {
      if (!this._started) this._checkUnused(coro);
      step = failed ? coro.throw(error) : coro.next(undefined);
    } catch (thrown) {
      this._endWithError(thrown);
      return;
    }
    if (step.done === true) this._endWithResult(step.value);
    else this._await(step.value);
  }

  private _checkUnused(coro: contract.Coroutine<T>): void {
    this._started = true;
    if (hasEnded(coro)) throw new RuntimeError('cannot reuse already awaited coroutine');
  }

  private _endWithResult(value: T): void {
    markEnded(this._coro as contract.Coroutine<T>);
    _unregisterTask(this);
    this._watch?.release();
    if (this._mustCancel) {
      // cancel() came in the very step that ended the coroutine.
      this._mustCancel = false;
      super.cancel(this._cancelMessage);
    } else {
      super.setResult(value);
    }
  }

  private _endWithError(error: unknown): void {
    markEnded(this._coro as contract.Coroutine<T>);
    _unregisterTask(this);
    this._watch?.release();
    if (error instanceof CancelledError) {
      this._cancelledExc = error;
      super.cancel();
      return;
    }
    this._fail(error);
    if (error instanceof KeyboardInterrupt || error instanceof SystemExit) throw error;
  }

  /** The coroutine has yielded: waits for what it yielded, or tells it at the next step what is wrong with that. */
  private _await(yielded: unknown): void {
    if (yielded === undefined || yielded === null) {
      this._loop.callSoon(this._resume, NO_ARGS, this._inContext);
      return;
    }
    const fault = whyNotAwaitable(this, yielded);
    if (fault !== null) {
      this._loop.callSoon(() => this._step(true, fault), NO_ARGS, this._inContext);
      return;
    }
    const future = yielded as contract.Future;
    futureAddToAwaitedBy(future, this);
    future._asyncioFutureBlocking = false;
    future.addDoneCallback((this._wakeup ??= wakeupOf(this)), this._inContext);
    this._futWaiter = future;
    if (this._mustCancel && future.cancel(this._cancelMessage)) this._mustCancel = false;
  }

  /** @internal Resumes the coroutine: what it waited for is done. */
  _wakeUp(future: contract.Future): void {
    futureDiscardFromAwaitedBy(future, this);
    try {
      // The value is fetched by the coroutine's own `yield*`.
      future.result();
    } catch (error) {
      this._step(true, error);
      return;
    }
    this._step(false, undefined);
  }

  override toString(): string {
    return reprTask(this);
  }
}

placeTasksOf(Task);

/** A function with a name, since a future lists its callbacks in its text. */
function wakeupOf(task: Pick<Task, '_wakeUp'>): (future: contract.Future) => void {
  const wakeup = (finished: contract.Future): void => task._wakeUp(finished);
  return wakeup;
}

/** Python's `str()`: the text of an object, a string as it is. */
function taskName(value: unknown): string {
  return typeof value === 'string' ? value : repr(value);
}

/** A context may be another implementation's: what counts is that callbacks can run in it. */
function checkedContext(context: contract.Context | null | undefined): contract.Context {
  if (context === undefined || context === null) return copyContext();
  if (typeof context.run !== 'function') throw new TypeError(`a Context was expected, got ${repr(context)}`);
  return context;
}
