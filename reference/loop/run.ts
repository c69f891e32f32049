/**
 * One run of a loop, from runForever() until stop(), in turns. A turn makes several iterations while there is work, then gives the
 * host its own: no I/O waits longer than a turn. A loop whose selector blocks runs the same way; its waits are the selector's.
 */
import type { AbstractEventLoop, Selector } from '../../spec';
import { currentHost } from './current-host';
import { _setRunningLoop } from './current-loop';
import { isHostSelector } from './host-selector';

/** Milliseconds of a turn, unless one iteration takes longer. */
const TURN = 2;
/** Iterations between two looks at the clock. */
const UNTIMED = 32;

/** What a run needs of its loop; the names are the ones a successor may override. */
export interface Runnable extends AbstractEventLoop {
  readonly _stopping: boolean;
  readonly _selector: Selector;
  _runOnce(): void;
  _runForeverCleanup(): void;
}

export class Run {
  readonly #host = currentHost();
  readonly #loop: Runnable;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  readonly #resume = (): void => this.turn();

  constructor(loop: Runnable, resolve: () => void, reject: (error: unknown) => void) {
    this.#loop = loop;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The first turn: after the host has polled, as each iteration of a blocking loop begins with a poll. */
  start(): void {
    if (!isHostSelector(this.#loop._selector)) {
      this.turn();
      return;
    }
    _setRunningLoop(null);
    this.#host.afterPoll(this.#resume);
  }

  turn(): void {
    let stopped: boolean;
    _setRunningLoop(this.#loop);
    try {
      stopped = this.#iterate();
    } catch (error) {
      this.#end(() => this.#reject(error));
      return;
    }
    if (stopped) this.#end(this.#resolve);
    else _setRunningLoop(null);
  }

  /** Makes iterations; `true` when the loop was stopped, else the next turn is arranged. */
  #iterate(): boolean {
    const loop = this.#loop;
    const end = this.#host.now() + TURN;
    for (let count = 1; ; count++) {
      loop._runOnce();
      if (loop._stopping) return true;
      const selector = loop._selector;
      if (isHostSelector(selector) && selector.owed !== 0) {
        selector.park(this.#resume);
        return false;
      }
      // Each iteration of a loop that blocks may have been a wait.
      if ((count % UNTIMED === 0 || !isHostSelector(selector)) && this.#host.now() > end) {
        this.#host.afterPoll(this.#resume);
        return false;
      }
    }
  }

  #end(settle: () => void): void {
    try {
      this.#loop._runForeverCleanup();
    } catch (error) {
      this.#reject(error);
    }
    settle();
  }
}
