/** A loop driven by the host's: node stays live while it runs, and its own I/O goes on between turns. */
import { Socket as NetSocket } from 'node:net';
import type {
  Address,
  BaseProtocol,
  Callback,
  Coroutine,
  DatagramTransport,
  Future,
  ProtocolFactory,
  Server,
  SocketLike,
  SubprocessProtocol,
  SubprocessTransport,
  Transport,
  UnixConnectionOptions,
  UnixServerOptions,
} from '../../spec';
import { BaseEventLoop } from '../loop/base-event-loop';
import type { Handle } from '../loop/handle';
import type { ListeningPlan } from '../network/network-loop';
import type { OpenSocket } from '../network/sockets';
import { SOCK_DGRAM } from '../network/addresses';
import { bindHostSocket, connectDatagramSocket, connectHostSocket } from './connecting';
import { NodeDatagramTransport } from './datagram-transport';
import { adoptDatagramSocket, HostDatagramSocket } from './host-datagram-socket';
import { makeSslProtocol, type SslKeywords } from '../tls/make-ssl-protocol';
import type { SslProtocol } from '../tls/ssl-protocol';
import { HostSocket } from './host-socket';
import { ListeningSocket } from './listening-socket';
import { NodeSelector } from './node-selector';
import { pipeTransport } from './pipe-transport';
import { processTransport } from './process-transport';
import { openListening, Serving } from './serving';
import { Signals } from './signals';
import { StreamTransport, type StreamOptions } from './stream-transport';
import {
  createUnixConnection,
  createUnixServer,
  listenAt,
  removeSocketFile,
  type SocketFile,
} from './unix-connections';

/** The loop of this package: BaseEventLoop on node. */
export class NodeEventLoop extends BaseEventLoop {
  override _selector: NodeSelector;
  readonly _signals = new Signals(this);
  readonly #serving = new Serving(this);
  readonly #socketFiles = new WeakMap<SocketLike, SocketFile>();

  constructor(selector: NodeSelector = new NodeSelector()) {
    super();
    this._selector = selector;
  }

  /** The selector hands over handles: what a host event has to run on the loop. */
  override _processEvents(events: readonly unknown[]): void {
    for (const handle of events) this._addCallback(handle as Handle);
  }

  override _writeToSelf(): void {
    this._selector.wake();
  }

  override addSignalHandler(signal: number, callback: Callback, args: readonly unknown[] = []): void {
    this._signals.add(signal, callback, args);
  }

  override removeSignalHandler(signal: number): boolean {
    return this._signals.remove(signal);
  }

  // The network: node's own sockets. One that is given is taken over by its descriptor.

  override _openSocket(family: number, type: number, proto: number, listening?: ListeningPlan): OpenSocket {
    if (type === SOCK_DGRAM) return new HostDatagramSocket(family, proto);
    return listening === undefined ? new HostSocket(family, type, proto) : openListening(family, proto, listening);
  }

  override *_bindSocket(sock: OpenSocket, address: Address): Coroutine<void> {
    if (sock instanceof ListeningSocket) yield* sock.bindAndListen(this, address);
    else if (sock instanceof HostSocket) yield* bindHostSocket(this, sock, address);
    else yield* super._bindSocket(sock, address);
  }

  override *sockConnect(sock: SocketLike, address: Address): Coroutine<void> {
    if (sock instanceof HostSocket) yield* connectHostSocket(this, sock, address);
    else if (sock instanceof HostDatagramSocket) yield* connectDatagramSocket(this, sock, address);
    else yield* super.sockConnect(sock, address);
  }

  override _makeSocketTransport(
    sock: SocketLike,
    protocol: BaseProtocol,
    waiter: Future | null = null,
    options: Pick<StreamOptions, 'extra' | 'server' | 'context'> = {},
  ): Transport {
    if (sock instanceof HostSocket && sock.connection !== null) {
      return new StreamTransport(this, sock.connection, protocol, waiter, options);
    }
    const connection = new NetSocket({ fd: sock.fileno(), allowHalfOpen: true, pauseOnCreate: true } as object);
    // Node has closed the descriptor by then: the socket must not close another that got its number.
    const onRelease = (): void => {
      (sock as Partial<{ detach(): number }>).detach?.();
    };
    return new StreamTransport(this, connection, protocol, waiter, { ...options, onRelease });
  }

  /** @throws ValueError for a given socket that node does not take over: a unix one, or one that is connected. */
  override _makeDatagramTransport(
    sock: SocketLike,
    protocol: BaseProtocol,
    address: Address | null = null,
    waiter: Future | null = null,
    extra: unknown = null,
  ): DatagramTransport {
    if (sock instanceof HostDatagramSocket) {
      return new NodeDatagramTransport(this, sock, protocol, waiter, { extra, address });
    }
    const { onRelease, adopted } = adoptDatagramSocket(sock);
    return new NodeDatagramTransport(this, adopted, protocol, waiter, { extra, address, onRelease });
  }

  override _makeSslTransport(
    sock: SocketLike,
    protocol: BaseProtocol,
    sslcontext: unknown,
    waiter: Future | null = null,
    options: SslKeywords & Pick<StreamOptions, 'extra' | 'server'> = {},
  ): Transport {
    const layer = this._makeSslProtocol(protocol, sslcontext, waiter, options);
    const { extra, server = null, context = null } = options;
    this._makeSocketTransport(sock, layer, null, { extra, server, context });
    return layer.transport;
  }

  /** The protocol that speaks TLS; `sslcontext` is null for a default one. */
  _makeSslProtocol(
    protocol: BaseProtocol,
    sslcontext: unknown,
    waiter: Future | null,
    options: SslKeywords,
  ): SslProtocol {
    return makeSslProtocol(this, protocol, sslcontext, waiter, options);
  }

  // Servers.

  override _startServing(...given: Parameters<Serving['start']>): void {
    this.#serving.start(...given);
  }

  override _stopServing(sock: SocketLike): void {
    this.#serving.stop(sock);
    const file = this.#socketFiles.get(sock);
    if (file !== undefined) removeSocketFile(file);
  }

  override *createUnixConnection<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    path?: string | null,
    options?: UnixConnectionOptions,
  ): Coroutine<readonly [Transport, P]> {
    return yield* createUnixConnection(this, factory, path, options);
  }

  override *createUnixServer(
    factory: ProtocolFactory,
    path?: string | null,
    options?: UnixServerOptions,
  ): Coroutine<Server> {
    return yield* createUnixServer(this, factory, path, options, {
      listenAt: (at, how) => listenAt(this, at, how),
      remember: (sock, file) => this.#socketFiles.set(sock, file),
    });
  }

  // Pipes and processes.

  override _makeReadPipeTransport(
    pipe: unknown,
    protocol: BaseProtocol,
    waiter: Future | null = null,
    extra: unknown = null,
  ): Transport {
    return pipeTransport(this, pipe, 'read', protocol, waiter, extra);
  }

  override _makeWritePipeTransport(
    pipe: unknown,
    protocol: BaseProtocol,
    waiter: Future | null = null,
    extra: unknown = null,
  ): Transport {
    return pipeTransport(this, pipe, 'write', protocol, waiter, extra);
  }

  override *_makeSubprocessTransport(
    protocol: BaseProtocol,
    args: unknown,
    shell: boolean,
    stdin: unknown,
    stdout: unknown,
    stderr: unknown,
    _bufsize: number,
    options: Readonly<Record<string, unknown>> = {},
  ): Coroutine<SubprocessTransport> {
    const streams = [stdin, stdout, stderr] as const;
    return yield* processTransport(this, protocol as SubprocessProtocol, { args, shell, streams, options });
  }

  override close(): void {
    super.close();
    this._signals.close();
    this._selector.close();
  }
}
