/** shield(): a future that can be cancelled in another's place. */
import type * as contract from '../../spec';
import { failFuture } from '../futures/chain-future';
import { ensureFuture } from '../futures/ensure-future';
import { futureLoop } from '../futures/future-loop';

/** asyncio.shield(): cancelling what it returns leaves `arg` alone. */
export function shield<T>(arg: contract.Awaitable<T>): contract.Future<T> {
  const inner = ensureFuture(arg);
  if (inner.done()) return inner;
  const outer = futureLoop(inner).createFuture<T>();
  const onInner = (done: contract.Future<T>): void => {
    if (outer.cancelled()) return;
    if (done.cancelled()) {
      outer.cancel();
      return;
    }
    const error = done.exception();
    if (error === null || error === undefined) outer.setResult(done.result());
    else failFuture(outer, error);
  };
  inner.addDoneCallback(onInner);
  outer.addDoneCallback(() => {
    if (!inner.done()) inner.removeDoneCallback(onInner);
  });
  return outer;
}
