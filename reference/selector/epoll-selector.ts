/** selectors.EpollSelector: waits for descriptors with epoll. Its select() blocks, and the host with it. Source: selectors. */
import { endianness } from 'node:os';
import { LookupError, ValueError } from '../../spec';
import type { FileDescriptorLike, Selector } from '../../spec';
import { closeDescriptor } from '../sockets/descriptors';
import { checked, EINTR, systemError } from '../sockets/errors';
import { errno, syscalls, type Syscalls } from '../sockets/syscalls';
import { descriptorOf } from './descriptor-of';

export const EVENT_READ = 1;
export const EVENT_WRITE = 2;

const EPOLLIN = 1;
const EPOLLOUT = 4;
const EPOLL_CLOEXEC = 0o2000000;
const CONTROL = { add: 1, remove: 2, modify: 3 } as const;

/** Events of one wait; the rest is told by the next. */
const MOST = 256;
/** The kernel packs struct epoll_event on x64 alone: a mask of 32 bits, then 64 bits of the caller's, of which we use 32. */
const [SIZE, DATA] = process.arch === 'x64' ? [12, 4] : [16, 8];
const LITTLE = endianness() === 'LE';
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

export class EpollSelector implements Selector {
  readonly #calls: Syscalls = syscalls();
  readonly #keys = new Map<number, SelectorKey>();
  readonly #events = new DataView(new ArrayBuffer(SIZE * MOST));
  readonly #eventBytes = new Uint8Array(this.#events.buffer);
  readonly #event = new DataView(new ArrayBuffer(SIZE));
  readonly #eventByte = new Uint8Array(this.#event.buffer);
  #epoll: number;

  constructor() {
    this.#epoll = checked(() => this.#calls.epoll_create1(EPOLL_CLOEXEC));
  }

  /** -1 once closed. */
  fileno(): number {
    return this.#epoll;
  }

  /** @throws LookupError when it is watched already, PermissionError for what cannot be watched, such as an ordinary file. */
  register(fileobj: FileDescriptorLike, events: number, data: unknown = null): SelectorKey {
    checkEvents(events);
    const fd = descriptorOf(fileobj);
    if (this.#keys.has(fd)) throw new LookupError(`${String(fd)} is already registered`);
    this.#control(CONTROL.add, fd, events);
    return this.#keep({ fileobj, fd, events, data });
  }

  /** @throws LookupError when it is not watched. */
  unregister(fileobj: FileDescriptorLike): SelectorKey {
    const key = this.getKey(fileobj);
    this.#keys.delete(key.fd);
    // A descriptor that was closed has been forgotten by the kernel.
    this.#calls.epoll_ctl(this.#epoll, CONTROL.remove, key.fd, this.#eventByte);
    return key;
  }

  /** @throws LookupError when it is not watched. */
  modify(fileobj: FileDescriptorLike, events: number, data: unknown = null): SelectorKey {
    checkEvents(events);
    const key = this.getKey(fileobj);
    if (events !== key.events) this.#control(CONTROL.modify, key.fd, events);
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
    const milliseconds = timeout === null ? -1 : Math.min(Math.ceil(Math.max(0, timeout) * 1000), LONGEST);
    return this.poll(milliseconds);
  }

  /** Waits at most so many milliseconds; for ever when they are negative. */
  protected poll(milliseconds: number): SelectorEvent[] {
    const ready: SelectorEvent[] = [];
    const count = this.#calls.epoll_wait(this.#epoll, this.#eventBytes, MOST, milliseconds);
    if (count < 0) {
      const number = errno();
      // As if the time were over: who waits asks again.
      if (number === EINTR) return ready;
      throw systemError(number);
    }
    for (let at = 0; at < count * SIZE; at += SIZE) {
      const mask = this.#events.getUint32(at, LITTLE);
      const key = this.#keys.get(this.#events.getInt32(at + DATA, LITTLE));
      if (key === undefined) continue;
      // An end, and a failure, are ready for both: the read or the write that follows learns of it.
      const events = ((mask & ~EPOLLIN) === 0 ? 0 : EVENT_WRITE) | ((mask & ~EPOLLOUT) === 0 ? 0 : EVENT_READ);
      ready.push([key, events & key.events]);
    }
    return ready;
  }

  close(): void {
    if (this.#epoll < 0) return;
    closeDescriptor(this.#epoll);
    this.#epoll = -1;
    this.#keys.clear();
  }

  #keep(key: SelectorKey): SelectorKey {
    this.#keys.set(key.fd, key);
    return key;
  }

  #control(operation: number, fd: number, events: number): void {
    const mask = (events & EVENT_READ ? EPOLLIN : 0) | (events & EVENT_WRITE ? EPOLLOUT : 0);
    this.#event.setUint32(0, mask, LITTLE);
    this.#event.setInt32(DATA, fd, LITTLE);
    checked(() => this.#calls.epoll_ctl(this.#epoll, operation, fd, this.#eventByte));
  }
}

function checkEvents(events: number): void {
  if (events === 0 || (events & ~(EVENT_READ | EVENT_WRITE)) !== 0) {
    throw new ValueError(`Invalid events: ${String(events)}`);
  }
}
