/**
 * BaseEventLoop and what a successor has to add. Source: asyncio-extending, Writing a Custom Event Loop.
 * The base checks arguments, keeps the queues and drives tasks; a successor gives it a way to wait and to reach the world.
 */
import type { Coroutine } from './awaitable';
import type { Context } from './context';
import type { Future } from './future';
import type { Callback, Handle, TimerHandle } from './handle';
import type { AbstractEventLoop } from './loop';
import type { Address, BaseProtocol } from './protocol';
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
import type { SocketLike } from './socket';

/** What BaseEventLoop asks of `_selector`: to wait. Source: selectors.BaseSelector. */
export interface Selector {
  /** Waits at most `timeout` seconds (`null`: for ever, `<= 0`: not at all) and returns what is ready. */
  select(timeout: number | null): readonly unknown[];
  close?(): void;
}

/** What a transport is made with besides its socket and protocol. */
export interface MakeTransportOptions {
  /** What get_extra_info() is to know besides. */
  readonly extra?: unknown;
  /** The server that accepted the connection. */
  readonly server?: Server | null;
  /** In which the callbacks of the protocol run. Since 3.15. */
  readonly context?: Context | null;
}

/** Declared by BaseEventLoop, implemented by a successor; the base's own throw NotImplementedError. */
export interface SuccessorMethods {
  _makeSocketTransport(
    sock: SocketLike,
    protocol: BaseProtocol,
    waiter?: Future | null,
    options?: MakeTransportOptions,
  ): Transport;
  _makeSslTransport(
    rawsock: SocketLike,
    protocol: BaseProtocol,
    sslcontext: unknown,
    waiter?: Future | null,
    options?: MakeTransportOptions & {
      readonly serverSide?: boolean;
      readonly serverHostname?: string | null;
      readonly sslHandshakeTimeout?: number | null;
      readonly sslShutdownTimeout?: number | null;
      readonly callConnectionMade?: boolean;
    },
  ): Transport;
  _makeDatagramTransport(
    sock: SocketLike,
    protocol: BaseProtocol,
    address?: Address | null,
    waiter?: Future | null,
    extra?: unknown,
  ): DatagramTransport;
  _makeReadPipeTransport(pipe: unknown, protocol: BaseProtocol, waiter?: Future | null, extra?: unknown): ReadTransport;
  _makeWritePipeTransport(
    pipe: unknown,
    protocol: BaseProtocol,
    waiter?: Future | null,
    extra?: unknown,
  ): WriteTransport;
  _makeSubprocessTransport(
    protocol: BaseProtocol,
    args: unknown,
    shell: boolean,
    stdin: unknown,
    stdout: unknown,
    stderr: unknown,
    bufsize: number,
    options?: { readonly extra?: unknown; readonly [key: string]: unknown },
  ): Coroutine<SubprocessTransport>;
  /** Wakes the loop up from its wait; called by callSoonThreadsafe() from any thread. */
  _writeToSelf(): void;
  /** Turns what the selector returned into ready handles. */
  _processEvents(events: readonly unknown[]): void;
  _startServing?(...args: readonly unknown[]): void;
  _stopServing?(sock: SocketLike): void;
  _addReader?(fd: FileDescriptorLike, callback: Callback, args?: readonly unknown[]): Handle;
  _removeReader?(fd: FileDescriptorLike): boolean;
  _addWriter?(fd: FileDescriptorLike, callback: Callback, args?: readonly unknown[]): Handle;
  _removeWriter?(fd: FileDescriptorLike): boolean;
  _sockSendfileNative?(sock: SocketLike, file: unknown, offset: number, count: number | null): Coroutine<number>;
  _sendfileNative?(transport: BaseTransport, file: unknown, offset: number, count: number | null): Coroutine<number>;
}

/** What BaseEventLoop gives its successor for free. */
export interface BaseEventLoop extends AbstractEventLoop, SuccessorMethods {
  _selector: Selector;
  /** @throws RuntimeError when the loop is closed. */
  _checkClosed(): void;
  /** @throws RuntimeError when this or another loop is running. */
  _checkRunning(): void;
  /** Debug mode: @throws RuntimeError when called outside the loop's thread. */
  _checkThread(): void;
  /** Debug mode: @throws TypeError for a coroutine or something not callable. */
  _checkCallback(callback: unknown, method: string): void;
  _callSoon(callback: Callback, args: readonly unknown[], context: Context | null): Handle;
  /** Puts a handle, unless cancelled, into the ready queue. */
  _addCallback(handle: Handle): void;
  _addCallbackSignalsafe(handle: Handle): void;
  /** One iteration: waits, takes the events, moves due timers, runs what is ready now. */
  _runOnce(): void;
  /** Since 3.13. */
  _runForeverSetup(): void;
  /** Since 3.13. */
  _runForeverCleanup(): void;
  readonly _ready: unknown;
  readonly _scheduled: unknown;
  _stopping: boolean;
  _closed: boolean;
  _threadId: unknown;
  _clockResolution: number;
  _timerCancelledCount: number;
  _ensureResolved(
    address: Address,
    options?: {
      readonly family?: number;
      readonly type?: number;
      readonly proto?: number;
      readonly flags?: number;
      readonly loop?: AbstractEventLoop;
    },
  ): Coroutine<readonly unknown[]>;
  _timerHandleCancelled(handle: TimerHandle): void;
}

/** The class BaseEventLoop as a value, for whoever inherits it. */
export interface BaseEventLoopConstructor {
  new (): BaseEventLoop;
}
/** The class AbstractEventLoop as a value: each of its methods raises NotImplementedError. */
export interface AbstractEventLoopConstructor {
  new (): AbstractEventLoop;
}
