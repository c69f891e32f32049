/** A waiter: a future that only says "go on". */
import type * as contract from '../../spec';

export function setUnlessDone(waiter: contract.Future<null>): void {
  if (!waiter.done()) waiter.setResult(null);
}

/** Cancels `future` and waits until it has ended, however it takes it. */
export function* cancelAndWait(future: contract.Future, loop: contract.AbstractEventLoop): contract.Coroutine<void> {
  const waiter = loop.createFuture<null>();
  const onDone = (): void => setUnlessDone(waiter);
  future.addDoneCallback(onDone);
  try {
    future.cancel();
    // A refusal, or a future already done, wakes nobody; the callback still comes.
    yield* waiter;
  } finally {
    future.removeDoneCallback(onDone);
  }
}
