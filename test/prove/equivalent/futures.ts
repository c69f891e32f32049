import type { Equivalence } from './equivalence';

export const FUTURES: readonly Equivalence[] = [
  {
    reason: "another class's future has no record, so that there is nothing to take out of it",
    ids: ['futures/awaited-by.js futureDiscardFromAwaitedBy: !(future instanceof future_1.Future) -> false'],
  },
  {
    reason: 'a set of two that are the same is a set of one',
    ids: ['futures/awaited-by.js futureAddToAwaitedBy: before !== waiter -> true'],
  },
  {
    reason:
      'a concurrent future is running for no longer than the call that completes it, and whether it was notified of its cancellation is seen by nobody but who would notify it again',
    ids: ['futures/chain-future.js copyOutcome: (0, coroutine_1.isfuture)(destination) -> true'],
  },
  {
    reason: 'what is done is not completed again, so that nobody calls the same callbacks twice',
    ids: ['futures/concurrent-future.js ConcurrentFuture.#callBack: this.#callbacks = []; -> ;'],
  },
  {
    reason: 'a report shows a future that is done, and such a one is never asked whether it blocks',
    ids: ['futures/future.js Future._standIn: false -> true'],
  },
  {
    reason: 'forgetting what is not watched does nothing',
    ids: ['futures/future.js Future._clearLog: !this._unretrieved -> false'],
  },
];
