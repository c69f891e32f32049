/** Part of BaseEventLoop: the executor for functions that are run outside the loop and name none. */
import { RuntimeError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { timeout as timeoutAfter } from '../combinators/timeout';
import { isPromise, wrapFuture } from '../futures/wrap-future';
import { repr } from '../python/repr';
import { currentHost } from './current-host';

export class DefaultExecutor {
  /** Made when it is first needed, or given by setDefaultExecutor(). */
  executor: contract.Executor | null = null;
  shutdownCalled = false;
  readonly #loop: contract.AbstractEventLoop;

  constructor(loop: contract.AbstractEventLoop) {
    this.#loop = loop;
  }

  /** @throws TypeError for what is no executor. */
  set(executor: contract.Executor): void {
    const { submit, shutdown } = (executor ?? {}) as Partial<contract.Executor>;
    if (typeof submit !== 'function' || typeof shutdown !== 'function') {
      throw new TypeError(`executor must be ThreadPoolExecutor instance, got ${repr(executor)}`);
    }
    this.executor = executor;
  }

  /** Runs on `executor`, or on the default one when that is `null`. @throws RuntimeError after shutdown(). */
  run<A extends readonly unknown[], R>(
    executor: contract.Executor | null,
    callback: (...args: A) => R,
    args?: Readonly<A>,
  ): contract.Future<R> {
    return wrapFuture((executor ?? this.#open()).submit(callback, args), { loop: this.#loop });
  }

  /** Takes no more jobs and waits for those there are, at most `timeout` seconds. */
  *shutdown(timeout: number | null): contract.Coroutine<void> {
    this.shutdownCalled = true;
    const { executor } = this;
    if (executor === null) return;
    const ended = executor.shutdown({ wait: true });
    if (!isPromise(ended)) return;
    const future = wrapFuture<unknown>(ended, { loop: this.#loop });
    try {
      yield* timeoutAfter(timeout).run(() => future[Symbol.iterator]() as contract.Coroutine);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      currentHost().warn(
        `The executor did not finish joining its threads within ${String(timeout)} seconds.`,
        'RuntimeWarning',
      );
      executor.shutdown({ wait: false });
    }
  }

  /** The loop is closed: nobody waits for the jobs any more. */
  close(): void {
    const { executor } = this;
    this.executor = null;
    executor?.shutdown({ wait: false });
  }

  #open(): contract.Executor {
    if (this.shutdownCalled) throw new RuntimeError('Executor shutdown has been called');
    return (this.executor ??= currentHost().newExecutor());
  }
}
