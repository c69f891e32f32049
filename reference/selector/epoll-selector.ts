/** selectors.EpollSelector: waits for descriptors with epoll. Its select() blocks, and the host with it. Source: selectors. */
import { endianness } from 'node:os';
import { closeDescriptor } from '../sockets/descriptors';
import { checked, EINTR, systemError } from '../sockets/errors';
import { errno, syscalls, type Syscalls } from '../sockets/syscalls';
import { KeyedSelector, type SelectorEvent } from './keyed-selector';

const EPOLL_CLOEXEC = 0o2000000;
const CONTROL = { add: 1, remove: 2, modify: 3 } as const;

/** Events of one wait; the rest is told by the next. */
const MOST = 256;
/** The kernel packs struct epoll_event on x64 alone: a mask of 32 bits, then 64 bits of the caller's, of which we use 32. */
const [SIZE, DATA] = process.arch === 'x64' ? [12, 4] : [16, 8];
const LITTLE = endianness() === 'LE';

/** selectors.EpollSelector: blocks while it waits. */
export class EpollSelector extends KeyedSelector {
  readonly #calls: Syscalls = syscalls();
  readonly #events = new DataView(new ArrayBuffer(SIZE * MOST));
  readonly #eventBytes = new Uint8Array(this.#events.buffer);
  readonly #event = new DataView(new ArrayBuffer(SIZE));
  readonly #eventByte = new Uint8Array(this.#event.buffer);
  #epoll: number;

  /** @throws OSError where the system has no epoll. */
  constructor() {
    super();
    this.#epoll = checked(() => this.#calls.epoll_create1(EPOLL_CLOEXEC));
  }

  /** -1 once closed. */
  fileno(): number {
    return this.#epoll;
  }

  protected override _watch(fd: number, mask: number): void {
    this.#control(CONTROL.add, fd, mask);
  }
  protected override _rewatch(fd: number, mask: number): void {
    this.#control(CONTROL.modify, fd, mask);
  }
  protected override _forget(fd: number): void {
    // A descriptor that was closed has been forgotten by the kernel.
    this.#calls.epoll_ctl(this.#epoll, CONTROL.remove, fd, this.#eventByte);
  }

  protected override _poll(milliseconds: number): SelectorEvent[] {
    const ready: SelectorEvent[] = [];
    const count = this.#calls.epoll_wait(this.#epoll, this.#eventBytes, MOST, milliseconds);
    if (count < 0) {
      const number = errno();
      // As if the time were over: who waits asks again.
      if (number === EINTR) return ready;
      throw systemError(number);
    }
    for (let at = 0; at < count * SIZE; at += SIZE) {
      this._found(ready, this.#events.getInt32(at + DATA, LITTLE), this.#events.getUint32(at, LITTLE));
    }
    return ready;
  }

  override close(): void {
    closeDescriptor(this.#epoll);
    this.#epoll = -1;
    super.close();
  }

  #control(operation: number, fd: number, mask: number): void {
    this.#event.setUint32(0, mask, LITTLE);
    this.#event.setInt32(DATA, fd, LITTLE);
    checked(() => this.#calls.epoll_ctl(this.#epoll, operation, fd, this.#eventByte));
  }
}
