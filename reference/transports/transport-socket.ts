/** asyncio.trsock.TransportSocket: a socket as its transport or server shows it. It does not read, write or close. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';

export class TransportSocket implements contract.TransportSocket {
  readonly #sock: contract.TransportSocket;

  constructor(sock: contract.TransportSocket) {
    this.#sock = sock;
  }

  get family(): number {
    return this.#sock.family;
  }
  get type(): number {
    return this.#sock.type;
  }
  get proto(): number {
    return this.#sock.proto;
  }
  fileno(): number {
    return this.#sock.fileno();
  }
  dup(): contract.Socket {
    return this.#sock.dup();
  }
  getsockname(): contract.Address {
    return this.#sock.getsockname();
  }
  getpeername(): contract.Address {
    return this.#sock.getpeername();
  }
  getsockopt(level: number, name: number): number {
    return this.#sock.getsockopt(level, name);
  }
  setsockopt(level: number, name: number, value: number): void {
    this.#sock.setsockopt(level, name, value);
  }
  gettimeout(): number | null {
    return this.#sock.gettimeout();
  }
  settimeout(seconds: number | null): void {
    if (seconds !== 0) throw new ValueError('settimeout(): only 0 timeout is allowed on transport sockets');
  }
  setblocking(flag: boolean): void {
    if (flag) throw new ValueError('setblocking(): transport sockets cannot be blocking');
  }
  toString(): string {
    return `<asyncio.TransportSocket fd=${this.fileno()}, family=${this.family}, type=${this.type}, proto=${this.proto}>`;
  }
}
