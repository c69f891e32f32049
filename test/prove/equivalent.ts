/** Mutants that no test can kill, because nobody outside can tell them from the original; each with the reason. */
import type { Mutant } from './mutant';

interface Equivalence {
  readonly reason: string;
  /** Of the mutants' ids. */
  readonly ids: readonly string[];
}

export const EQUIVALENCES: readonly Equivalence[] = [
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
  {
    reason: 'decides only how many iterations run between two turns of the host, which is a matter of speed',
    ids: [
      'loop/run.js module: 2 -> 3',
      'loop/run.js module: 32 -> 33',
      'loop/run.js Run.#iterate: + -> -',
      'loop/run.js Run.#iterate: 1 -> 2',
      'loop/run.js Run.#iterate: > -> >=',
      'loop/run.js Run.#iterate: 0 -> 1 (2)',
      'loop/run.js Run.#iterate: && -> || (2)',
      'loop/run.js Run.#iterate: === -> !==',
      'loop/run.js Run.#iterate: count % UNTIMED === 0 && node_perf_hooks_1.performance.now() > end -> true',
    ],
  },
  {
    reason: 'undefined is as falsy as false to the one caller',
    ids: [
      'loop/run.js Run.#iterate: return false; -> return undefined;',
      'loop/run.js Run.#iterate: return false; -> return undefined; (2)',
    ],
  },
  {
    reason: 'a ring may begin at any place, and an empty place may hold undefined or nothing',
    ids: [
      'loop/ready-queue.js ReadyQueue: 0 -> 1',
      'loop/ready-queue.js ReadyQueue.#grow: this.#ring.fill(undefined, items.length); -> ;',
    ],
  },
  {
    reason: 'the queue is cleared when the loop is closed, and a closed loop takes no callback',
    ids: [
      'loop/ready-queue.js ReadyQueue.clear: 64 -> 65',
      'loop/ready-queue.js ReadyQueue.clear: this.#head = 0; -> ;',
      'loop/ready-queue.js ReadyQueue.clear: 0 -> 1',
    ],
  },
  {
    reason: 'there is nothing to drop from an empty heap, and nothing due in it',
    ids: [
      'loop/iterating-loop.js IteratingLoop._runOnce: this._scheduled.length > 0 -> true',
      'loop/iterating-loop.js IteratingLoop._runOnce: this._scheduled.length > 0 -> true (2)',
      'loop/iterating-loop.js IteratingLoop._runOnce: > -> >=',
      'loop/iterating-loop.js IteratingLoop._runOnce: > -> >= (2)',
    ],
  },
  {
    reason: 'decides only when cancelled timers leave the heap, which is a matter of memory; none of them is called',
    ids: [
      'loop/iterating-loop.js module: 100 -> 101',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: timers.length > CLEAN_ABOVE && this._timerCancelledCount / timers.length > CLEAN_SHARE -> true',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: && -> ||',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: > -> >=',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: > -> >= (2)',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: this._timerCancelledCount -= 1; -> ;',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: -= -> +=',
      'loop/iterating-loop.js IteratingLoop._dropCancelledTimers: 1 -> 2',
      'loop/iterating-loop.js IteratingLoop._queueDueTimers: next._scheduled = false; -> ;',
      'loop/iterating-loop.js IteratingLoop._queueDueTimers: false -> true',
      'loop/handle.js TimerHandle: false -> true',
      'loop/scheduling-loop.js SchedulingLoop._timerHandleCancelled: handle._scheduled -> true',
      'loop/scheduling-loop.js SchedulingLoop._timerHandleCancelled: 1 -> 2',
      'loop/scheduling-loop.js SchedulingLoop: 0 -> 1',
    ],
  },
  {
    reason: 'differs only if the clock reads exactly the limit',
    ids: ['loop/iterating-loop.js IteratingLoop._runTimed: < -> <='],
  },
  {
    reason: 'a shortcut: what it saves asks the same question again, and gets the same answer',
    ids: [
      'loop/scheduling-loop.js SchedulingLoop._checkSchedulable: this._closed -> true',
      'tasks/registry.js _registerTask: > -> >=',
      'tasks/registry.js _unregisterTask: old.size > 0 -> true',
      'tasks/registry.js _unregisterTask: > -> >=',
    ],
  },
];

const byId = new Map(EQUIVALENCES.flatMap((equivalence) => equivalence.ids.map((id) => [id, equivalence] as const)));

export function equivalenceOf({ id }: Pick<Mutant, 'id'>): Equivalence | undefined {
  return byId.get(id);
}
