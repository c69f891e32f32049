/** runCoroutineThreadsafe(): hands a coroutine to a loop from outside. */
import { KeyboardInterrupt, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { iscoroutine } from '../python/coroutine';
import { chainFuture } from './chain-future';
import { ConcurrentFuture } from './concurrent-future';
import { ensureFuture } from './ensure-future';

/** asyncio.run_coroutine_threadsafe(): from another host context. */
export function runCoroutineThreadsafe<T>(
  coro: contract.Coroutine<T>,
  loop: contract.AbstractEventLoop,
): ConcurrentFuture<T> {
  if (!iscoroutine(coro)) throw new TypeError('A coroutine object is required');
  const future = new ConcurrentFuture<T>();
  loop.callSoonThreadsafe(() => {
    try {
      chainFuture(ensureFuture(coro, { loop }), future);
    } catch (error) {
      const isExit = error instanceof SystemExit || error instanceof KeyboardInterrupt;
      if (!isExit && future.setRunningOrNotifyCancel()) future.setException(error);
      throw error;
    }
  });
  return future;
}
