/**
 * The selector of a loop that a host drives: waits with the host's timers, and is woken from any host event. What it selects is
 * what was posted to it.
 */
import type { HostTimers } from './host';
import type { HostSelector } from './host-selector';

/** Hosts take no more milliseconds for a timer than this. */
const LONGEST = 2 ** 31 - 1;

/** After so many waits that ended with one event each, the next event is expected to come alone too. */
const ALONE = 8;
/** One wait of so many is ended after the host has polled all the same, to see how many events come by then. */
const SAMPLE = 16;

const settled = Promise.resolve();

/** A selector without descriptors: it waits for a time or to be woken. */
export class TimerSelector implements HostSelector {
  owed: number | null = 0;
  readonly #host: HostTimers;
  #events: unknown[] = [];
  /** How many waits in a row ended with one event. */
  #alone = 0;
  #woken = false;
  #closed = false;
  #resume: (() => void) | null = null;
  /** On the host's clock. */
  #deadline = 0;
  /** It outlives the wait it was set for: mostly the next one has use for it. */
  #timer: unknown = null;
  /** When it goes off, on the host's clock. */
  #due = 0;

  constructor(host: HostTimers) {
    this.#host = host;
  }

  select(timeout: number | null): readonly unknown[] {
    const events = this.#events;
    // Whoever posted an event has woken it too.
    this.owed = this.#woken ? 0 : timeout;
    this.#woken = false;
    if (events.length > 0) {
      this.#events = [];
      this.#alone = events.length === 1 ? this.#alone + 1 : 0;
    }
    return events;
  }

  park(resume: () => void): void {
    this.#resume = resume;
    if (this.#woken) {
      this.#host.afterPoll(this.#fire);
      return;
    }
    this.#deadline = this.owed === null ? Infinity : this.#host.now() + this.owed * 1000;
    this.#sleep();
  }

  /**
   * Hands `event` to the next select(). Mostly several come in one poll of the host's, and one iteration for all of them costs least.
   * Where each comes alone, a turn of the host's for it would cost more than the iteration: it follows the event at once.
   */
  post(event: unknown): void {
    this.#events.push(event);
    if (this.#resume === null || this.#woken || this.#closed || !this.#comesAlone()) this.wake();
    else {
      this.#woken = true;
      settled.then(this.#fire, this.#fire);
    }
  }

  #comesAlone(): boolean {
    return this.#alone >= ALONE && this.#alone % SAMPLE !== 0;
  }

  /** Ends a wait, or keeps the next from beginning. */
  wake(): void {
    if (this.#woken || this.#closed) return;
    this.#woken = true;
    if (this.#resume !== null) this.#host.afterPoll(this.#fire);
  }

  /** A timer that is left would keep the process alive. */
  rest(): void {
    this.#clearTimer();
  }

  close(): void {
    this.#closed = true;
    this.#events = [];
    this.#clearTimer();
  }

  /** A timer, even one that never ends, keeps the process alive while the loop runs. */
  #sleep(): void {
    // One that goes off too early looks at the deadline, and is set anew.
    if (this.#timer !== null && this.#due <= this.#deadline) return;
    this.#clearTimer();
    const now = this.#host.now();
    // Rounded up: the host would cut off the fraction and wake too early.
    const milliseconds = Math.max(Math.min(Math.ceil(this.#deadline - now), LONGEST), 1);
    this.#due = now + milliseconds;
    this.#timer = this.#host.setTimer(this.#onTimer, milliseconds);
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    // Woken, or not waiting: the timer was left from an earlier wait.
    if (this.#resume === null || this.#woken) return;
    // The host's timers may be a little early, and end before a long wait does.
    if (this.#host.now() < this.#deadline) this.#sleep();
    else this.#fire();
  };

  readonly #fire = (): void => {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  };

  #clearTimer(): void {
    if (this.#timer !== null) this.#host.clearTimer(this.#timer);
    this.#timer = null;
  }
}
