/**
 * AbstractEventLoop: the whole public contract of a loop. Source: asyncio-eventloop.
 * Times are seconds of the loop's own clock. "Coroutine" methods return a generator to be used with `yield*`.
 */
import type { Awaitable, Coroutine } from './awaitable';
import type { ContextOption } from './context';
import type { ConcurrentFuture, Future } from './future';
import type { Callback, Handle, ScheduleOptions, TimerHandle } from './handle';
import type { LoopNetwork } from './loop-network';
import type { CreateTaskOptions, Task, TaskFactory } from './task';

/** What an exception handler receives. Source: loop.call_exception_handler. What asyncio itself reports has a `message`. */
export interface ExceptionContext {
  readonly message?: string;
  readonly exception?: unknown;
  readonly future?: Future;
  readonly task?: Task;
  readonly handle?: Handle;
  readonly protocol?: unknown;
  readonly transport?: unknown;
  readonly socket?: unknown;
  readonly asyncgen?: unknown;
  readonly sourceTraceback?: unknown;
  readonly [key: string]: unknown;
}
/** What `loop.setExceptionHandler()` takes. */
export type ExceptionHandler = (loop: AbstractEventLoop, context: ExceptionContext) => unknown;

/** Where runInExecutor() calls its functions. Source: concurrent.futures.Executor. */
export interface Executor {
  submit<A extends readonly unknown[], R>(callback: (...args: A) => R, args?: Readonly<A>): ConcurrentFuture<R>;
  shutdown(options?: { readonly wait?: boolean }): unknown;
}

/** Running, stopping and closing. */
export interface LoopLifecycle {
  /** Runs until stop(); settles when the loop has stopped, rejects with a BaseException that a callback let out. */
  runForever(): Promise<void>;
  /** Runs until `future` is done; settles as it did. A coroutine is wrapped in a Task first. */
  runUntilComplete<T>(future: Awaitable<T>): Promise<T>;
  /** Lets the current iteration finish, then the run ends; before a run, that run does one iteration. */
  stop(): void;
  isRunning(): boolean;
  isClosed(): boolean;
  /** Idempotent. @throws RuntimeError while running. */
  close(): void;
  shutdownAsyncgens(): Coroutine<void>;
  /** `timeout` in seconds since 3.12. */
  shutdownDefaultExecutor(timeout?: number | null): Coroutine<void>;
}

/** Callbacks: soon, later, at a time, from another thread; and the clock. */
export interface LoopScheduling {
  /** Calls `callback(...args)` in the next iteration, in FIFO order. @throws RuntimeError when closed. */
  callSoon<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: ScheduleOptions,
  ): Handle;
  /** callSoon() from outside the loop; wakes it up. */
  callSoonThreadsafe<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: ScheduleOptions,
  ): Handle;
  /** Calls `callback` `delay` seconds from now. */
  callLater<A extends readonly unknown[] = []>(
    delay: number,
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: ScheduleOptions,
  ): TimerHandle;
  /** Calls `callback` at loop time `when`. */
  callAt<A extends readonly unknown[] = []>(
    when: number,
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: ScheduleOptions,
  ): TimerHandle;
  /** The loop's monotonic clock, in seconds. */
  time(): number;
}

/** Makers of futures and tasks, and the factory of tasks. */
export interface LoopFuturesAndTasks {
  createFuture<T = unknown>(): Future<T>;
  createTask<T>(coro: Coroutine<T>, options?: CreateTaskOptions): Task<T>;
  /** `null` restores asyncio's Task. @throws TypeError unless callable or `null`. */
  setTaskFactory(factory: TaskFactory | null): void;
  getTaskFactory(): TaskFactory | null;
}

/** Error handling and debug mode. */
export interface LoopErrorsAndDebug {
  /** `null` restores the default handler. @throws TypeError unless callable or `null`. */
  setExceptionHandler(handler: ExceptionHandler | null): void;
  getExceptionHandler(): ExceptionHandler | null;
  defaultExceptionHandler(context: ExceptionContext): void;
  callExceptionHandler(context: ExceptionContext): void;
  getDebug(): boolean;
  setDebug(enabled: boolean): void;
  /** Seconds a callback may take in debug mode before it is reported; 0.1 at first. */
  slowCallbackDuration: number;
}

/** Work in threads or other processes. */
export interface LoopExecutor {
  /** Awaitable for `callback(...args)` run by `executor`, or by the default one when `null`. */
  runInExecutor<A extends readonly unknown[], R>(
    executor: Executor | null,
    callback: (...args: A) => R,
    args?: Readonly<A>,
  ): Future<R>;
  setDefaultExecutor(executor: Executor): void;
}

/** Handlers of Unix signals. */
export interface LoopSignals {
  /** `signal` is the platform's number. Main thread only. @throws ValueError, RuntimeError for one that cannot be caught. */
  addSignalHandler(signal: number, callback: Callback, args?: readonly unknown[]): void;
  /** Whether there was a handler. */
  removeSignalHandler(signal: number): boolean;
}

/** asyncio.AbstractEventLoop: all that the documentation promises of a loop. */
export interface AbstractEventLoop
  extends
    LoopLifecycle,
    LoopScheduling,
    LoopFuturesAndTasks,
    LoopErrorsAndDebug,
    LoopExecutor,
    LoopSignals,
    LoopNetwork {
  /** Private, called by TimerHandle.cancel(). */
  _timerHandleCancelled(handle: TimerHandle): void;
  /** Python's `repr()`. */
  toString(): string;
}

export type { ContextOption };
