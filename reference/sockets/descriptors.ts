/**
 * What the loop does with descriptors, by number: whatever has a `fileno()` will do. These do not wait and throw nothing for it:
 * where the kernel would have the caller wait, the answer is `null`.
 */
import type { Address } from '../../spec';
import { CONSTANTS, MSG_NOSIGNAL, O_NONBLOCK, SOCK_CLOEXEC, SOCK_NONBLOCK } from '../network/socket-constants';
import { checked, EAGAIN, EINTR, systemError } from './errors';
import { AddressRoom, packAddress } from './sockaddr';
import { errno, syscalls } from './syscalls';

/** The result of a call, or `null` where it would block. @throws OSError */
export function unlessBlocked(call: () => number): number | null {
  let result: number;
  do result = call();
  while (result < 0 && wasInterrupted());
  return result < 0 ? null : result;
}

/** Of the call that just failed: whether a signal interrupted it, or it would block. @throws OSError for anything else */
function wasInterrupted(): boolean {
  const number = errno();
  if (number === EINTR) return true;
  if (number === EAGAIN) return false;
  throw systemError(number);
}

/** How many bytes were stored in `room`; 0 at the end of the stream. */
export function receiveInto(fd: number, room: Uint8Array, flags = 0): number | null {
  // Each message passes here and through sendSome(): a closure would be the most that it costs.
  let count: number;
  do count = syscalls().recv(fd, room, room.length, flags);
  while (count < 0 && wasInterrupted());
  return count < 0 ? null : count;
}

/** Like {@link receiveInto}, where `size` bytes from `address` on are the room: whoever hands out parts of one needs no view of the rest. */
export function receiveAt(fd: number, address: number, size: number): number | null {
  let count: number;
  do count = syscalls().recv_at(fd, address, size, 0);
  while (count < 0 && wasInterrupted());
  return count < 0 ? null : count;
}

export function receiveFromInto(fd: number, room: Uint8Array): readonly [number, Address] | null {
  const from = new AddressRoom();
  const count = unlessBlocked(() => syscalls().recvfrom(fd, room, room.length, 0, from.bytes, from.lengthBytes));
  return count === null ? null : [count, from.address];
}

/** How many bytes were taken. */
export function sendSome(fd: number, data: Uint8Array): number | null {
  let sent: number;
  do sent = syscalls().send(fd, data, data.length, MSG_NOSIGNAL);
  while (sent < 0 && wasInterrupted());
  return sent < 0 ? null : sent;
}

export function sendTo(fd: number, data: Uint8Array, family: number, address: Address): number | null {
  const to = packAddress(family, address);
  return unlessBlocked(() => syscalls().sendto(fd, data, data.length, MSG_NOSIGNAL, to, to.length));
}

/** The descriptor of a connection, which does not block, and the address of its other end. */
export function acceptOne(fd: number, nonblocking = true): readonly [number, Address] | null {
  const from = new AddressRoom();
  const flags = SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0);
  const accepted = unlessBlocked(() => syscalls().accept4(fd, from.bytes, from.lengthBytes, flags));
  return accepted === null ? null : [accepted, from.address];
}

export function localAddress(fd: number): Address {
  const room = new AddressRoom();
  checked(() => syscalls().getsockname(fd, room.bytes, room.lengthBytes));
  return room.address;
}

export function remoteAddress(fd: number): Address {
  const room = new AddressRoom();
  checked(() => syscalls().getpeername(fd, room.bytes, room.lengthBytes));
  return room.address;
}

export function getOption(fd: number, level: number, name: number): number {
  const value = new Int32Array(1);
  const length = new Uint32Array([4]);
  const bytes = new Uint8Array(value.buffer);
  checked(() => syscalls().getsockopt(fd, level, name, bytes, new Uint8Array(length.buffer)));
  return value[0] as number;
}

export function setOption(fd: number, level: number, name: number, value: number): void {
  // A linger is two numbers: whether, and for how many seconds; Python gives the bytes of both, here a number says the seconds.
  const linger = level === CONSTANTS.SOL_SOCKET && name === CONSTANTS.SO_LINGER;
  const numbers = new Int32Array(linger ? [value < 0 ? 0 : 1, Math.max(value, 0)] : [value]);
  checked(() => syscalls().setsockopt(fd, level, name, new Uint8Array(numbers.buffer), numbers.byteLength));
}

const F_GETFL = 3;
const F_SETFL = 4;

export function setNonblocking(fd: number, nonblocking: boolean): void {
  const flags = checked(() => syscalls().fcntl(fd, F_GETFL, 0));
  const wanted = nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  if (wanted !== flags) checked(() => syscalls().fcntl(fd, F_SETFL, wanted));
}

const F_DUPFD_CLOEXEC = 1030;

export function duplicate(fd: number): number {
  return checked(() => syscalls().fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

/** Of an interrupted close the kernel has let go the number all the same. */
export function closeDescriptor(fd: number): void {
  syscalls().close(fd);
}

const POLLIN = 1;
const POLLOUT = 4;

/** Blocks until `fd` is ready, at most `seconds`; whether it is. */
export function waitReady(fd: number, direction: 'read' | 'write', seconds: number): boolean {
  const watched = new Uint8Array(8);
  const view = new DataView(watched.buffer);
  view.setInt32(0, fd, true);
  view.setInt16(4, direction === 'read' ? POLLIN : POLLOUT, true);
  return checked(() => syscalls().poll(watched, 1, Math.ceil(seconds * 1000))) > 0;
}
