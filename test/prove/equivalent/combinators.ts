import type { Equivalence } from './equivalence';

export const COMBINATORS: readonly Equivalence[] = [
  {
    reason: 'after the timeout each awaitable has its answer: what a late callback adds is taken by nobody',
    ids: [
      'combinators/as-completed.js asCompleted: !todo.delete(future) -> false',
      'combinators/as-completed.js asCompleted: todo.clear(); -> ;',
    ],
  },
  {
    reason:
      'a group that has cancelled its parent has an error to raise, so that the cancellation is not raised anyway',
    ids: [
      'combinators/task-group.js TaskGroup.#leave: === -> !==',
      'combinators/task-group.js TaskGroup.#leave: 0 -> 1',
      'combinators/task-group.js TaskGroup.#leave: cancelled = null; -> ;',
    ],
  },
  {
    reason: 'cancelling what is done, and completing a waiter that is done, are refused without effect',
    ids: [
      'combinators/task-group.js TaskGroup.#abort: !task.done() -> true',
      'combinators/task-group.js TaskGroup.#drain: this.#allDone = null; -> ;',
    ],
  },
  {
    reason: 'cancelling a handle that has run or was cancelled does nothing; no handle is no handle',
    ids: [
      'combinators/timeout.js Timeout.#expire: this.#handle = null; -> ;',
      'combinators/timeout.js Timeout.#exit: this.#handle = null; -> ;',
      'combinators/timeout.js Timeout.#arm: return null; -> return undefined;',
    ],
  },
  {
    reason: 'the value is replaced before it is read',
    ids: ['combinators/timeout.js Timeout: 0 -> 1'],
  },
];
