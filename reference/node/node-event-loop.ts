/** A loop driven by the host's: node stays live while it runs, and its own I/O goes on between turns. */
import type { Handle } from '../loop/handle';
import { SignalLoop } from './signal-loop';

import { NodeSelector } from './node-selector';

export class NodeEventLoop extends SignalLoop {
  override _selector: NodeSelector;

  constructor(selector: NodeSelector = new NodeSelector()) {
    super();
    this._selector = selector;
  }

  /** The selector hands over handles: what a host event has to run on the loop. */
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
