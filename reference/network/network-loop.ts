/** What the network methods need of their loop: the names that asyncio's successors override, and a few of the contract's. */
import type * as contract from '../../spec';
import type { ResolveOptions } from './addresses';
import type { OpenSocket } from './sockets';

/** What is to be with a socket that will listen. */
export interface ListeningPlan {
  readonly backlog: number;
  readonly reuseAddress: boolean;
  readonly reusePort: boolean;
  readonly keepAlive: boolean;
  /** Whether connections are wanted as soon as it is bound. */
  readonly startServing: boolean;
}

/** How a loop comes by its own sockets. */
export interface SocketHooks {
  /** Opens a socket of the successor's kind: what `socket.socket()` is in Python. One that is to listen comes with a plan. */
  _openSocket(family: number, type: number, proto: number, listening?: ListeningPlan): OpenSocket;
  /** Binds a socket to a local address; a coroutine, for a host that binds and listens in one step. */
  _bindSocket(sock: OpenSocket, address: contract.Address): contract.Coroutine<void>;
}

export interface NetworkLoop extends contract.AbstractEventLoop, contract.SuccessorMethods, SocketHooks {
  /** Rows for `address`; a literal one is not looked up. */
  _ensureResolved(
    address: contract.Address,
    options?: ResolveOptions & { readonly loop?: contract.AbstractEventLoop },
  ): contract.Coroutine<readonly contract.AddressInfo[]>;
  _sockSendfileNative(
    sock: contract.SocketLike,
    file: unknown,
    offset: number,
    count: number | null,
  ): contract.Coroutine<number>;
  _sendfileNative(
    transport: contract.BaseTransport,
    file: unknown,
    offset: number,
    count: number | null,
  ): contract.Coroutine<number>;
}
