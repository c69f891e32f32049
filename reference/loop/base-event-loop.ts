/**
 * BaseEventLoop: all of a loop but the waiting and the world. Each method is a line: to CoreLoop, which it inherits, to one of the
 * parts that it holds, or to a function of `network/`.
 *
 * A successor sets `_selector`, implements `_processEvents` and `_writeToSelf`, and has a loop. Which selector it brings
 * decides how the loop waits: one whose select() blocks, or moves a virtual clock, waits by itself; a `HostSelector` never
 * blocks and lets the host wait. It may override `time()`, `_runOnce()`, `_callSoon()` and `_addCallback()`, which all the
 * others use. For the network it implements `_openSocket()`, `sockConnect()` and the `_make...Transport()` methods.
 */
import { SendfileNotAvailableError } from '../../spec';
import type * as contract from '../../spec';
import { Future } from '../futures/future';
import type { ResolveOptions } from '../network/addresses';
import { connectReadPipe, connectWritePipe } from '../network/connect-pipe';
import { connectAcceptedSocket, createConnection } from '../network/create-connection';
import { createDatagramEndpoint } from '../network/create-datagram-endpoint';
import { createServer } from '../network/create-server';
import type { NetworkLoop, SocketHooks } from '../network/network-loop';
import { ensureResolved, getaddrinfo, getnameinfo } from '../network/resolve';
import { sendfile, sockSendfile } from '../network/sendfile';
import type { OpenSocket } from '../network/sockets';
import { startTls } from '../network/start-tls';
import { subprocessExec, subprocessShell } from '../network/subprocess';
import { OfLoop } from '../python/options';
import { repr } from '../python/repr';
import { TaskFactory } from '../tasks/task-factory';
import { Asyncgens, type AsyncGeneratorLike } from './asyncgens';
import { CoreLoop } from './core-loop';
import { DefaultExecutor } from './default-executor';
import { leaveCoroutines, leavePlain } from './not-implemented';
import { Reports } from './reports';

type Connected<T, P> = contract.Coroutine<readonly [T, P]>;

const HOOKS = [
  '_openSocket',
  '_makeSocketTransport',
  '_makeSslTransport',
  '_makeDatagramTransport',
  '_makeReadPipeTransport',
  '_makeWritePipeTransport',
] as const satisfies readonly (keyof NetworkLoop)[];
const COROUTINE_HOOKS = ['_makeSubprocessTransport'] as const satisfies readonly (keyof NetworkLoop)[];

/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- the methods are defined below, from the lists */
export interface BaseEventLoop extends contract.SuccessorMethods, SocketHooks {}

/** asyncio.BaseEventLoop: all of a loop but its selector, its transports and its way to wake up. */
export class BaseEventLoop extends CoreLoop implements NetworkLoop {
  private readonly _ofThis = new OfLoop(this);
  readonly _reports = new Reports(this);
  readonly _taskFactory = new TaskFactory(this);
  readonly _asyncgens = new Asyncgens(this);
  readonly _executors = new DefaultExecutor(this);

  override close(): void {
    super.close();
    this._executors.close();
  }

  override toString(): string {
    const { name } = this.constructor;
    return `<${name} running=${repr(this.isRunning())} closed=${repr(this.isClosed())} debug=${repr(this.getDebug())}>`;
  }

  // Errors that nobody caught.

  override getExceptionHandler(): contract.ExceptionHandler | null {
    return this._reports.handler;
  }
  override setExceptionHandler(handler: contract.ExceptionHandler | null): void {
    this._reports.setHandler(handler);
  }
  override callExceptionHandler(context: contract.ExceptionContext): void {
    this._reports.report(context);
  }
  override defaultExceptionHandler(context: contract.ExceptionContext): void {
    this._reports.log(context);
  }

  // Futures and tasks.

  override createFuture<T = unknown>(): contract.Future<T> {
    return new Future<T>(this._ofThis);
  }
  override createTask<T>(coro: contract.Coroutine<T>, options?: contract.CreateTaskOptions): contract.Task<T> {
    this._checkClosed();
    return this._taskFactory.create(coro, options);
  }
  override setTaskFactory(factory: contract.TaskFactory | null): void {
    this._taskFactory.set(factory);
  }
  override getTaskFactory(): contract.TaskFactory | null {
    return this._taskFactory.factory;
  }

  // Asynchronous generators.

  _asyncgenFirstiterHook(agen: AsyncGeneratorLike): void {
    this._asyncgens.begin(agen);
  }
  _asyncgenFinalizerHook(agen: AsyncGeneratorLike): void {
    this._asyncgens.lose(agen);
  }
  override *shutdownAsyncgens(): contract.Coroutine<void> {
    yield* this._asyncgens.shutdown();
  }

  // Functions run outside the loop.

  override runInExecutor<A extends readonly unknown[], R>(
    executor: contract.Executor | null,
    callback: (...args: A) => R,
    args?: Readonly<A>,
  ): contract.Future<R> {
    this._checkClosed();
    if (this._debug) this._checkCallback(callback, 'run_in_executor');
    return this._executors.run(executor, callback, args);
  }
  override setDefaultExecutor(executor: contract.Executor): void {
    this._executors.set(executor);
  }
  override *shutdownDefaultExecutor(timeout: number | null = null): contract.Coroutine<void> {
    yield* this._executors.shutdown(timeout);
  }

  // Names and addresses.

  override *getaddrinfo(
    host: string | null,
    port: number | string | null,
    options?: ResolveOptions,
  ): contract.Coroutine<readonly contract.AddressInfo[]> {
    return yield* getaddrinfo(this, host, port, options);
  }
  override *getnameinfo(sockaddr: contract.Address, flags?: number): contract.Coroutine<readonly [string, string]> {
    return yield* getnameinfo(this, sockaddr, flags);
  }
  *_ensureResolved(
    address: contract.Address,
    options?: ResolveOptions & { readonly loop?: contract.AbstractEventLoop },
  ): contract.Coroutine<readonly contract.AddressInfo[]> {
    return yield* ensureResolved(this, address, options);
  }

  // Connections, servers, pipes, processes, files.

  override *createConnection<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    host?: string | null,
    port?: number | string | null,
    options?: contract.CreateConnectionOptions,
  ): Connected<contract.Transport, P> {
    return yield* createConnection(this, factory, host, port, options);
  }
  override *connectAcceptedSocket<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    sock: contract.SocketLike,
    options?: contract.TlsOptions,
  ): Connected<contract.Transport, P> {
    return yield* connectAcceptedSocket(this, factory, sock, options);
  }
  override *createServer(
    factory: contract.ProtocolFactory,
    host?: string | readonly string[] | null,
    port?: number | null,
    options?: contract.CreateServerOptions,
  ): contract.Coroutine<contract.Server> {
    return yield* createServer(this, factory, host, port, options);
  }
  override *createDatagramEndpoint<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    options?: contract.CreateDatagramOptions,
  ): Connected<contract.DatagramTransport, P> {
    return yield* createDatagramEndpoint(this, factory, options);
  }
  override *connectReadPipe<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    pipe: unknown,
  ): Connected<contract.ReadTransport, P> {
    return yield* connectReadPipe(this, factory, pipe);
  }
  override *connectWritePipe<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    pipe: unknown,
  ): Connected<contract.WriteTransport, P> {
    return yield* connectWritePipe(this, factory, pipe);
  }
  override *subprocessExec<P extends contract.SubprocessProtocol>(
    factory: contract.ProtocolFactory<P>,
    args: readonly string[],
    options?: contract.SubprocessOptions,
  ): Connected<contract.SubprocessTransport, P> {
    return yield* subprocessExec(this, factory, args, options);
  }
  override *subprocessShell<P extends contract.SubprocessProtocol>(
    factory: contract.ProtocolFactory<P>,
    command: string,
    options?: contract.SubprocessOptions,
  ): Connected<contract.SubprocessTransport, P> {
    return yield* subprocessShell(this, factory, command, options);
  }
  override *startTls(
    transport: contract.BaseTransport,
    protocol: contract.BaseProtocol,
    sslcontext: contract.SslContext,
    options?: contract.TlsOptions & { readonly serverSide?: boolean },
  ): contract.Coroutine<contract.Transport | null> {
    return yield* startTls(this, transport, protocol, sslcontext, options);
  }
  override *sendfile(
    transport: contract.BaseTransport,
    file: unknown,
    offset?: number,
    count?: number | null,
    options?: { readonly fallback?: boolean },
  ): contract.Coroutine<number> {
    return yield* sendfile(this, transport, file, offset, count, options);
  }
  override *sockSendfile(
    sock: contract.SocketLike,
    file: unknown,
    offset?: number,
    count?: number | null,
    options?: { readonly fallback?: boolean | null },
  ): contract.Coroutine<number> {
    return yield* sockSendfile(this, sock, file, offset, count, options);
  }

  // What a successor has to bring for the network.

  *_bindSocket(sock: OpenSocket, address: contract.Address): contract.Coroutine<void> {
    sock.bind?.(address);
  }
  /** Sends with a system call, where there is one for this pair. */
  *_sockSendfileNative(
    sock: contract.SocketLike,
    file: unknown,
    _offset: number,
    _count: number | null,
  ): contract.Coroutine<number> {
    throw new SendfileNotAvailableError(
      `syscall sendfile is not available for socket ${repr(sock)} and file ${repr(file)} combination`,
    );
  }
  *_sendfileNative(
    _transport: contract.BaseTransport,
    _file: unknown,
    _offset: number,
    _count: number | null,
  ): contract.Coroutine<number> {
    throw new SendfileNotAvailableError('sendfile syscall is not supported');
  }
}
/* eslint-enable */

leavePlain(BaseEventLoop.prototype, HOOKS);
leaveCoroutines(BaseEventLoop.prototype, COROUTINE_HOOKS);
