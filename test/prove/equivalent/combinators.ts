import type { Equivalence } from './equivalence';

export const COMBINATORS: readonly Equivalence[] = [
  {
    reason:
      'one that is woken for nothing looks, and waits again; which of several that wait at once comes first is not promised',
    ids: ['combinators/as-completed.js Arrivals.take: && -> ||', 'combinators/as-completed.js Arrivals.take: > -> >='],
  },
  {
    reason: "only a task steps the group's coroutine, and into this wait it throws nothing but CancelledError",
    ids: [
      'combinators/task-group.js TaskGroup.#drain: !(error instanceof spec_1.CancelledError) -> false',
      'combinators/task-group.js TaskGroup.#drain: throw error; -> ;',
    ],
  },
  {
    reason: 'changes the words of a message only',
    ids: [
      "combinators/timeout.js Timeout.reschedule: this.#state === 'created' -> true",
      "combinators/timeout.js Timeout.reschedule: this.#state === 'created' -> false",
      'combinators/timeout.js Timeout.reschedule: === -> !==',
    ],
  },
  {
    reason: 'differs only if the clock reads exactly the deadline',
    ids: ['combinators/timeout.js Timeout.#arm: <= -> <'],
  },
  {
    reason: 'undefined is as falsy as false to the one caller',
    ids: ['combinators/wait.js waitUntil: return false; -> return undefined;'],
  },
  {
    reason: 'after the timeout each awaitable has its answer: what a late callback adds is taken by nobody',
    ids: [
      'combinators/as-completed.js asCompleted: !todo.delete(future) -> false',
      'combinators/as-completed.js asCompleted: todo.clear(); -> ;',
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
