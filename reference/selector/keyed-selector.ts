/** selectors.BaseSelector: which descriptors are watched, and for what. A successor tells the system, and waits. Source: selectors. */
import { LookupError, ValueError } from '../../spec';
import type { FileDescriptorLike, Selector } from '../../spec';
import { descriptorOf } from './descriptor-of';

export const EVENT_READ = 1;
export const EVENT_WRITE = 2;

/** How poll(2) and epoll say both; every other bit tells of an end or a failure. */
const IN = 1;
const OUT = 4;

/** Milliseconds; no wait is longer. */
const LONGEST = 2 ** 31 - 1;

/** What is watched: selectors.SelectorKey. */
export interface SelectorKey {
  readonly fileobj: FileDescriptorLike;
  readonly fd: number;
  readonly events: number;
  readonly data: unknown;
}

/** What is ready, and for what of that. */
export type SelectorEvent = readonly [SelectorKey, number];

/** What the selectors for descriptors have in common. */
export abstract class KeyedSelector implements Selector {
  readonly #keys = new Map<number, SelectorKey>();

  /** Begins to watch. @throws OSError for what cannot be watched. */
  protected abstract _watch(fd: number, mask: number): void;
  /** Watches for other events. */
  protected abstract _rewatch(fd: number, mask: number): void;
  /** Watches no more. The descriptor may have been closed. */
  protected abstract _forget(fd: number): void;
  /** What is ready, after so many milliseconds at most; for ever when they are negative. */
  protected abstract _poll(milliseconds: number): SelectorEvent[];

  /** @throws LookupError when it is watched already, PermissionError for what cannot be watched, such as an ordinary file. */
  register(fileobj: FileDescriptorLike, events: number, data: unknown = null): SelectorKey {
    checkEvents(events);
    const fd = descriptorOf(fileobj);
    if (this.#keys.has(fd)) throw new LookupError(`${String(fd)} is already registered`);
    this._watch(fd, maskOf(events));
    return this.#keep({ fileobj, fd, events, data });
  }

  /** @throws LookupError when it is not watched. */
  unregister(fileobj: FileDescriptorLike): SelectorKey {
    const key = this.getKey(fileobj);
    this.#keys.delete(key.fd);
    this._forget(key.fd);
    return key;
  }

  /** @throws LookupError when it is not watched. */
  modify(fileobj: FileDescriptorLike, events: number, data: unknown = null): SelectorKey {
    checkEvents(events);
    const key = this.getKey(fileobj);
    if (events !== key.events) this._rewatch(key.fd, maskOf(events));
    return this.#keep({ ...key, events, data });
  }

  /** @throws LookupError when it is not watched. */
  getKey(fileobj: FileDescriptorLike): SelectorKey {
    const key = this.find(descriptorOf(fileobj));
    if (key === undefined) throw new LookupError(`${String(fileobj)} is not registered`);
    return key;
  }

  /** What is watched, by descriptor. */
  getMap(): ReadonlyMap<number, SelectorKey> {
    return this.#keys;
  }

  find(fd: number): SelectorKey | undefined {
    return this.#keys.get(fd);
  }

  /** A list of its own each time: whoever has the last one may still be reading it. */
  select(timeout: number | null): readonly unknown[] {
    return this._poll(timeout === null ? -1 : Math.min(Math.ceil(Math.max(0, timeout) * 1000), LONGEST));
  }

  close(): void {
    this.#keys.clear();
  }

  /** Adds to `ready` what the system said of `fd`. */
  protected _found(ready: SelectorEvent[], fd: number, mask: number): void {
    const key = this.#keys.get(fd);
    if (key === undefined) return;
    // An end, and a failure, are ready for both: the read or the write that follows learns of it.
    const events = ((mask & ~IN) === 0 ? 0 : EVENT_WRITE) | ((mask & ~OUT) === 0 ? 0 : EVENT_READ);
    ready.push([key, events & key.events]);
  }

  #keep(key: SelectorKey): SelectorKey {
    this.#keys.set(key.fd, key);
    return key;
  }
}

function maskOf(events: number): number {
  return (events & EVENT_READ ? IN : 0) | (events & EVENT_WRITE ? OUT : 0);
}

function checkEvents(events: number): void {
  if (events === 0 || (events & ~(EVENT_READ | EVENT_WRITE)) !== 0) {
    throw new ValueError(`Invalid events: ${String(events)}`);
  }
}
