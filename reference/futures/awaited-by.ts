/** Who waits for whom: kept on the futures for tools that draw the graph of waiting. */
import type * as contract from '../../spec';
import { Future } from './future';

/** Records `waiter` as waiting for `future`; other classes' futures keep no record. */
export function futureAddToAwaitedBy(future: contract.Future, waiter: contract.Future): void {
  if (!(future instanceof Future)) return;
  const { _awaitedBy: before } = future;
  // Nearly always there is one waiter: a set is for the rest.
  if (before === null) future._awaitedBy = waiter;
  else if (before instanceof Set) before.add(waiter);
  else if (before !== waiter) future._awaitedBy = new Set([before, waiter]);
}

export function futureDiscardFromAwaitedBy(future: contract.Future, waiter: contract.Future): void {
  if (!(future instanceof Future)) return;
  const { _awaitedBy: before } = future;
  if (before === waiter) future._awaitedBy = null;
  else if (before instanceof Set) before.delete(waiter);
}
