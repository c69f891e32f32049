/**
 * A UDP socket of node's, from opening it to the end of its transport. Node reads from the moment that it is bound: what arrives
 * before somebody listens is kept. Addresses are literal by now, so that node's look-up answers at once, and bind() and send()
 * are done when they return.
 */
import { createSocket, type RemoteInfo, type Socket as DgramSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { OSError, ValueError } from '../../spec';
import type { Address } from '../../spec';
import { AF_INET, AF_UNIX, afInet6, SOCK_DGRAM } from '../network/addresses';
import type { OpenSocket } from '../network/sockets';
import { CONSTANTS } from '../network/socket-constants';
import { rethrowUnless } from '../python/rethrow';
import { osError } from './os-errors';

/** What node said: a datagram, or the failure of an earlier one. */
export type DatagramEvent = { readonly data: Uint8Array; readonly from: Address } | { readonly failure: unknown };

export class HostDatagramSocket implements OpenSocket {
  readonly family: number;
  readonly type = SOCK_DGRAM;
  readonly proto: number;
  readonly socket: DgramSocket;
  #listener: ((event: DatagramEvent) => void) | null = null;
  readonly #early: DatagramEvent[] = [];
  #broadcast = false;
  #open = true;

  /** @throws OSError for a family that node has no datagrams of. */
  constructor(family: number, proto: number) {
    if (family !== AF_INET && family !== afInet6()) {
      const code = family === AF_UNIX ? 'EPROTONOSUPPORT' : 'EAFNOSUPPORT';
      throw osError({ code, message: 'node has datagrams of IPv4 and IPv6 only' });
    }
    this.family = family;
    this.proto = proto;
    this.socket = createSocket({
      type: family === AF_INET ? 'udp4' : 'udp6',
      lookup: (host, _options, callback) => {
        callback(null, host, isIP(host));
      },
    });
    this.socket.on('message', (data: Buffer, { address, port, family: of }: RemoteInfo) => {
      this.#take({ data, from: of === 'IPv6' ? [address, port, 0, 0] : [address, port] });
    });
    this.socket.on('error', (failure) => {
      this.#take({ failure });
    });
    this.socket.on('listening', () => {
      if (this.#broadcast) this.socket.setBroadcast(true);
    });
  }

  /** From now on, and with what came before. */
  deliverTo(listener: (event: DatagramEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) listener(event);
  }

  #take(event: DatagramEvent): void {
    if (this.#listener === null) this.#early.push(event);
    else this.#listener(event);
  }

  /** @throws OSError */
  bind(address: Address): void {
    const [host, port] = address as readonly [string, number];
    this.#bind({ address: host, port, exclusive: true });
  }

  /** Takes over a descriptor; node closes it. @throws ValueError for one that is no internet datagram socket. */
  adopt(fd: number): void {
    this.#bind({ fd });
  }

  #bind(to: Parameters<DgramSocket['bind']>[0] & object): void {
    try {
      this.socket.bind(to);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ERR_INVALID_FD_TYPE'
        ? new ValueError('node takes over no datagram socket of this kind')
        : osError(error);
    }
    // Whatever node says of a socket as it binds it is a refusal, and nobody listens yet.
    const [said] = this.#early;
    if (said !== undefined && 'failure' in said) throw osError(said.failure);
  }

  /** Calls back with `undefined` when it is connected. */
  connect(address: Address, done: (refusal: unknown) => void): void {
    const [host, port] = address as readonly [string, number];
    this.socket.connect(port, host, done as () => void);
  }

  fileno(): number {
    const { _handle: handle } = this.socket as unknown as { readonly _handle?: { readonly fd?: number } | null };
    return handle?.fd ?? -1;
  }
  getsockname(): Address {
    return named(() => this.socket.address()) ?? (this.family === AF_INET ? ['0.0.0.0', 0] : ['::', 0, 0, 0]);
  }
  /** @throws OSError when it is not connected. */
  getpeername(): Address {
    const peer = this.peername;
    if (peer === null) throw osError({ code: 'ENOTCONN', message: 'Transport endpoint is not connected' });
    return peer;
  }
  get peername(): Address | null {
    return named(() => this.socket.remoteAddress());
  }

  gettimeout(): number {
    return 0;
  }

  getsockopt(level: number, name: number): number {
    if (level === CONSTANTS.SOL_SOCKET && name === CONSTANTS.SO_BROADCAST) return Number(this.#broadcast);
    throw osError({ code: 'ENOPROTOOPT', message: 'node tells no options of its sockets' });
  }
  /** @throws ValueError for an option that node does not offer. */
  setsockopt(level: number, name: number, value: number): void {
    if (level !== CONSTANTS.SOL_SOCKET || name !== CONSTANTS.SO_BROADCAST) {
      throw new ValueError('node does not offer this option of its sockets');
    }
    this.#broadcast = value !== 0;
    if (this.isBound) this.socket.setBroadcast(this.#broadcast);
  }

  get isBound(): boolean {
    return named(() => this.socket.address()) !== null;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.socket.close();
  }
}

/** Takes over a socket that somebody else opened. @throws ValueError for a unix one, or one that is connected. */
export function adoptDatagramSocket(sock: OpenSocket): { adopted: HostDatagramSocket; onRelease: () => void } {
  const { family = AF_INET, proto = 0 } = sock as Partial<{ family: number; proto: number }>;
  refuseConnected(sock);
  const adopted = new HostDatagramSocket(family, proto);
  adopted.adopt(sock.fileno());
  // Node has closed the descriptor by then: the socket must not close another that got its number.
  const onRelease = (): void => {
    (sock as Partial<{ detach(): number }>).detach?.();
  };
  return { adopted, onRelease };
}

function refuseConnected(sock: OpenSocket): void {
  try {
    sock.getpeername();
  } catch (error) {
    rethrowUnless(OSError, error);
    return;
  }
  throw new ValueError('node takes over no datagram socket that is connected');
}

/** `null` where node has no such name, which it says by throwing. */
function named(ask: () => { address: string; port: number; family: string }): Address | null {
  try {
    const { address, port, family } = ask();
    return family === 'IPv6' ? [address, port, 0, 0] : [address, port];
  } catch {
    return null;
  }
}
