/** waitFor(): a result, or TimeoutError. */
import { CancelledError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { ensureFuture } from '../futures/ensure-future';
import { futureLoop } from '../futures/future-loop';
import { timeout as timeoutAfter } from './timeout';
import { cancelAndWait } from './waiter';

/** Awaits `fut` inside the calling task; cancels it, and waits for its end, when time is up. */
export function* waitFor<T>(fut: contract.Awaitable<T>, timeout: number | null): contract.Coroutine<T> {
  if (timeout === null || timeout === undefined || timeout > 0) {
    return yield* timeoutAfter(timeout ?? null).run(function* () {
      return yield* fut as contract.Coroutine<T>;
    });
  }
  const future = ensureFuture(fut);
  if (future.done()) return future.result();
  yield* cancelAndWait(future, futureLoop(future));
  try {
    return future.result();
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw timedOut(error);
  }
}

export function timedOut(cause: unknown): TimeoutError {
  const error = new TimeoutError();
  error.cause = cause;
  return error;
}
