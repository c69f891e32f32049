import type { Equivalence } from './equivalence';

export const LOOP: readonly Equivalence[] = [
  {
    reason: 'a handle that has a context never looks at the variables that it would have copied into one',
    ids: [
      'loop/handle.js Handle.constructor: this._context === null -> true',
      'loop/handle.js Handle._run: this._variables = null; -> ;',
    ],
  },
  {
    reason: 'a context that is not taken back serves no other handle, which is a matter of speed',
    ids: [
      'loop/handle.js Handle._run: this._variables !== null && (0, context_1.takeBackContext)(lent, variables) -> false',
    ],
  },
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
  {
    reason:
      'when a loop that a host drives waits and looks again is seen by no clause: a test of the reference holds the selector to it, on a host of its own',
    ids: [
      'loop/timer-selector.js module: 1 -> 2',
      'loop/timer-selector.js TimerSelector: 0 -> 1',
      'loop/timer-selector.js TimerSelector: false -> true',
      'loop/timer-selector.js TimerSelector.select: 0 -> 1',
      'loop/timer-selector.js TimerSelector.park: this.#woken -> false',
      'loop/timer-selector.js TimerSelector.park: this.#host.afterPoll(this.#fire); -> ;',
      'loop/timer-selector.js TimerSelector.park: this.#deadline = this.owed === null ? Infinity : this.#host.now() + this.owed * 1000; -> ;',
      'loop/timer-selector.js TimerSelector.park: this.owed === null -> false',
      'loop/timer-selector.js TimerSelector.park: + -> -',
      'loop/timer-selector.js TimerSelector.park: 1000 -> 1001',
      'loop/timer-selector.js TimerSelector.wake: this.#woken || this.#closed -> false',
      'loop/timer-selector.js TimerSelector.wake: || -> &&',
      'loop/timer-selector.js TimerSelector.wake: this.#woken = true; -> ;',
      'loop/timer-selector.js TimerSelector.wake: true -> false',
      'loop/timer-selector.js TimerSelector.wake: this.#resume !== null -> true',
      'loop/timer-selector.js TimerSelector.#sleep: 1 -> 2',
      'loop/timer-selector.js TimerSelector: this.#resume === null || this.#woken -> false',
      'loop/timer-selector.js TimerSelector: || -> &&',
      'loop/timer-selector.js TimerSelector: this.#host.now() < this.#deadline -> false',
      'loop/timer-selector.js TimerSelector: < -> <=',
    ],
  },
  {
    reason:
      'a timer that is left, or set twice, costs the host a look, and keeps a process alive: tests of the reference count what is left on the host',
    ids: [
      'loop/core-loop.js CoreLoop._runForeverCleanup: this._selector?.rest?.(); -> ;',
      'loop/timer-selector.js TimerSelector.rest: this.#clearTimer(); -> ;',
      'loop/timer-selector.js TimerSelector.close: this.#closed = true; -> ;',
      'loop/timer-selector.js TimerSelector.close: true -> false',
      'loop/timer-selector.js TimerSelector.close: this.#events = []; -> ;',
      'loop/timer-selector.js TimerSelector.close: this.#clearTimer(); -> ;',
      'loop/timer-selector.js TimerSelector.#sleep: this.#timer !== null && this.#due <= this.#deadline -> false',
      'loop/timer-selector.js TimerSelector.#sleep: <= -> <',
      'loop/timer-selector.js TimerSelector.#sleep: this.#clearTimer(); -> ;',
      'loop/timer-selector.js TimerSelector.#clearTimer: this.#timer !== null -> true',
      'loop/timer-selector.js TimerSelector.#clearTimer: this.#timer !== null -> false',
      'loop/timer-selector.js TimerSelector.#clearTimer: !== -> ===',
      'loop/timer-selector.js TimerSelector.#clearTimer: this.#host.clearTimer(this.#timer); -> ;',
      'loop/timer-selector.js TimerSelector.#clearTimer: this.#timer = null; -> ;',
    ],
  },
  {
    reason: 'the two times are replaced before they are read',
    ids: ['loop/timer-selector.js TimerSelector: 0 -> 1 (3)', 'loop/timer-selector.js TimerSelector: 0 -> 1 (4)'],
  },
  {
    reason: 'whoever loads the reference by one of its entry points, as the suites do, has installed a host',
    ids: [
      'loop/current-host.js currentHost: installed === null -> false',
      "loop/current-host.js currentHost: throw new spec_1.RuntimeError('no host is installed: load the reference by one of its e... -> ;",
    ],
  },
];
