/**
 * A Task that inherits nothing: it keeps its outcome in a future of the loop, and tells asyncio of itself by the lifetime
 * functions alone. Brought as a part of the module, it is certified on the kit's own loop.
 */
import { asyncio } from 'loopcert/reference';
import {
  CancelledError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  type AbstractEventLoop,
  type Context,
  type ContextOption,
  type Coroutine,
  type Future,
  type TaskConstructor,
  type TaskOptions,
} from 'loopcert/spec';

const { _enterTask, _leaveTask, _registerTask, _unregisterTask } = asyncio;
/** For an eager start, since 3.12. */
const { _registerEagerTask, _unregisterEagerTask, _swapCurrentTask } = asyncio;
let unnamed = 0;

class ThirdPartyTask<T = unknown> {
  /** What makes it a future to everybody else. */
  _asyncioFutureBlocking = false;
  _mustCancel = false;
  _futWaiter: Future | null = null;
  _cancelMessage: unknown = null;
  readonly _loop: AbstractEventLoop;
  readonly #coro: Coroutine<T>;
  readonly #outcome: Future<T>;
  readonly #context: Context;
  readonly #callbacks = new Map<(future: never) => unknown, (() => unknown)[]>();
  #name: string;
  #requests = 0;
  /** The very error that the coroutine ended with. */
  #cancelled: CancelledError | null = null;

  constructor(coro: Coroutine<T>, { loop, name, context, eagerStart, ...others }: TaskOptions = {}) {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new TypeError(`Task() got an unexpected keyword argument '${unknown}'`);
    if (!asyncio.iscoroutine(coro)) throw new TypeError(`a coroutine was expected, got ${String(coro)}`);
    this._loop = loop ?? asyncio.getEventLoop();
    this.#coro = coro;
    this.#outcome = new asyncio.Future<T>({ loop: this._loop });
    this.#context = context ?? asyncio.copyContext();
    this.#name = name === undefined || name === null ? `Task-${String(++unnamed)}` : String(name);
    if (eagerStart === true && this._loop.isRunning()) {
      this.#startNow();
    } else {
      this.#schedule(() => this.#step());
      _registerTask(this);
    }
  }

  getLoop(): AbstractEventLoop {
    return this._loop;
  }
  getCoro(): Coroutine<T> {
    return this.#coro;
  }
  getContext(): Context {
    return this.#context;
  }
  getName(): string {
    return this.#name;
  }
  setName(value: unknown): void {
    this.#name = String(value);
  }
  done(): boolean {
    return this.#outcome.done();
  }
  cancelled(): boolean {
    return this.#outcome.cancelled();
  }
  result(): T {
    this.#throwIfCancelled();
    return this.#outcome.result();
  }
  exception(): unknown {
    this.#throwIfCancelled();
    return this.#outcome.exception();
  }
  setResult(): never {
    throw new RuntimeError('Task does not support set_result operation');
  }
  setException(): never {
    throw new RuntimeError('Task does not support set_exception operation');
  }

  addDoneCallback(callback: (future: never) => unknown, options?: ContextOption): void {
    const wrapped = (): unknown => callback(this as never);
    this.#callbacks.set(callback, [...(this.#callbacks.get(callback) ?? []), wrapped]);
    this.#outcome.addDoneCallback(wrapped, options);
  }
  removeDoneCallback(callback: (future: never) => unknown): number {
    const wrapped = this.#callbacks.get(callback) ?? [];
    this.#callbacks.delete(callback);
    return wrapped.reduce((count, one) => count + this.#outcome.removeDoneCallback(one), 0);
  }

  cancel(message?: unknown): boolean {
    if (this.done()) return false;
    this.#requests += 1;
    if (this._futWaiter?.cancel(message) === true) return true;
    this._mustCancel = true;
    this._cancelMessage = message ?? null;
    return true;
  }
  cancelling(): number {
    return this.#requests;
  }
  uncancel(): number {
    if (this.#requests > 0) this.#requests -= 1;
    if (this.#requests === 0) this._mustCancel = false;
    return this.#requests;
  }

  *[Symbol.iterator](): Generator<unknown, T> {
    if (!this.done()) {
      this._asyncioFutureBlocking = true;
      yield this;
    }
    if (!this.done()) throw new RuntimeError("yield* wasn't used with future");
    return this.result();
  }

  toString(): string {
    const state = this.cancelled() ? 'cancelled' : this.done() ? 'finished' : 'pending';
    return `<ThirdPartyTask ${state} name='${this.#name}'>`;
  }

  #startNow(): void {
    const creator = _swapCurrentTask(this._loop, this);
    _registerEagerTask(this);
    try {
      this.#context.run(() => this.#advance());
    } finally {
      _unregisterEagerTask(this);
      _swapCurrentTask(this._loop, creator);
      if (!this.done()) _registerTask(this);
    }
  }

  #step(failure?: { readonly error: unknown }): void {
    this._futWaiter = null;
    if (this._mustCancel) {
      this._mustCancel = false;
      if (!(failure?.error instanceof CancelledError)) failure = { error: this._makeCancelledError() };
    }
    _enterTask(this._loop, this);
    try {
      this.#advance(failure);
    } finally {
      _leaveTask(this._loop, this);
    }
  }

  #advance(failure?: { readonly error: unknown }): void {
    let turn: IteratorResult<unknown, T>;
    try {
      turn = failure === undefined ? this.#coro.next(undefined) : this.#coro.throw(failure.error);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (turn.done !== true) {
      this.#wait(turn.value);
      return;
    }
    _unregisterTask(this);
    if (this._mustCancel) this.#outcome.cancel(this._cancelMessage);
    else this.#outcome.setResult(turn.value);
  }

  #fail(error: unknown): void {
    _unregisterTask(this);
    if (error instanceof CancelledError) {
      this.#cancelled = error;
      this.#outcome.cancel();
      return;
    }
    // JavaScript lets a program throw anything at all; a future takes errors alone.
    this.#outcome.setException(error instanceof Error ? error : new RuntimeError(`thrown: ${String(error)}`));
    if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
  }

  #wait(yielded: unknown): void {
    if (yielded === undefined || yielded === null) {
      this.#schedule(() => this.#step());
      return;
    }
    const fault = this.#faultOf(yielded);
    if (fault !== undefined) {
      this.#schedule(() => this.#step({ error: new RuntimeError(`${fault}: ${String(yielded)}`) }));
      return;
    }
    const future = yielded as Future;
    future._asyncioFutureBlocking = false;
    future.addDoneCallback((done) => this.#wakeUp(done), { context: this.#context });
    this._futWaiter = future;
    if (this._mustCancel && future.cancel(this._cancelMessage)) this._mustCancel = false;
  }

  /** Why `yielded` cannot be waited for. */
  #faultOf(yielded: unknown): string | undefined {
    if (!asyncio.isfuture(yielded)) return 'Task got bad yield';
    const future = yielded as Future;
    // A future made before there was get_loop() keeps its loop in a field.
    const loop = typeof future.getLoop === 'function' ? future.getLoop() : future._loop;
    if (loop !== this._loop) return 'Task got Future attached to a different loop';
    if (!future._asyncioFutureBlocking) return 'yield was used instead of yield*';
    return future === (this as unknown) ? 'Task cannot await on itself' : undefined;
  }

  #wakeUp(future: Future): void {
    try {
      future.result();
    } catch (error) {
      this.#step({ error });
      return;
    }
    this.#step();
  }

  #schedule(callback: () => void): void {
    this._loop.callSoon(callback, [], { context: this.#context });
  }

  #throwIfCancelled(): void {
    if (this.#cancelled !== null) throw this._makeCancelledError();
  }

  /** Private, and asked for by gather(): the error the coroutine ended with, once. */
  _makeCancelledError(): CancelledError {
    const error = this.#cancelled ?? new CancelledError(...(this._cancelMessage === null ? [] : [this._cancelMessage]));
    this.#cancelled = null;
    return error;
  }
}

/** The type of a task names more of asyncio's private fields than anybody calls. */
const TaskPart = ThirdPartyTask as unknown as TaskConstructor;

const cost = 'it inherits nothing, so that it is no Future and the host does not tell it of its loss';

export default {
  name: 'third-party-task',
  asyncio: {
    Task: TaskPart,
    eagerTaskFactory: asyncio.createEagerTaskFactory((coro, options) => new TaskPart(coro, options)),
  },
  deviations: [
    { clause: 'future.class.task_subclass', reason: cost },
    { clause: 'task.destroyed_pending.reported', reason: cost },
    { clause: 'task.never_retrieved.reported', reason: cost },
  ],
};
