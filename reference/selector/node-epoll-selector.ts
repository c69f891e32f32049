/**
 * Epoll for a loop that node drives: select() only looks, and the wait is node's, which watches our epoll descriptor beside its
 * own. So timers, promises and I/O of node's go on while the loop waits.
 */
import { EpollSelector } from './epoll-selector';
import { HostPoll } from './host-poll';
import type { NodeDriven } from './node-driven';
import { NodeWaits } from './node-waits';

/** Epoll that leaves the waiting to node. */
export class NodeEpollSelector extends EpollSelector implements NodeDriven {
  readonly #waits = new NodeWaits();
  #watch: HostPoll | null = null;

  get owed(): number | null {
    return this.#waits.owed;
  }

  override select(timeout: number | null): readonly unknown[] {
    // Nothing is watched: the look would be a system call for nothing.
    return this.#waits.select(timeout, this.getMap().size === 0 ? [] : this._poll(0));
  }

  park(resume: () => void): void {
    this.#watch ??= new HostPoll(this.fileno(), this.#waits.onReady);
    this.#waits.park(resume);
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
}
