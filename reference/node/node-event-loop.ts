/** A loop driven by the host's: node stays live while it runs, and its own I/O goes on between turns. */
import { Socket as NetSocket } from 'node:net';
import type {
  Address,
  BaseProtocol,
  Callback,
  Coroutine,
  Future,
  SocketLike,
  SubprocessProtocol,
  SubprocessTransport,
  Transport,
} from '../../spec';
import { BaseEventLoop } from '../loop/base-event-loop';
import type { Handle } from '../loop/handle';
import type { OpenSocket } from '../network/sockets';
import { bindHostSocket, connectHostSocket } from './connecting';
import { HostSocket } from './host-socket';
import { NodeSelector } from './node-selector';
import { pipeTransport } from './pipe-transport';
import { processTransport } from './process-transport';
import { Signals } from './signals';
import { StreamTransport, type StreamOptions } from './stream-transport';

/** The loop of this package: BaseEventLoop on node. */
export class NodeEventLoop extends BaseEventLoop {
  override _selector: NodeSelector;
  readonly _signals = new Signals(this);

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

  override _openSocket(family: number, type: number, proto: number): OpenSocket {
    return new HostSocket(family, type, proto);
  }

  override *_bindSocket(sock: OpenSocket, address: Address): Coroutine<void> {
    if (sock instanceof HostSocket) yield* bindHostSocket(this, sock, address);
    else yield* super._bindSocket(sock, address);
  }

  override *sockConnect(sock: SocketLike, address: Address): Coroutine<void> {
    if (sock instanceof HostSocket) yield* connectHostSocket(this, sock, address);
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
