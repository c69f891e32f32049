/** What the network methods need of their loop: the names that asyncio's successors override, and a few of the contract's. */
import type * as contract from '../../spec';
import type { ResolveOptions } from './addresses';
import type { OpenSocket } from './sockets';

/** Methods that the base leaves to its successor. As methods and not as a Pick of them, so that a class may override them. */
export interface NetworkHooks {
  /** Opens a socket of the successor's kind: what `socket.socket()` is in Python. */
  _openSocket(family: number, type: number, proto: number): OpenSocket;
  _makeSocketTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeSocketTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeSocketTransport']>;
  _makeSslTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeSslTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeSslTransport']>;
  _makeDatagramTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeDatagramTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeDatagramTransport']>;
  _makeReadPipeTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeReadPipeTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeReadPipeTransport']>;
  _makeWritePipeTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeWritePipeTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeWritePipeTransport']>;
  _makeSubprocessTransport(
    ...args: Parameters<contract.SuccessorMethods['_makeSubprocessTransport']>
  ): ReturnType<contract.SuccessorMethods['_makeSubprocessTransport']>;
}

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
