/** sleep(): the plainest of waits. */
import { ValueError } from '../../spec';
import type { Coroutine, Future } from '../../spec';
import { getRunningLoop } from '../loop/current-loop';

/** Waits `delay` seconds and returns `result`; not at all positive delays give up just one turn. */
export function* sleep<T = null>(delay: number, result: T = null as T): Coroutine<T> {
  if (delay <= 0) {
    yield;
    return result;
  }
  if (Number.isNaN(delay)) throw new ValueError('Invalid delay: NaN (not a number)');
  const loop = getRunningLoop();
  const future = loop.createFuture<T>();
  const timer = loop.callLater(delay, setUnlessCancelled<T>, [future, result]);
  try {
    return yield* future;
  } finally {
    timer.cancel();
  }
}

/** Completes `future`, unless whoever waited for it has given up. */
export function setUnlessCancelled<T>(future: Future<T>, result: T): void {
  if (!future.cancelled()) future.setResult(result);
}
