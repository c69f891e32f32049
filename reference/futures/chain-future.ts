/** Connects two futures: what becomes of one becomes of the other, and cancelling the second cancels the first. */
import type * as contract from '../../spec';
import { futureLoop } from './future-loop';
import { isfuture } from '../python/coroutine';
import { Future } from './future';

type AnyFuture<T> = contract.Future<T> | contract.ConcurrentFuture<T>;

/** A loop's future is completed by its loop only: over callSoonThreadsafe() when the other is not of the same loop. */
export function chainFuture<T>(source: AnyFuture<T>, destination: AnyFuture<T>): void {
  const sourceLoop = loopOf(source);
  const destinationLoop = loopOf(destination);

  const passCancel = (done: AnyFuture<T>): void => {
    if (!done.cancelled()) return;
    if (sourceLoop === null || sourceLoop === destinationLoop) source.cancel();
    else sourceLoop.callSoonThreadsafe(() => source.cancel());
  };
  const passOutcome = (done: AnyFuture<T>): void => {
    if (destinationLoop === null || destinationLoop === sourceLoop) {
      copyOutcome(done, destination);
    } else if (!destinationLoop.isClosed()) {
      destinationLoop.callSoonThreadsafe(() => copyOutcome(done, destination));
    }
  };
  destination.addDoneCallback(passCancel);
  source.addDoneCallback(passOutcome);
}

function loopOf(future: AnyFuture<unknown>): contract.AbstractEventLoop | null {
  return isfuture(future) ? futureLoop(future as contract.Future) : null;
}

function copyOutcome<T>(source: AnyFuture<T>, destination: AnyFuture<T>): void {
  if (isfuture(destination)) {
    // Whoever waited has given up meanwhile: the outcome comes too late.
    if (destination.cancelled()) return;
  } else {
    if (source.cancelled()) destination.cancel();
    if (!(destination as contract.ConcurrentFuture<T>).setRunningOrNotifyCancel()) return;
  }
  if (source.cancelled()) {
    destination.cancel();
    return;
  }
  const error = source.exception();
  if (error === null || error === undefined) destination.setResult(source.result());
  else failFuture(destination, error);
}

/** Sets what another future ended with, which need not be an Error. */
export function failFuture(future: AnyFuture<unknown>, error: unknown): void {
  if (future instanceof Future) future._fail(error);
  else future.setException(error);
}
