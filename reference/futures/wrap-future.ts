/** wrapFuture(): a result that comes from outside, as a future of a loop. */
import { AssertionError } from '../../spec';
import type * as contract from '../../spec';
import { getEventLoop } from '../loop/current-loop';
import { isfuture } from '../python/coroutine';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';
import { chainFuture } from './chain-future';
import { ConcurrentFuture, isConcurrentFuture } from './concurrent-future';

/** A loop's future as it is; a concurrent future, or a promise, chained to a new one. */
export function wrapFuture<T>(
  future: contract.ConcurrentFuture<T> | contract.Future<T> | PromiseLike<T>,
  options?: { readonly loop?: contract.AbstractEventLoop | null },
): contract.Future<T> {
  checkOptions(options, 'wrapFuture()', ['loop']);
  if (isfuture(future)) return future as contract.Future<T>;
  const source = isPromise(future) ? fromPromise(future) : future;
  if (!isConcurrentFuture(source)) {
    throw new AssertionError(`concurrent.futures.Future is expected, got ${repr(future)}`);
  }
  const wrapper = (options?.loop ?? getEventLoop()).createFuture<T>();
  chainFuture(source, wrapper);
  return wrapper;
}

export function isPromise(value: unknown): value is PromiseLike<never> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** A promise's outcome; the host's promises cannot be cancelled. */
export function fromPromise<T>(promise: PromiseLike<T>): ConcurrentFuture<T> {
  const future = new ConcurrentFuture<T>();
  future.setRunningOrNotifyCancel();
  promise.then(
    (value) => future.setResult(value),
    (error: unknown) => future.setException(error),
  );
  return future;
}
