/**
 * selectors.PollSelector: waits for descriptors with poll(2), which every unix has. Its select() blocks, and the host with it. It
 * watches what epoll does, and no more: no ordinary files, and a descriptor that was closed is forgotten. Source: selectors.
 */
import { fstatSync } from 'node:fs';
import { endianness } from 'node:os';
import { checked, EINTR, EPERM, systemError } from '../sockets/errors';
import { errno, syscalls, type Syscalls } from '../sockets/syscalls';
import { KeyedSelector, type SelectorEvent } from './keyed-selector';

/** struct pollfd: a descriptor of 32 bits, then what is asked and what is answered, of 16 bits each. */
const SIZE = 8;
const ASKED = 4;
const ANSWERED = 6;
const LITTLE = endianness() === 'LE';
/** The answer for a descriptor that is not open. */
const POLLNVAL = 32;
const F_GETFD = 1;

/** selectors.PollSelector: blocks while it waits. */
export class PollSelector extends KeyedSelector {
  readonly #calls: Syscalls = syscalls();
  readonly #masks = new Map<number, number>();
  /** What poll(2) is given; null where it is to be made anew. */
  #list: Uint8Array | null = null;

  protected override _watch(fd: number, mask: number): void {
    checked(() => this.#calls.fcntl(fd, F_GETFD, 0));
    const kind = fstatSync(fd);
    if (kind.isFile() || kind.isDirectory()) throw systemError(EPERM);
    this._rewatch(fd, mask);
  }
  protected override _rewatch(fd: number, mask: number): void {
    this.#masks.set(fd, mask);
    this.#list = null;
  }
  protected override _forget(fd: number): void {
    this.#masks.delete(fd);
    this.#list = null;
  }

  protected override _poll(milliseconds: number): SelectorEvent[] {
    const ready: SelectorEvent[] = [];
    const list = (this.#list ??= listOf(this.#masks));
    const count = this.#calls.poll(list, list.length / SIZE, milliseconds);
    if (count < 0) {
      const number = errno();
      // As if the time were over: who waits asks again.
      if (number === EINTR) return ready;
      throw systemError(number);
    }
    for (const [fd, mask] of count > 0 ? answersOf(list) : []) {
      if ((mask & POLLNVAL) === 0) this._found(ready, fd, mask);
      else this._forget(fd);
    }
    return ready;
  }
}

/** Structures of poll(2) for descriptors, each with its mask. */
function listOf(masks: Iterable<readonly [number, number]>): Uint8Array {
  const entries = [...masks];
  const list = new DataView(new ArrayBuffer(SIZE * entries.length));
  for (const [index, [fd, mask]] of entries.entries()) {
    list.setInt32(index * SIZE, fd, LITTLE);
    list.setInt16(index * SIZE + ASKED, mask, LITTLE);
  }
  return new Uint8Array(list.buffer);
}

/** The descriptors for which there is an answer, with it. */
function answersOf(bytes: Uint8Array): readonly (readonly [number, number])[] {
  const list = new DataView(bytes.buffer);
  const answers: (readonly [number, number])[] = [];
  for (let at = 0; at < bytes.length; at += SIZE) {
    const mask = list.getInt16(at + ANSWERED, LITTLE);
    if (mask !== 0) answers.push([list.getInt32(at, LITTLE), mask]);
  }
  return answers;
}
