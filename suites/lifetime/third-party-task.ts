/** A task of a third party: it inherits nothing and tells asyncio of itself by the four lifetime functions alone. */
import { CancelledError } from '../../spec';
import type { AbstractEventLoop, AsyncioModule, Coroutine, Future } from '../../spec';

export class ThirdPartyTask<T = unknown> {
  _asyncioFutureBlocking = false;
  readonly #asyncio: AsyncioModule;
  readonly #loop: AbstractEventLoop;
  readonly #coro: Coroutine<T>;
  /** Holds the outcome and the callbacks. */
  readonly #outcome: Future<T>;
  #waitsFor: Future | null = null;
  #cancelNext = false;
  #requests = 0;

  constructor(asyncio: AsyncioModule, loop: AbstractEventLoop, coro: Coroutine<T>) {
    this.#asyncio = asyncio;
    this.#loop = loop;
    this.#coro = coro;
    this.#outcome = loop.createFuture<T>();
    asyncio._registerTask(this);
    loop.callSoon(() => this.#step(undefined));
  }

  get _loop(): AbstractEventLoop {
    return this.#loop;
  }
  getLoop(): AbstractEventLoop {
    return this.#loop;
  }
  done(): boolean {
    return this.#outcome.done();
  }
  cancelled(): boolean {
    return this.#outcome.cancelled();
  }
  result(): T {
    return this.#outcome.result();
  }
  exception(): unknown {
    return this.#outcome.exception();
  }
  addDoneCallback(callback: (future: never) => unknown, options?: { context?: never }): void {
    this.#outcome.addDoneCallback(() => callback(this as never), options);
  }
  removeDoneCallback(): number {
    return 0;
  }
  cancelling(): number {
    return this.#requests;
  }
  uncancel(): number {
    this.#requests -= 1;
    return this.#requests;
  }

  cancel(): boolean {
    if (this.done()) return false;
    this.#requests += 1;
    if (this.#waitsFor?.cancel() !== true) this.#cancelNext = true;
    return true;
  }

  *[Symbol.iterator](): Generator<unknown, T> {
    if (!this.done()) {
      this._asyncioFutureBlocking = true;
      yield this;
    }
    return this.result();
  }

  #step(failure: { readonly error: unknown } | undefined): void {
    if (this.#cancelNext) {
      this.#cancelNext = false;
      failure = { error: new CancelledError() };
    }
    this.#waitsFor = null;
    this.#asyncio._enterTask(this.#loop, this);
    try {
      const turn = failure === undefined ? this.#coro.next(undefined) : this.#coro.throw(failure.error);
      if (turn.done === true) this.#end(() => this.#outcome.setResult(turn.value));
      else this.#wait(turn.value as Future | undefined);
    } catch (error) {
      this.#end(() => (error instanceof CancelledError ? this.#outcome.cancel() : this.#outcome.setException(error)));
    } finally {
      this.#asyncio._leaveTask(this.#loop, this);
    }
  }

  #wait(future: Future | undefined | null): void {
    if (future === undefined || future === null) {
      this.#loop.callSoon(() => this.#step(undefined));
      return;
    }
    future._asyncioFutureBlocking = false;
    this.#waitsFor = future;
    future.addDoneCallback((done) => {
      try {
        done.result();
      } catch (error) {
        this.#step({ error });
        return;
      }
      this.#step(undefined);
    });
  }

  #end(settle: () => void): void {
    this.#asyncio._unregisterTask(this);
    settle();
  }
}
