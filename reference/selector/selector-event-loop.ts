/**
 * SelectorEventLoop: a loop that waits for descriptors itself. With a NodeEpollSelector, or the one on poll, node stays live
 * while it waits; with an EpollSelector it blocks, as asyncio's own does, and what node has to tell waits with it. Source: asyncio-eventloop.
 */
import { NotImplementedError, OSError } from '../../spec';
import type * as contract from '../../spec';
import { BaseEventLoop } from '../loop/base-event-loop';
import { Handle, NO_ARGS } from '../loop/handle';
import type { ListeningPlan } from '../network/network-loop';
import type { OpenSocket } from '../network/sockets';
import { processTransport } from '../node/process-transport';
import { copyContext } from '../python/context';
import { repr } from '../python/repr';
import { rethrowUnless } from '../python/rethrow';
import { Signals } from '../node/signals';
import {
  createUnixConnection,
  createUnixServer,
  removeSocketFile,
  removeStale,
  type SocketFile,
} from '../node/unix-connections';
import { Socket } from '../sockets';
import { makeSslProtocol, type SslKeywords } from '../tls/make-ssl-protocol';
import type { SslProtocol } from '../tls/ssl-protocol';
import { SelectorDatagramTransport } from './datagram-transport';
import type { KeyedSelector } from './keyed-selector';
import { isNodeDriven, type NodeDriven } from './node-driven';
import { newSelector } from './new-selector';
import { ReadPipeTransport } from './read-pipe-transport';
import { sendfileNative, sockSendfileNative } from './sendfile';
import { bindPath, prepareListening, startServing, stopServing, type Serving } from './serving';
import * as operations from './socket-operations';
import type { StreamOptions } from '../transports/base-stream-transport';
import { StreamTransport } from './stream-transport';
import { Watchers } from './watchers';
import { WritePipeTransport } from './write-pipe-transport';

type Fd = contract.FileDescriptorLike;
type Sock = contract.SocketLike;

/** asyncio.SelectorEventLoop. */
export class SelectorEventLoop extends BaseEventLoop {
  override _selector: KeyedSelector;
  readonly _signals = new Signals(this);
  readonly _watchers = new Watchers(this);
  readonly #socketFiles = new WeakMap<Sock, SocketFile>();

  /** @throws NotImplementedError without koffi. */
  constructor(selector: KeyedSelector = newSelector()) {
    super();
    this._selector = selector;
  }

  override _processEvents(events: readonly unknown[]): void {
    this._watchers.process(events);
  }

  /** A selector that blocks needs no waking: while it does, nothing of this process can call. */
  override _writeToSelf(): void {
    (this._selector as Partial<NodeDriven>).wake?.();
  }

  override close(): void {
    super.close();
    this._signals.close();
    this._selector.close();
  }

  override addSignalHandler(signal: number, callback: contract.Callback, args: readonly unknown[] = NO_ARGS): void {
    this._signals.add(signal, callback, args);
  }
  override removeSignalHandler(signal: number): boolean {
    return this._signals.remove(signal);
  }

  // Descriptors.

  override addReader(fd: Fd, callback: contract.Callback, args: readonly unknown[] = NO_ARGS): void {
    this._watchers.checkFree(fd);
    this._addReader(fd, callback, args);
  }
  override removeReader(fd: Fd): boolean {
    this._watchers.checkFree(fd);
    return this._removeReader(fd);
  }
  override addWriter(fd: Fd, callback: contract.Callback, args: readonly unknown[] = NO_ARGS): void {
    this._watchers.checkFree(fd);
    this._addWriter(fd, callback, args);
  }
  override removeWriter(fd: Fd): boolean {
    this._watchers.checkFree(fd);
    return this._removeWriter(fd);
  }

  /** Like addReader(), for the loop itself: a transport watches its own descriptor. */
  override _addReader(fd: Fd, callback: contract.Callback, args: readonly unknown[] = NO_ARGS): Handle {
    return this._watchers.add('reader', fd, new Handle(callback, args, this, null));
  }
  override _removeReader(fd: Fd): boolean {
    return this._watchers.remove('reader', fd);
  }
  override _addWriter(fd: Fd, callback: contract.Callback, args: readonly unknown[] = NO_ARGS): Handle {
    return this._watchers.add('writer', fd, new Handle(callback, args, this, null));
  }
  override _removeWriter(fd: Fd): boolean {
    return this._watchers.remove('writer', fd);
  }

  // Sockets of the caller's own.

  override *sockRecv(sock: Sock, nbytes: number): contract.Coroutine<Uint8Array> {
    return yield* operations.sockRecv(this, sock, nbytes);
  }
  override *sockRecvInto(sock: Sock, buffer: Uint8Array): contract.Coroutine<number> {
    return yield* operations.sockRecvInto(this, sock, buffer);
  }
  override *sockRecvfrom(sock: Sock, bufsize: number): contract.Coroutine<readonly [Uint8Array, contract.Address]> {
    return yield* operations.sockRecvfrom(this, sock, bufsize);
  }
  override *sockRecvfromInto(
    sock: Sock,
    buffer: Uint8Array,
    nbytes?: number,
  ): contract.Coroutine<readonly [number, contract.Address]> {
    return yield* operations.sockRecvfromInto(this, sock, buffer, nbytes);
  }
  override *sockSendall(sock: Sock, data: Uint8Array): contract.Coroutine<void> {
    yield* operations.sockSendall(this, sock, data);
  }
  override *sockSendto(sock: Sock, data: Uint8Array, address: contract.Address): contract.Coroutine<number> {
    return yield* operations.sockSendto(this, sock, data, address);
  }
  override *sockConnect(sock: Sock, address: contract.Address): contract.Coroutine<void> {
    yield* operations.sockConnect(this, sock, address);
  }
  override *sockAccept(sock: Sock): contract.Coroutine<readonly [Socket, contract.Address]> {
    return yield* operations.sockAccept(this, sock);
  }

  override *_sockSendfileNative(
    sock: Sock,
    file: unknown,
    offset: number,
    count: number | null,
  ): contract.Coroutine<number> {
    return yield* sockSendfileNative(this, sock, file, offset, count);
  }

  // Transports.

  override _openSocket(family: number, type: number, proto: number, listening?: ListeningPlan): OpenSocket {
    const sock = new Socket(family, type, proto);
    if (listening !== undefined) prepareListening(sock, listening);
    return sock;
  }

  override *_bindSocket(sock: OpenSocket, address: contract.Address): contract.Coroutine<void> {
    // A path where a datagram socket was once is taken over, as that of a server is.
    if (typeof address === 'string') removeStale(address);
    try {
      sock.bind?.(address);
    } catch (error) {
      rethrowUnless(OSError, error);
      throw Object.assign(error, { message: `${error.message}: ${repr(address)}` });
    }
  }

  override _makeSocketTransport(
    sock: Sock,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    options: StreamOptions = {},
  ): contract.Transport {
    return new StreamTransport(this, sock, protocol, waiter, options);
  }

  override _makeDatagramTransport(
    sock: Sock,
    protocol: contract.BaseProtocol,
    address: contract.Address | null = null,
    waiter: contract.Future | null = null,
    extra: unknown = null,
  ): contract.DatagramTransport {
    return new SelectorDatagramTransport(this, sock, protocol, address, waiter, extra);
  }

  override _makeSslTransport(
    sock: Sock,
    protocol: contract.BaseProtocol,
    sslcontext: unknown,
    waiter: contract.Future | null = null,
    options: SslKeywords & StreamOptions = {},
  ): contract.Transport {
    const layer = this._makeSslProtocol(protocol, sslcontext, waiter, options);
    const { extra, server = null, context = null } = options;
    this._makeSocketTransport(sock, layer, null, { extra, server, context });
    return layer.transport;
  }

  override *_sendfileNative(
    transport: contract.BaseTransport,
    file: unknown,
    offset: number,
    count: number | null,
  ): contract.Coroutine<number> {
    if (!(transport instanceof StreamTransport)) return yield* super._sendfileNative(transport, file, offset, count);
    return yield* sendfileNative(transport, file, offset, count);
  }

  /** The protocol that speaks TLS, `sslcontext` is null for a default one; its engine is node's, which a selector that blocks keeps from working. */
  _makeSslProtocol(
    protocol: contract.BaseProtocol,
    sslcontext: unknown,
    waiter: contract.Future | null,
    options: SslKeywords,
  ): SslProtocol {
    return makeSslProtocol(this, protocol, sslcontext, waiter, options);
  }

  // Pipes and processes.

  override _makeReadPipeTransport(
    pipe: unknown,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    extra: unknown = null,
  ): contract.ReadTransport {
    return new ReadPipeTransport(this, pipe, protocol, waiter, extra);
  }
  override _makeWritePipeTransport(
    pipe: unknown,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    extra: unknown = null,
  ): contract.WriteTransport {
    return new WritePipeTransport(this, pipe, protocol, waiter, extra);
  }

  /** @throws NotImplementedError when the selector blocks: it is node that tells of children, and it could not. */
  override *_makeSubprocessTransport(
    protocol: contract.BaseProtocol,
    args: unknown,
    shell: boolean,
    stdin: unknown,
    stdout: unknown,
    stderr: unknown,
    _bufsize: number,
    options: Readonly<Record<string, unknown>> = {},
  ): contract.Coroutine<contract.SubprocessTransport> {
    const { _selector: selector } = this;
    if (!isNodeDriven(selector)) throw new NotImplementedError('subprocesses need a selector that does not block');
    const loop = this as typeof this & { readonly _selector: NodeDriven };
    const streams = [stdin, stdout, stderr] as const;
    return yield* processTransport(loop, protocol as contract.SubprocessProtocol, { args, shell, streams, options });
  }

  override _startServing(...args: readonly unknown[]): void {
    const [factory, sock, ssl, server, backlog, sslHandshakeTimeout, sslShutdownTimeout, options] = args;
    const { context } = (options ?? {}) as { readonly context?: contract.Context | null };
    const own = { context: context ?? copyContext() };
    const serving = { factory, ssl, server, backlog, sslHandshakeTimeout, sslShutdownTimeout, ...own };
    startServing(this, sock as Sock, serving as Serving);
  }
  override _stopServing(sock: Sock): void {
    stopServing(this, sock);
    const file = this.#socketFiles.get(sock);
    if (file !== undefined) removeSocketFile(file);
  }

  override *createUnixConnection<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    path?: string | null,
    options?: contract.UnixConnectionOptions,
  ): contract.Coroutine<readonly [contract.Transport, P]> {
    return yield* createUnixConnection(this, factory, path, options);
  }

  override *createUnixServer(
    factory: contract.ProtocolFactory,
    path?: string | null,
    options?: contract.UnixServerOptions,
  ): contract.Coroutine<contract.Server> {
    return yield* createUnixServer(this, factory, path, options, {
      listenAt: (at) => bindPath(at),
      remember: (sock, file) => this.#socketFiles.set(sock, file),
    });
  }
}
