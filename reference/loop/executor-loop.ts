/** Part of BaseEventLoop: functions that are run outside the loop. */
import { RuntimeError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { timeout as timeoutAfter } from '../combinators/timeout';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { isPromise, wrapFuture } from '../futures/wrap-future';
import { repr } from '../values/repr';
import { AsyncgenLoop } from './asyncgen-loop';

export abstract class ExecutorLoop extends AsyncgenLoop {
  _defaultExecutor: contract.Executor | null = null;
  _executorShutdownCalled = false;

  override runInExecutor<A extends readonly unknown[], R>(
    executor: contract.Executor | null,
    callback: (...args: A) => R,
    args?: Readonly<A>,
  ): contract.Future<R> {
    this._checkClosed();
    if (this._debug) this._checkCallback(callback, 'run_in_executor');
    const chosen = executor ?? this.#openDefaultExecutor();
    return wrapFuture(chosen.submit(callback, args), { loop: this });
  }

  override setDefaultExecutor(executor: contract.Executor): void {
    const { submit, shutdown } = (executor ?? {}) as Partial<contract.Executor>;
    if (typeof submit !== 'function' || typeof shutdown !== 'function') {
      throw new TypeError(`executor must be ThreadPoolExecutor instance, got ${repr(executor)}`);
    }
    this._defaultExecutor = executor;
  }

  override *shutdownDefaultExecutor(timeout: number | null = null): contract.Coroutine<void> {
    this._executorShutdownCalled = true;
    const executor = this._defaultExecutor;
    if (executor === null) return;
    const ended = executor.shutdown({ wait: true });
    if (!isPromise(ended)) return;
    const future = wrapFuture<unknown>(ended, { loop: this });
    try {
      yield* timeoutAfter(timeout).run(() => future[Symbol.iterator]() as contract.Coroutine);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      process.emitWarning(
        `The executor did not finish joining its threads within ${String(timeout)} seconds.`,
        'RuntimeWarning',
      );
      executor.shutdown({ wait: false });
    }
  }

  override close(): void {
    super.close();
    const executor = this._defaultExecutor;
    this._defaultExecutor = null;
    executor?.shutdown({ wait: false });
  }

  #openDefaultExecutor(): contract.Executor {
    if (this._executorShutdownCalled) throw new RuntimeError('Executor shutdown has been called');
    return (this._defaultExecutor ??= new ThreadPoolExecutor());
  }
}
