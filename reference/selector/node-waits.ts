/** What a selector that node drives waits for beside its descriptors: times, wake-ups and what is posted. */
import { TimerSelector } from '../loop/timer-selector';
import { nodeTimers } from '../node/node-timers';
import type { SelectorEvent } from './keyed-selector';

export class NodeWaits {
  readonly #timers = new TimerSelector(nodeTimers);
  #parked = false;
  owed: number | null = 0;

  get isParked(): boolean {
    return this.#parked;
  }

  /** The descriptors that are `ready`, and what was posted. */
  select(timeout: number | null, ready: readonly SelectorEvent[]): readonly unknown[] {
    const posted = this.#timers.select(timeout);
    const events: readonly unknown[] = posted.length === 0 ? ready : [...ready, ...posted];
    this.owed = events.length > 0 ? 0 : this.#timers.owed;
    return events;
  }

  park(resume: () => void): void {
    this.#parked = true;
    this.#timers.park(() => {
      this.#parked = false;
      resume();
    });
  }

  /** Hands `event` to the next select(). */
  post(event: unknown): void {
    this.#timers.post(event);
  }

  /** Ends a wait, or keeps the next from beginning. */
  wake(): void {
    this.#timers.wake();
  }

  /** To be called when a descriptor is ready: it ends a wait that has begun, and no other. */
  readonly onReady = (): void => {
    if (this.#parked) this.#timers.wake();
  };

  close(): void {
    this.#timers.close();
  }
}
