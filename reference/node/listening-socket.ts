/**
 * A socket that listens, on node: it binds and listens in one step. Node's events never call a protocol: each connection goes,
 * through the selector, to an iteration of the loop; those that come before they are wanted wait here.
 */
import { createServer, type ListenOptions, type Server as NetServer, type Socket as NetSocket } from 'node:net';
import { NotImplementedError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { afInet6, SOCK_STREAM } from '../network/addresses';
import type { ListeningPlan } from '../network/network-loop';
import type { OpenSocket } from '../network/sockets';
import type { ConnectingLoop } from './connecting';
import { osError } from './os-errors';

type Accept = (connection: NetSocket) => void;
type Fail = (failure: unknown) => void;

export class ListeningSocket implements OpenSocket, contract.TransportSocket {
  readonly family: number;
  readonly type = SOCK_STREAM;
  readonly proto: number;
  readonly #server: NetServer;
  readonly #plan: Pick<ListeningPlan, 'backlog' | 'keepAlive'>;
  #name: contract.Address = ['', 0];
  #accept: Accept | null = null;
  #fail: Fail = () => {};
  readonly #waiting: NetSocket[] = [];

  constructor(family: number, proto: number, plan: Pick<ListeningPlan, 'backlog' | 'keepAlive'>) {
    this.family = family;
    this.proto = proto;
    this.#plan = plan;
    const { keepAlive } = plan;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive });
    this.#server.on('connection', (connection) => {
      // What comes before a transport listens is met again by its first read or write.
      connection.on('error', () => {});
      if (this.#accept === null) this.#waiting.push(connection);
      else this.#accept(connection);
    });
    this.#server.on('error', (failure) => {
      this.#fail(failure);
    });
  }

  /** Binds and listens. @throws OSError */
  *bindAndListen(loop: ConnectingLoop, address: contract.Address): contract.Coroutine<void> {
    const at: ListenOptions = typeof address === 'string' ? { path: address } : this.#at(address);
    const done = loop.createFuture<null>();
    let refusal: unknown;
    const arrive = (): void => {
      loop._selector.post(new Handle(() => setUnlessDone(done), NO_ARGS, loop));
    };
    this.#fail = (failure) => {
      refusal = failure;
      arrive();
    };
    this.#server.listen({ ...at, backlog: this.#plan.backlog, exclusive: true }, arrive);
    try {
      yield* done;
    } catch (error) {
      this.close();
      throw error;
    }
    if (refusal !== undefined) throw osError(refusal);
    this.#name = this.#boundName(address);
  }

  /** Listens on a socket that is bound already; node takes its descriptor over. */
  adopt(sock: contract.SocketLike): void {
    this.#name = sock.getsockname();
    // Node listens once more, and by default with a backlog of its own.
    this.#server.listen({ fd: sock.fileno() }, this.#plan.backlog);
  }

  /** Hands over each connection from now on, and those that wait; `fail` is told why one could not be accepted. */
  serve(accept: Accept, fail: Fail = () => {}): void {
    this.#accept = accept;
    this.#fail = fail;
    for (const connection of this.#waiting.splice(0)) accept(connection);
  }

  /** Nobody is listened to when it returns. */
  close(): void {
    for (const connection of this.#waiting) connection.destroy();
    this.#server.close();
  }

  /** It is where clients look for it, whatever node was told. */
  rename(name: string): void {
    this.#name = name;
  }

  fileno(): number {
    const { _handle: handle } = this.#server as unknown as { readonly _handle: { readonly fd?: number } | null };
    return handle?.fd ?? -1;
  }
  getsockname(): contract.Address {
    return this.#name;
  }
  getpeername(): contract.Address {
    throw osError({ code: 'ENOTCONN', message: 'a listening socket has no peer' });
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
  getsockopt(_level: number, _name: number): number {
    throw new NotImplementedError('node gives no access to the options of its sockets');
  }
  setsockopt(_level: number, _name: number, _value: number): void {
    throw new NotImplementedError('node gives no access to the options of its sockets');
  }
  dup(): contract.Socket {
    throw new NotImplementedError('node cannot duplicate a socket');
  }

  #at(address: contract.Address): ListenOptions {
    const [host, port] = address as readonly [string, number];
    return { host, port, ipv6Only: this.family === afInet6() };
  }

  #boundName(asked: contract.Address): contract.Address {
    const found = this.#server.address();
    if (found === null || typeof found === 'string') return asked;
    return this.family === afInet6() ? [found.address, found.port, 0, 0] : [found.address, found.port];
  }
}
