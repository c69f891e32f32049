/** Sockets as the base class sees them: what a successor's may offer besides the contract. */
import { ValueError } from '../../spec';
import type { Address, SocketLike } from '../../spec';
import { repr } from '../python/repr';
import { SOCK_STREAM } from './addresses';

/** A socket that a successor opened; which of these it has is its own business. */
export interface OpenSocket extends SocketLike {
  readonly type?: number;
  setblocking?(flag: boolean): void;
  gettimeout?(): number | null;
  bind?(address: Address): void;
  listen?(backlog: number): void;
  setsockopt?(level: number, name: number, value: number): void;
}

/** @throws ValueError for a socket that says that it is not a stream. */
export function checkStream(sock: OpenSocket): void {
  if (sock.type !== undefined && sock.type !== SOCK_STREAM) {
    throw new ValueError(`A Stream Socket was expected, got ${repr(sock)}`);
  }
}
