/** A loop driven by the host's: node stays live while it runs, and its own I/O goes on between turns. */
import type { Callback } from '../../spec';
import { BaseEventLoop } from '../loop/base-event-loop';
import type { Handle } from '../loop/handle';
import { NodeSelector } from './node-selector';
import { Signals } from './signals';

export class NodeEventLoop extends BaseEventLoop {
  override _selector: NodeSelector;
  readonly _signals = new Signals(this);

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

  override addSignalHandler(signal: number, callback: Callback, args: readonly unknown[] = []): void {
    this._signals.add(signal, callback, args);
  }

  override removeSignalHandler(signal: number): boolean {
    return this._signals.remove(signal);
  }

  override close(): void {
    super.close();
    this._signals.close();
    this._selector.close();
  }
}
