import type { Equivalence } from './equivalence';

export const LOOP: readonly Equivalence[] = [
  {
    reason: 'decides only how many iterations run between two turns of the host, which is a matter of speed',
    ids: [
      'loop/run.js module: 2 -> 3',
      'loop/run.js module: 32 -> 33',
      'loop/run.js Run.#iterate: + -> -',
      'loop/run.js Run.#iterate: 1 -> 2',
      'loop/run.js Run.#iterate: > -> >=',
      'loop/run.js Run.#iterate: 0 -> 1',
      'loop/run.js Run.#iterate: 0 -> 1 (2)',
      'loop/run.js Run.#iterate: && -> || (2)',
      'loop/run.js Run.#iterate: === -> !==',
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
    reason: 'whether a loop whose selector blocks begins inside the call or in the next turn of the host is left open',
    ids: ['loop/run.js Run.start: !(0, host_selector_1.isHostSelector)(this.#loop._selector) -> false'],
  },
  {
    reason: 'outside debug mode clauses leave open whether what cannot be called is refused at once or reported later',
    ids: ['loop/core-loop.js CoreLoop._checkSchedulable: this._debug -> true'],
  },
  {
    reason: 'only whether _threadId is null says something',
    ids: ['loop/core-loop.js module: 1 -> 2'],
  },
  {
    reason: 'the count of timers orders those of one deadline, among which asyncio promises no order',
    ids: [
      'loop/timer-heap.js TimerHeap: 0 -> 1',
      'loop/timer-heap.js before: < -> <=',
      'loop/timer-heap.js before: < -> <= (2)',
      'loop/timer-heap.js before: < -> >= (2)',
    ],
  },
  {
    reason: 'there is nothing to drop from an empty heap, and nothing due in it',
    ids: [
      'loop/core-loop.js CoreLoop._runOnce: this._scheduled.length > 0 -> true',
      'loop/core-loop.js CoreLoop._runOnce: this._scheduled.length > 0 -> true (2)',
      'loop/core-loop.js CoreLoop._runOnce: > -> >=',
      'loop/core-loop.js CoreLoop._runOnce: > -> >= (2)',
    ],
  },
  {
    reason: 'decides only when cancelled timers leave the heap, which is a matter of memory; none of them is called',
    ids: [
      'loop/core-loop.js module: 100 -> 101',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: timers.length > CLEAN_ABOVE && this._timerCancelledCount / timers.length > CLEAN_SHARE -> true',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: && -> ||',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: > -> >=',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: > -> >= (2)',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: this._timerCancelledCount -= 1; -> ;',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: -= -> +=',
      'loop/core-loop.js CoreLoop._dropCancelledTimers: 1 -> 2',
      'loop/core-loop.js CoreLoop._queueDueTimers: next._scheduled = false; -> ;',
      'loop/core-loop.js CoreLoop._queueDueTimers: false -> true',
      'loop/handle.js TimerHandle: false -> true',
      'loop/core-loop.js CoreLoop._timerHandleCancelled: handle._scheduled -> true',
      'loop/core-loop.js CoreLoop._timerHandleCancelled: 1 -> 2',
      'loop/core-loop.js CoreLoop: 0 -> 1',
    ],
  },
  {
    reason: 'differs only if the clock reads exactly the limit',
    ids: ['loop/slow-callbacks.js runTimed: < -> <='],
  },
  {
    reason: 'a shortcut: what it saves asks the same question again, and gets the same answer',
    ids: ['loop/core-loop.js CoreLoop._checkSchedulable: this._closed -> true'],
  },
];
