/** What stands for a socket between opening it and making a transport of it: node has none before it connects or listens. */
import type { Socket as NetSocket } from 'node:net';
import type { Address } from '../../spec';
import type { OpenSocket } from '../network/sockets';
import { namesOf } from './socket-names';

export class HostSocket implements OpenSocket {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** Where it is to be bound before it connects. */
  local: Address | null = null;
  /** Once connected, or while connecting. */
  connection: NetSocket | null = null;

  constructor(family: number, type: number, proto: number) {
    this.family = family;
    this.type = type;
    this.proto = proto;
  }

  bind(address: Address): void {
    this.local = address;
  }
  fileno(): number {
    return this.connection === null ? -1 : descriptorOf(this.connection);
  }
  getsockname(): Address {
    return this.connection === null ? (this.local ?? ['', 0]) : namesOf(this.connection).sockname;
  }
  getpeername(): Address {
    return this.connection === null ? ['', 0] : (namesOf(this.connection).peername ?? ['', 0]);
  }
  close(): void {
    this.connection?.destroy();
  }
}

/** -1 when there is none any more. Node has no public name for it. */
export function descriptorOf(connection: NetSocket): number {
  const { _handle: handle } = connection as unknown as { readonly _handle: { readonly fd?: number } | null };
  return handle?.fd ?? -1;
}
