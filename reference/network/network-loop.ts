/** What the network methods need of their loop: the names that asyncio's successors override, and a few of the contract's. */
import type * as contract from '../../spec';
import type { ResolveOptions } from './addresses';
import type { OpenSocket } from './sockets';

export interface NetworkLoop extends contract.AbstractEventLoop, contract.SuccessorMethods {
  /** Rows for `address`; a literal one is not looked up. */
  _ensureResolved(
    address: contract.Address,
    options?: ResolveOptions & { readonly loop?: contract.AbstractEventLoop },
  ): contract.Coroutine<readonly contract.AddressInfo[]>;
  /** Opens a socket of the successor's kind: what `socket.socket()` is in Python. */
  _openSocket(family: number, type: number, proto: number): OpenSocket;
  /** Binds a socket to a local address; a coroutine, for a host that binds and listens in one step. */
  _bindSocket(sock: OpenSocket, address: contract.Address): contract.Coroutine<void>;
  _sockSendfileNative(
    sock: contract.Socket,
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
