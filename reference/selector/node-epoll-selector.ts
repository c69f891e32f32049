/**
 * Epoll for a loop that node drives: select() only looks, and the wait is node's, which watches our epoll descriptor beside its
 * own. So timers, promises and I/O of node's go on while the loop waits.
 */
import type { HostSelector } from '../loop/host-selector';
import { TimerSelector } from '../loop/timer-selector';
import { nodeTimers } from '../node/node-timers';
import { EpollSelector } from './epoll-selector';
import { HostPoll } from './host-poll';

export class NodeEpollSelector extends EpollSelector implements HostSelector {
  /** Waits for times, for wake-ups and for what is posted. */
  readonly #waits = new TimerSelector(nodeTimers);
  #watch: HostPoll | null = null;
  #parked = false;
  owed: number | null = 0;

  override select(timeout: number | null): readonly unknown[] {
    const posted = this.#waits.select(timeout);
    // Nothing is watched: the look would be a system call for nothing.
    const events: unknown[] = this.getMap().size === 0 ? [] : this.poll(0);
    if (posted.length > 0) events.push(...posted);
    this.owed = events.length > 0 ? 0 : this.#waits.owed;
    return events;
  }

  park(resume: () => void): void {
    this.#watch ??= new HostPoll(this.fileno(), this.#onReady);
    this.#parked = true;
    this.#waits.park(() => {
      this.#parked = false;
      resume();
    });
  }

  /** Hands `event` to the next select(). */
  post(event: unknown): void {
    this.#waits.post(event);
  }

  /** Ends a wait, or keeps the next from beginning. */
  wake(): void {
    this.#waits.wake();
  }

  /** The watch is level-triggered: left open, it would have node spin while the loop does not run. */
  rest(): void {
    this.#watch?.close();
    this.#watch = null;
  }

  override close(): void {
    this.rest();
    this.#waits.close();
    super.close();
  }

  readonly #onReady = (): void => {
    if (this.#parked) this.#waits.wake();
  };
}
