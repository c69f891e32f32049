/** The part of a loop that reaches the world: connections, servers, sockets, pipes, processes. Source: asyncio-eventloop. */
import type { Coroutine } from './awaitable';
import type { Address, BaseProtocol, ProtocolFactory, SubprocessProtocol } from './protocol';
import type {
  BaseTransport,
  DatagramTransport,
  FileDescriptorLike,
  ReadTransport,
  Server,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from './transport';
import type { SSLContext, SocketLike } from './socket';

/** What a loop takes for `ssl` and `sslcontext`. */
export type SslContext = SSLContext;

/** Keyword arguments about TLS that connections and servers have in common; times are seconds. */
export interface TlsOptions {
  readonly ssl?: SslContext | boolean | null;
  readonly serverHostname?: string | null;
  readonly sslHandshakeTimeout?: number | null;
  readonly sslShutdownTimeout?: number | null;
}

/** Keyword arguments of `create_connection()`. */
export interface CreateConnectionOptions extends TlsOptions {
  readonly family?: number;
  readonly proto?: number;
  readonly flags?: number;
  readonly sock?: SocketLike | null;
  readonly localAddr?: readonly [string, number] | null;
  readonly happyEyeballsDelay?: number | null;
  readonly interleave?: number | null;
  readonly allErrors?: boolean;
}
/** Keyword arguments of `create_server()`. */
export interface CreateServerOptions extends TlsOptions {
  readonly family?: number;
  readonly flags?: number;
  readonly sock?: SocketLike | null;
  readonly backlog?: number;
  readonly reuseAddress?: boolean | null;
  readonly reusePort?: boolean | null;
  readonly keepAlive?: boolean | null;
  readonly startServing?: boolean;
}
/** Keyword arguments of `create_datagram_endpoint()`. */
export interface CreateDatagramOptions {
  readonly localAddr?: Address | null;
  readonly remoteAddr?: Address | null;
  readonly family?: number;
  readonly proto?: number;
  readonly flags?: number;
  readonly reusePort?: boolean | null;
  readonly allowBroadcast?: boolean | null;
  readonly sock?: SocketLike | null;
}
/** Keyword arguments of `create_unix_connection()`. */
export interface UnixConnectionOptions extends TlsOptions {
  readonly sock?: SocketLike | null;
}
/** Keyword arguments of `create_unix_server()`. */
export interface UnixServerOptions extends UnixConnectionOptions {
  readonly backlog?: number;
  readonly startServing?: boolean;
  readonly cleanupSocket?: boolean;
}
/** Keyword arguments of `subprocess_exec()` and `subprocess_shell()`. */
export interface SubprocessOptions {
  readonly stdin?: unknown;
  readonly stdout?: unknown;
  readonly stderr?: unknown;
  readonly cwd?: string | null;
  readonly env?: Readonly<Record<string, string>> | null;
  readonly [key: string]: unknown;
}
/** One row of getaddrinfo(): family, type, protocol, canonical name, address. */
export type AddressInfo = readonly [number, number, number, string, Address];

/** Connections, servers and endpoints. */
export interface LoopConnections {
  createConnection<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    host?: string | null,
    port?: number | string | null,
    options?: CreateConnectionOptions,
  ): Coroutine<readonly [Transport, P]>;
  createServer(
    factory: ProtocolFactory,
    host?: string | readonly string[] | null,
    port?: number | null,
    options?: CreateServerOptions,
  ): Coroutine<Server>;
  createUnixConnection<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    path?: string | null,
    options?: UnixConnectionOptions,
  ): Coroutine<readonly [Transport, P]>;
  createUnixServer(factory: ProtocolFactory, path?: string | null, options?: UnixServerOptions): Coroutine<Server>;
  connectAcceptedSocket<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    sock: SocketLike,
    options?: TlsOptions,
  ): Coroutine<readonly [Transport, P]>;
  createDatagramEndpoint<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    options?: CreateDatagramOptions,
  ): Coroutine<readonly [DatagramTransport, P]>;
  startTls(
    transport: BaseTransport,
    protocol: BaseProtocol,
    sslcontext: SslContext,
    options?: TlsOptions & { readonly serverSide?: boolean },
  ): Coroutine<Transport | null>;
  sendfile(
    transport: BaseTransport,
    file: unknown,
    offset?: number,
    count?: number | null,
    options?: { readonly fallback?: boolean },
  ): Coroutine<number>;
}

/** Operations on sockets that the caller owns. */
export interface LoopSockets {
  sockRecv(sock: SocketLike, nbytes: number): Coroutine<Uint8Array>;
  sockRecvInto(sock: SocketLike, buffer: Uint8Array): Coroutine<number>;
  sockRecvfrom(sock: SocketLike, bufsize: number): Coroutine<readonly [Uint8Array, Address]>;
  sockRecvfromInto(sock: SocketLike, buffer: Uint8Array, nbytes?: number): Coroutine<readonly [number, Address]>;
  sockSendall(sock: SocketLike, data: Uint8Array): Coroutine<void>;
  sockSendto(sock: SocketLike, data: Uint8Array, address: Address): Coroutine<number>;
  sockConnect(sock: SocketLike, address: Address): Coroutine<void>;
  sockAccept(sock: SocketLike): Coroutine<readonly [SocketLike, Address]>;
  sockSendfile(
    sock: SocketLike,
    file: unknown,
    offset?: number,
    count?: number | null,
    options?: { readonly fallback?: boolean | null },
  ): Coroutine<number>;
}

/** Watching file descriptors, and pipes. */
export interface LoopDescriptors {
  addReader(fd: FileDescriptorLike, callback: (...args: never[]) => unknown, args?: readonly unknown[]): unknown;
  removeReader(fd: FileDescriptorLike): boolean;
  addWriter(fd: FileDescriptorLike, callback: (...args: never[]) => unknown, args?: readonly unknown[]): unknown;
  removeWriter(fd: FileDescriptorLike): boolean;
}

/** Resolving names of hosts. */
export interface LoopNames {
  getaddrinfo(
    host: string | null,
    port: number | string | null,
    options?: { readonly family?: number; readonly type?: number; readonly proto?: number; readonly flags?: number },
  ): Coroutine<readonly AddressInfo[]>;
  getnameinfo(sockaddr: Address, flags?: number): Coroutine<readonly [string, string]>;
}

/** Subprocesses. */
export interface LoopProcesses {
  connectReadPipe<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    pipe: unknown,
  ): Coroutine<readonly [ReadTransport, P]>;
  connectWritePipe<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    pipe: unknown,
  ): Coroutine<readonly [WriteTransport, P]>;
  /** `args` are the program and its arguments. */
  subprocessExec<P extends SubprocessProtocol>(
    factory: ProtocolFactory<P>,
    args: readonly string[],
    options?: SubprocessOptions,
  ): Coroutine<readonly [SubprocessTransport, P]>;
  subprocessShell<P extends SubprocessProtocol>(
    factory: ProtocolFactory<P>,
    command: string,
    options?: SubprocessOptions,
  ): Coroutine<readonly [SubprocessTransport, P]>;
}

/** Everything of a loop that reaches beyond its process. */
export interface LoopNetwork extends LoopConnections, LoopSockets, LoopDescriptors, LoopNames, LoopProcesses {}
