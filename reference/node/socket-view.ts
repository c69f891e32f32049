/** The socket of a transport as get_extra_info() shows it: facts and options, no way to read, write or close. */
import type { Socket as NetSocket } from 'node:net';
import { NotImplementedError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { afInet6, AF_INET, AF_UNIX, IPPROTO_TCP, SOCK_STREAM } from '../network/addresses';
import { socketsMissing } from '../sockets/koffi';
import { duplicate, getOption, setOption } from '../sockets/descriptors';
import { Socket } from '../sockets/socket';
import { descriptorOf } from './host-socket';
import type { SocketNames } from './socket-names';

/** TCP_NODELAY, on every platform that node runs on. */
const TCP_NODELAY = 1;

export class SocketView implements contract.TransportSocket {
  readonly family: number;
  readonly type = SOCK_STREAM;
  readonly proto: number;
  readonly #connection: NetSocket;
  readonly #names: SocketNames;

  constructor(connection: NetSocket, names: SocketNames) {
    this.#connection = connection;
    this.#names = names;
    const { localFamily } = connection;
    this.family = localFamily === undefined ? AF_UNIX : localFamily === 'IPv6' ? afInet6() : AF_INET;
    this.proto = this.family === AF_UNIX ? 0 : IPPROTO_TCP;
  }

  fileno(): number {
    return descriptorOf(this.#connection);
  }
  getsockname(): contract.Address {
    return this.#names.sockname;
  }
  getpeername(): contract.Address {
    return this.#names.peername ?? ['', 0];
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

  /** Without sockets of the kit's own, node tells no options, but one that is always set here. */
  getsockopt(level: number, name: number): number {
    if (level === IPPROTO_TCP && name === TCP_NODELAY && this.proto === IPPROTO_TCP) return 1;
    return getOption(this.#descriptor(), level, name);
  }
  setsockopt(level: number, name: number, value: number): void {
    setOption(this.#descriptor(), level, name, value);
  }
  dup(): contract.Socket {
    return new Socket(this.family, this.type, this.proto, duplicate(this.#descriptor()));
  }

  /** @throws NotImplementedError without sockets of the kit's own. */
  #descriptor(): number {
    const missing = socketsMissing();
    if (missing !== null) throw new NotImplementedError(`node gives no access to its sockets: ${missing}`);
    return this.fileno();
  }
}
