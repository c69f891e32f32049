/** Signals, for loops on this host: a listener of the process queues the loop's callback. */
import { constants } from 'node:os';
import { RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { BaseEventLoop } from '../loop/base-event-loop';
import { Handle } from '../loop/handle';
import { iscoroutine, iscoroutinefunction } from '../values/coroutine';
import { repr } from '../values/repr';

const NAMES: ReadonlyMap<number, NodeJS.Signals> = new Map(
  (Object.entries(constants.signals) as [NodeJS.Signals, number][]).map(([name, number]) => [number, name]),
);
const UNCATCHABLE: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGSTOP'];

interface Registration {
  readonly handle: Handle;
  readonly listener: () => void;
}

export class SignalLoop extends BaseEventLoop {
  readonly #handlers = new Map<NodeJS.Signals, Registration>();

  override addSignalHandler(signal: number, callback: contract.Callback, args: readonly unknown[] = []): void {
    if (iscoroutine(callback) || iscoroutinefunction(callback)) {
      throw new TypeError('coroutines cannot be used with add_signal_handler()');
    }
    const name = signalName(signal);
    this._checkClosed();
    if (UNCATCHABLE.includes(name)) throw new RuntimeError(`sig ${String(signal)} cannot be caught`);
    const handle = new Handle(callback, args, this, null);
    const listener = (): void => {
      if (!handle.cancelled()) this._addCallbackSignalsafe(handle);
    };
    this.removeSignalHandler(signal);
    process.on(name, listener);
    this.#handlers.set(name, { handle, listener });
  }

  override removeSignalHandler(signal: number): boolean {
    const name = signalName(signal);
    const registration = this.#handlers.get(name);
    if (registration === undefined) return false;
    this.#handlers.delete(name);
    process.off(name, registration.listener);
    return true;
  }

  override close(): void {
    super.close();
    for (const [name, { listener }] of this.#handlers) process.off(name, listener);
    this.#handlers.clear();
  }
}

function signalName(signal: number): NodeJS.Signals {
  if (!Number.isInteger(signal)) throw new TypeError(`sig must be an int, not ${repr(signal)}`);
  const name = NAMES.get(signal);
  if (name === undefined) throw new ValueError(`invalid signal number ${String(signal)}`);
  return name;
}
