/** Part of NodeEventLoop: signals. A listener of the process queues the loop's callback. */
import { constants } from 'node:os';
import { RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { Handle } from '../loop/handle';
import { iscoroutine, iscoroutinefunction } from '../python/coroutine';
import { repr } from '../python/repr';

const NAMES: ReadonlyMap<number, NodeJS.Signals> = new Map(
  (Object.entries(constants.signals) as [NodeJS.Signals, number][]).map(([name, number]) => [number, name]),
);
const UNCATCHABLE: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGSTOP'];

/** What signals need of their loop. */
interface SignalledLoop extends contract.AbstractEventLoop {
  _checkClosed(): void;
  _addCallbackSignalsafe(handle: contract.Handle): void;
  removeSignalHandler(signal: number): boolean;
}

export class Signals {
  readonly #loop: SignalledLoop;
  readonly #listeners = new Map<NodeJS.Signals, () => void>();

  constructor(loop: SignalledLoop) {
    this.#loop = loop;
  }

  /** @throws ValueError for no signal, RuntimeError for one that cannot be caught. */
  add(signal: number, callback: contract.Callback, args: readonly unknown[]): void {
    if (iscoroutine(callback) || iscoroutinefunction(callback)) {
      throw new TypeError('coroutines cannot be used with add_signal_handler()');
    }
    const name = signalName(signal);
    this.#loop._checkClosed();
    if (UNCATCHABLE.includes(name)) throw new RuntimeError(`sig ${String(signal)} cannot be caught`);
    const handle = new Handle(callback, args, this.#loop, null);
    const listener = (): void => this.#loop._addCallbackSignalsafe(handle);
    this.#loop.removeSignalHandler(signal);
    process.on(name, listener);
    this.#listeners.set(name, listener);
  }

  /** Whether there was a handler. */
  remove(signal: number): boolean {
    const name = signalName(signal);
    const listener = this.#listeners.get(name);
    if (listener === undefined) return false;
    this.#listeners.delete(name);
    process.off(name, listener);
    return true;
  }

  close(): void {
    for (const [name, listener] of this.#listeners) process.off(name, listener);
    this.#listeners.clear();
  }
}

function signalName(signal: number): NodeJS.Signals {
  if (!Number.isInteger(signal)) throw new TypeError(`sig must be an int, not ${repr(signal)}`);
  const name = NAMES.get(signal);
  if (name === undefined) throw new ValueError(`invalid signal number ${String(signal)}`);
  return name;
}
