/** A loop in a web page: the page stays live while it runs, and its events go on between turns. */
import { BaseEventLoop } from '../loop/base-event-loop';
import type { Handle } from '../loop/handle';
import { TimerSelector } from '../loop/timer-selector';
import { webTimers } from './web-timers';

export class WebEventLoop extends BaseEventLoop {
  override readonly _selector = new TimerSelector(webTimers);

  /** The selector hands over handles: what an event of the page has to run on the loop. */
  override _processEvents(events: readonly unknown[]): void {
    for (const handle of events) this._addCallback(handle as Handle);
  }

  override _writeToSelf(): void {
    this._selector.wake();
  }

  override close(): void {
    super.close();
    this._selector.close();
  }
}
