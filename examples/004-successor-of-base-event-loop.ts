/**
 * A loop that inherits BaseEventLoop and implements the private methods alone: how to wait, how to be woken, and what to make
 * of events. Here the events are functions that the host posts.
 */
import { asyncio, BaseEventLoop, type HostSelector } from 'loopcert/reference';
import { lacksNetwork, type AbstractEventLoop, type Handle } from 'loopcert/spec';

/** A selector that never blocks: it leaves waiting to the host, in park(). */
class HostQueue implements HostSelector {
  owed: number | null = 0;
  #events: Handle[] = [];
  #woken = false;
  #timer: NodeJS.Timeout | undefined;
  #resume: (() => void) | undefined;

  select(timeout: number | null): readonly Handle[] {
    const events = this.#events;
    this.#events = [];
    this.owed = this.#woken || events.length > 0 || (timeout !== null && timeout <= 0) ? 0 : timeout;
    this.#woken = false;
    return events;
  }

  park(resume: () => void): void {
    this.#resume = resume;
    const wait = this.#woken ? 0 : this.owed === null ? Infinity : Math.ceil(this.owed * 1000);
    this.#timer = setTimeout(() => this.#fire(), Math.min(wait, 2 ** 31 - 1));
  }

  post(event: Handle): void {
    this.#events.push(event);
    this.wake();
  }

  wake(): void {
    this.#woken = true;
    if (this.#resume === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fire(), 0);
  }

  #fire(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}

export class SuccessorLoop extends BaseEventLoop {
  override readonly _selector = new HostQueue();

  override _processEvents(events: readonly unknown[]): void {
    for (const handle of events) this._addCallback(handle as Handle);
  }

  override _writeToSelf(): void {
    this._selector.wake();
  }

  /** How a source of events on the host hands its callback to the loop. */
  post(callback: () => void): void {
    this._selector.post(new asyncio.Handle(callback, [], this));
  }
}

export const newEventLoop = (): AbstractEventLoop => new SuccessorLoop();

/** BaseEventLoop looks names up by itself. */
const { dns: _dns, ...lacks } = lacksNetwork('it opens no sockets');

export const subject = {
  name: 'successor',
  newEventLoop,
  lacks: { signal: 'it handles none', ...lacks },
};
