/** The socket of a datagram transport as get_extra_info() shows it. */
import { NotImplementedError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import type { HostDatagramSocket } from './host-datagram-socket';

export class DatagramSocketView implements contract.TransportSocket {
  readonly #socket: HostDatagramSocket;
  readonly family: number;
  readonly type: number;
  readonly proto: number;

  constructor(socket: HostDatagramSocket) {
    this.#socket = socket;
    this.family = socket.family;
    this.type = socket.type;
    this.proto = socket.proto;
  }

  fileno(): number {
    return this.#socket.fileno();
  }
  getsockname(): contract.Address {
    return this.#socket.getsockname();
  }
  getpeername(): contract.Address {
    return this.#socket.getpeername();
  }
  getsockopt(level: number, name: number): number {
    return this.#socket.getsockopt(level, name);
  }
  setsockopt(level: number, name: number, value: number): void {
    this.#socket.setsockopt(level, name, value);
  }
  gettimeout(): number {
    return 0;
  }
  settimeout(seconds: number | null): void {
    if (seconds !== 0) throw new ValueError('settimeout(): only 0 timeout is allowed on transport sockets');
  }
  setblocking(flag: boolean): void {
    if (flag) throw new ValueError('setblocking(): transport sockets cannot be blocking');
  }
  dup(): contract.Socket {
    throw new NotImplementedError('node cannot duplicate a socket');
  }
}
