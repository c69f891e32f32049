/** socket.socket: a whole socket, on a descriptor of the operating system. Source: socket. */
import { TimeoutError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { CONSTANTS, SOCK_CLOEXEC } from '../network/socket-constants';
import {
  acceptOne,
  closeDescriptor,
  duplicate,
  getOption,
  localAddress,
  receiveFromInto,
  receiveInto,
  remoteAddress,
  sendSome,
  sendTo,
  setNonblocking,
  setOption,
  waitReady,
} from './descriptors';
import { checked, EAGAIN, EINPROGRESS, EISCONN, systemError } from './errors';
import { packAddress } from './sockaddr';
import { errno, retried, syscalls } from './syscalls';

type Address = contract.Address;

/** A socket of a kind, or one for a descriptor that is there already. */
export class Socket implements contract.Socket {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  #fd: number;
  /** Seconds; `null` for a socket that blocks. */
  #timeout: number | null = null;

  constructor(
    family: number = CONSTANTS.AF_INET,
    type: number = CONSTANTS.SOCK_STREAM,
    proto = 0,
    fileno: number | null = null,
  ) {
    this.family = family;
    this.type = type;
    this.proto = proto;
    this.#fd = fileno ?? checked(() => syscalls().socket(family, type | SOCK_CLOEXEC, proto));
  }

  fileno(): number {
    return this.#fd;
  }
  getsockname(): Address {
    return localAddress(this.#fd);
  }
  getpeername(): Address {
    return remoteAddress(this.#fd);
  }
  getsockopt(level: number, name: number): number {
    return getOption(this.#fd, level, name);
  }
  setsockopt(level: number, name: number, value: number): void {
    setOption(this.#fd, level, name, Number(value));
  }

  gettimeout(): number | null {
    return this.#timeout;
  }
  settimeout(seconds: number | null): void {
    if (seconds !== null && !(seconds >= 0)) throw new ValueError('Timeout value out of range');
    setNonblocking(this.#fd, seconds !== null);
    this.#timeout = seconds;
  }
  setblocking(flag: boolean): void {
    this.settimeout(flag ? null : 0);
  }

  bind(address: Address): void {
    const packed = packAddress(this.family, address);
    checked(() => syscalls().bind(this.#fd, packed, packed.length));
  }
  listen(backlog = 128): void {
    checked(() => syscalls().listen(this.#fd, Math.max(0, backlog)));
  }
  accept(): readonly [Socket, Address] {
    const [fd, address] = this.#await('read', () => acceptOne(this.#fd, false));
    return [new Socket(this.family, this.type, this.proto, fd), address];
  }

  connect(address: Address): void {
    const packed = packAddress(this.family, address);
    if (retried(() => syscalls().connect(this.#fd, packed, packed.length)) >= 0) return;
    const number = errno();
    if (number !== EINPROGRESS || this.#timeout === 0) throw systemError(number);
    this.#wait('write');
    const failure = this.getsockopt(CONSTANTS.SOL_SOCKET, CONSTANTS.SO_ERROR);
    if (failure !== 0 && failure !== EISCONN) throw systemError(failure);
  }

  send(data: Uint8Array): number {
    return this.#await('write', () => sendSome(this.#fd, data));
  }
  sendall(data: Uint8Array): void {
    for (let sent = 0; sent < data.length;) sent += this.send(data.subarray(sent));
  }
  sendto(data: Uint8Array, address: Address): number {
    return this.#await('write', () => sendTo(this.#fd, data, this.family, address));
  }
  recv(count: number, flags = 0): Uint8Array {
    const room = new Uint8Array(checkedCount(count));
    return room.slice(
      0,
      this.#await('read', () => receiveInto(this.#fd, room, flags)),
    );
  }
  recvInto(room: Uint8Array): number {
    return this.#await('read', () => receiveInto(this.#fd, room));
  }
  recvfrom(count: number): readonly [Uint8Array, Address] {
    const room = new Uint8Array(checkedCount(count));
    const [length, address] = this.#await('read', () => receiveFromInto(this.#fd, room));
    return [room.slice(0, length), address];
  }

  shutdown(how: number): void {
    checked(() => syscalls().shutdown(this.#fd, how));
  }
  detach(): number {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }
  dup(): Socket {
    const copy = new Socket(this.family, this.type, this.proto, duplicate(this.#fd));
    copy.#timeout = this.#timeout;
    return copy;
  }
  close(): void {
    if (this.#fd >= 0) closeDescriptor(this.detach());
  }

  toString(): string {
    const { family, type, proto } = this;
    return `<socket.socket fd=${this.#fd}, family=${family}, type=${type}, proto=${proto}>`;
  }

  /** What `attempt` gives once it gives something. @throws BlockingIOError on a socket that does not block. */
  #await<T>(direction: 'read' | 'write', attempt: () => T | null): T {
    for (;;) {
      const result = attempt();
      if (result !== null) return result;
      if (this.#timeout === 0) throw systemError(EAGAIN);
      this.#wait(direction);
    }
  }

  #wait(direction: 'read' | 'write'): void {
    // The longest that the call takes; a blocking socket asks again.
    const seconds = this.#timeout ?? 3600;
    if (!waitReady(this.#fd, direction, seconds) && this.#timeout !== null) throw new TimeoutError('timed out');
  }
}

function checkedCount(count: number): number {
  if (!Number.isInteger(count)) throw new TypeError('a number of bytes was expected');
  if (count < 0) throw new ValueError('negative buffersize in recv');
  return count;
}
