/**
 * AsyncioModule: what belongs to the module `asyncio` (and `contextvars`) rather than to one loop. A subject brings its
 * own or leaves it out and gets the reference's.
 */
import type { Awaitable, Coroutine } from './awaitable';
import type { AbstractEventLoopConstructor, BaseEventLoopConstructor } from './base-event-loop';
import type { Context, ContextConstructor, ContextVarConstructor } from './context';
import type { ConcurrentFuture, ConcurrentFutureConstructor, Future, FutureConstructor } from './future';
import type { HandleConstructor, TimerHandleConstructor } from './handle';
import type { AbstractEventLoop, Executor } from './loop';
import type { BaseProtocol, BufferedProtocol, DatagramProtocol, Protocol, SubprocessProtocol } from './protocol';
import type { FileModule, SocketModule, SslModule } from './socket';
import type { CreateTaskOptions, Task, TaskConstructor, TaskFactory, TaskGroup, TaskLike, Timeout } from './task';
import type {
  BaseTransport,
  DatagramTransport,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from './transport';

/** What a third-party task calls. Source: asyncio-extending, Task lifetime support. */
export interface LifetimeFunctions {
  /** Makes `task` visible to allTasks(). Call it from a task's constructor. */
  _registerTask(task: TaskLike): void;
  /** Forgets `task`; nothing happens when it was unknown. Call it when the task is about to finish. */
  _unregisterTask(task: TaskLike): void;
  /** Makes `task` current on `loop`. @throws RuntimeError when another task is current there. */
  _enterTask(loop: AbstractEventLoop, task: TaskLike): void;
  /** Makes no task current on `loop`. @throws RuntimeError when `task` is not the current one. */
  _leaveTask(loop: AbstractEventLoop, task: TaskLike): void;
  /** Replaces the current task and returns the one before, or `null`. Since 3.12. */
  _swapCurrentTask(loop: AbstractEventLoop, task: TaskLike | null): TaskLike | null;
  /** Since 3.12. */
  _registerEagerTask(task: TaskLike): void;
  /** Since 3.12. */
  _unregisterEagerTask(task: TaskLike): void;
  /** The tasks of `loop` (the running one when left out) that are not done. */
  allTasks(loop?: AbstractEventLoop | null): ReadonlySet<Task>;
  /** The task being stepped on `loop` (the running one when left out), or `null`. */
  currentTask(loop?: AbstractEventLoop | null): Task | null;
}

/** The running loop, and the one that is set. */
export interface CurrentLoop {
  /** @throws RuntimeError when no loop runs in this thread. */
  getRunningLoop(): AbstractEventLoop;
  _getRunningLoop(): AbstractEventLoop | null;
  _setRunningLoop(loop: AbstractEventLoop | null): void;
  getEventLoop(): AbstractEventLoop;
  setEventLoop(loop: AbstractEventLoop | null): void;
  newEventLoop(): AbstractEventLoop;
}

/** gather()'s future; cancelling it cancels its children. */
export type GatheringFuture<T> = Future<readonly T[]>;
/** What `wait()` returns. */
export type WaitResult<T> = readonly [done: ReadonlySet<Future<T>>, pending: ReadonlySet<Future<T>>];

/** Functions that wait for several awaitables, or for one with a limit. */
export interface Combinators {
  sleep<T = null>(delay: number, result?: T): Coroutine<T>;
  gather<T>(aws: readonly Awaitable<T>[], options?: { readonly returnExceptions?: boolean }): GatheringFuture<T>;
  wait<T>(
    fs: Iterable<Future<T>>,
    options?: { readonly timeout?: number | null; readonly returnWhen?: ReturnWhen },
  ): Coroutine<WaitResult<T>>;
  waitFor<T>(fut: Awaitable<T>, timeout: number | null): Coroutine<T>;
  shield<T>(arg: Awaitable<T>): Future<T>;
  /** An iterator of coroutines, each to be awaited for the next result. */
  asCompleted<T>(fs: Iterable<Awaitable<T>>, options?: { readonly timeout?: number | null }): Iterator<Coroutine<T>>;
  /** Since 3.11. */
  timeout(delay: number | null): Timeout;
  /** Since 3.11. */
  timeoutAt(when: number | null): Timeout;
  runCoroutineThreadsafe<T>(coro: Coroutine<T>, loop: AbstractEventLoop): ConcurrentFuture<T>;
}
/** When `wait()` returns. */
export type ReturnWhen = 'FIRST_COMPLETED' | 'FIRST_EXCEPTION' | 'ALL_COMPLETED';

/** asyncio.Runner. Since 3.11. */
export interface Runner {
  run<T>(coro: Coroutine<T>, options?: { readonly context?: Context | null }): Promise<T>;
  close(): Promise<void>;
  getLoop(): AbstractEventLoop;
}
/** Keyword arguments of `Runner()`. */
export interface RunnerOptions {
  readonly debug?: boolean | null;
  readonly loopFactory?: (() => AbstractEventLoop) | null;
}

/** `extra` answers getExtraInfo(); every other method raises NotImplementedError. */
export type TransportConstructor<T> = new (extra?: Readonly<Record<string, unknown>> | null) => T;

/** The base classes of transports and protocols. Source: asyncio-protocol. */
export interface BaseClasses {
  readonly BaseTransport: TransportConstructor<BaseTransport>;
  readonly ReadTransport: TransportConstructor<ReadTransport>;
  readonly WriteTransport: TransportConstructor<WriteTransport>;
  readonly Transport: TransportConstructor<Transport>;
  readonly DatagramTransport: TransportConstructor<DatagramTransport>;
  readonly SubprocessTransport: TransportConstructor<SubprocessTransport>;
  readonly BaseProtocol: new () => BaseProtocol;
  readonly Protocol: new () => Protocol;
  readonly BufferedProtocol: new () => BufferedProtocol;
  readonly DatagramProtocol: new () => DatagramProtocol;
  readonly SubprocessProtocol: new () => SubprocessProtocol;
}

/** What stands beside `asyncio`. A test may ask for `sockets` where it needs `socket`, for `ssl` where it needs `tls`. */
export interface Neighbours {
  readonly sockets: SocketModule;
  readonly ssl: SslModule;
  readonly files: FileModule;
  /** asyncio.subprocess.PIPE, STDOUT and DEVNULL. */
  readonly PIPE: number;
  readonly STDOUT: number;
  readonly DEVNULL: number;
}

/** The module `asyncio` as far as the contract reaches: its classes and functions. */
export interface AsyncioModule extends LifetimeFunctions, CurrentLoop, Combinators, BaseClasses, Neighbours {
  readonly Future: FutureConstructor;
  readonly Task: TaskConstructor;
  readonly Handle: HandleConstructor;
  readonly TimerHandle: TimerHandleConstructor;
  readonly AbstractEventLoop: AbstractEventLoopConstructor;
  readonly BaseEventLoop: BaseEventLoopConstructor;
  readonly ContextVar: ContextVarConstructor;
  readonly Context: ContextConstructor;
  copyContext(): Context;
  isfuture(value: unknown): boolean;
  iscoroutine(value: unknown): boolean;
  iscoroutinefunction(value: unknown): boolean;
  ensureFuture<T>(value: Awaitable<T>, options?: { readonly loop?: AbstractEventLoop | null }): Future<T>;
  wrapFuture<T>(
    future: ConcurrentFuture<T> | Future<T>,
    options?: { readonly loop?: AbstractEventLoop | null },
  ): Future<T>;
  /** @throws RuntimeError when no loop runs. */
  createTask<T>(coro: Coroutine<T>, options?: CreateTaskOptions): Task<T>;
  /** Since 3.12. */
  readonly eagerTaskFactory: TaskFactory;
  /** Since 3.12. */
  createEagerTaskFactory(
    constructor: (coro: Coroutine, options: CreateTaskOptions & { readonly loop: AbstractEventLoop }) => Future,
  ): TaskFactory;
  /** Since 3.11. */
  readonly TaskGroup: new () => TaskGroup;
  /** Since 3.11. */
  readonly Runner: new (options?: RunnerOptions) => Runner;
  /** Creates a loop, runs `coro` on it, cleans up and closes it. */
  run<T>(coro: Coroutine<T>, options?: RunnerOptions): Promise<T>;
  readonly ConcurrentFuture: ConcurrentFutureConstructor;
  /** A pool of threads, or of what the host has instead. */
  readonly ThreadPoolExecutor: new (options?: { readonly maxWorkers?: number }) => Executor;
  /** Records `waiter` as waiting for `future`. Since 3.14. */
  futureAddToAwaitedBy(future: Future, waiter: Future): void;
  /** Since 3.14. */
  futureDiscardFromAwaitedBy(future: Future, waiter: Future): void;
}
