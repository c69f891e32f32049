/**
 * Poll for a loop that node drives, where there is no epoll whose descriptor node could watch: select() only looks, and while the
 * loop waits a timer of node's has it look again. A thread that waited in its place would keep open what the program closes.
 */
import { nodeTimers } from '../node/node-timers';
import type { NodeDriven } from './node-driven';
import { NodeWaits } from './node-waits';
import type { SelectorEvent } from './keyed-selector';
import { PollSelector } from './poll-selector';

/** Milliseconds until the first look of a wait, and between two looks at most: each that finds nothing doubles the time. */
const SOONEST = 1;
const LATEST = 16;

/** Poll that leaves the waiting to node. */
export class NodePollSelector extends PollSelector implements NodeDriven {
  readonly #waits = new NodeWaits();
  #timer: unknown = null;
  #pause = SOONEST;

  get owed(): number | null {
    return this.#waits.owed;
  }

  override select(timeout: number | null): readonly unknown[] {
    return this.#waits.select(timeout, this.#look());
  }

  park(resume: () => void): void {
    this.#waits.park(resume);
    this.#pause = SOONEST;
    this.#lookLater();
  }

  /** What is ready; where nothing is watched, the system call would be for nothing. */
  #look(): SelectorEvent[] {
    return this.getMap().size === 0 ? [] : this._poll(0);
  }

  #lookLater(): void {
    if (this.getMap().size > 0) this.#timer ??= nodeTimers.setTimer(this.#onTimer, this.#pause);
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    if (!this.#waits.isParked) return;
    if (this.#look().length > 0) {
      this.#waits.wake();
      return;
    }
    this.#pause = Math.min(this.#pause * 2, LATEST);
    this.#lookLater();
  };

  /** Hands `event` to the next select(). */
  post(event: unknown): void {
    this.#waits.post(event);
  }

  /** Ends a wait, or keeps the next from beginning. */
  wake(): void {
    this.#waits.wake();
  }

  /** A timer that is left would keep the process alive. */
  rest(): void {
    if (this.#timer !== null) nodeTimers.clearTimer(this.#timer);
    this.#timer = null;
  }

  override close(): void {
    this.rest();
    this.#waits.close();
    super.close();
  }
}
