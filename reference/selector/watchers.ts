/** Part of SelectorEventLoop: what is called when a descriptor is ready. One reader and one writer for each. */
import { RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { Handle } from '../loop/handle';
import { repr } from '../python/repr';
import { descriptorOf, numberOf } from './descriptor-of';
import { EVENT_READ, EVENT_WRITE, type KeyedSelector, type SelectorEvent } from './keyed-selector';

/** What watchers need of their loop. */
export interface WatchedLoop extends contract.AbstractEventLoop {
  readonly _selector: KeyedSelector;
  _checkClosed(): void;
  _addCallback(handle: contract.Handle): void;
}

/** The `data` of a key. */
interface Pair {
  reader: Handle | null;
  writer: Handle | null;
}

type Side = keyof Pair;

const EVENT: Readonly<Record<Side, number>> = { reader: EVENT_READ, writer: EVENT_WRITE };
const OTHER: Readonly<Record<Side, Side>> = { reader: 'writer', writer: 'reader' };

export class Watchers {
  readonly #loop: WatchedLoop;
  /** The transports that own a descriptor: nobody else may watch it while they are open. */
  readonly #transports = new Map<number, contract.BaseTransport>();

  constructor(loop: WatchedLoop) {
    this.#loop = loop;
  }

  /** Takes the place of the callback that was there. @throws ValueError, PermissionError for what cannot be watched */
  add(side: Side, file: contract.FileDescriptorLike, handle: Handle): Handle {
    this.#loop._checkClosed();
    const fd = descriptorOf(file);
    const selector = this.#loop._selector;
    const key = selector.find(fd);
    if (key === undefined) {
      selector.register(fd, EVENT[side], { reader: null, writer: null, [side]: handle } satisfies Pair);
      return handle;
    }
    const pair = key.data as Pair;
    if ((key.events & EVENT[side]) === 0) selector.modify(fd, key.events | EVENT[side], pair);
    pair[side]?.cancel();
    pair[side] = handle;
    return handle;
  }

  /** Whether there was one. */
  remove(side: Side, file: contract.FileDescriptorLike): boolean {
    if (this.#loop.isClosed()) return false;
    const fd = numberOf(file);
    const selector = this.#loop._selector;
    const key = selector.find(fd);
    if (key === undefined) return false;
    const pair = key.data as Pair;
    const handle = pair[side];
    if (handle === null) return false;
    if (pair[OTHER[side]] === null) selector.unregister(fd);
    else selector.modify(fd, EVENT[OTHER[side]], pair);
    // Found ready already in this iteration, it must not be called any more.
    handle.cancel();
    pair[side] = null;
    return true;
  }

  /** Makes handles of what the selector found. What was removed since is not called. */
  process(events: readonly unknown[]): void {
    for (const event of events) {
      if (event instanceof Handle) this.#loop._addCallback(event);
      else this.#take(event as SelectorEvent);
    }
  }

  #take([key, ready]: SelectorEvent): void {
    const { reader, writer } = key.data as Pair;
    if (reader !== null && (ready & EVENT_READ) !== 0) this.#loop._addCallback(reader);
    if (writer !== null && (ready & EVENT_WRITE) !== 0) this.#loop._addCallback(writer);
  }

  // Transports.

  own(fd: number, transport: contract.BaseTransport): void {
    this.#transports.set(fd, transport);
  }

  disown(fd: number): void {
    this.#transports.delete(fd);
  }

  /** @throws RuntimeError while an open transport owns it. */
  checkFree(file: contract.FileDescriptorLike): void {
    const fd = numberOf(file);
    const transport = this.#transports.get(fd);
    if (transport === undefined || transport.isClosing()) return;
    throw new RuntimeError(`File descriptor ${repr(file)} is used by transport ${repr(transport)}`);
  }
}
