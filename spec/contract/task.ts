/** Task and the lifetime functions. Source: asyncio-task, and asyncio-extending for the private constructor. */
import type { Coroutine } from './awaitable';
import type { Context, ContextOption } from './context';
import type { Future } from './future';
import type { AbstractEventLoop } from './loop';

/** A Future that drives a coroutine. */
export interface Task<T = unknown> extends Future<T> {
  /** The coroutine; `null` for a task that an eager start completed. */
  getCoro(): Coroutine<T> | null;
  /** Since 3.12. */
  getContext(): Context;
  getName(): string;
  /** `value` is converted to a string. */
  setName(value: unknown): void;
  /** How many cancel() requests are outstanding. Since 3.11. */
  cancelling(): number;
  /** Takes one request back; returns how many are left. Since 3.11. */
  uncancel(): number;
  /** The frames of the suspended coroutine, or of the traceback it failed with; `limit` newest or oldest of them. */
  getStack(options?: { readonly limit?: number | null }): readonly unknown[];
  printStack(options?: { readonly limit?: number | null; readonly file?: unknown }): void;
  _mustCancel: boolean;
  _futWaiter: unknown;
}

/** Keyword arguments of `Task()`. */
export interface TaskOptions extends ContextOption {
  readonly loop?: AbstractEventLoop | null;
  readonly name?: unknown;
  /** Runs the first step at once, inside the constructor. Since 3.12. */
  readonly eagerStart?: boolean | null;
}

/** The private constructor `Task(coro, *, loop=None, name=None, context=None, eager_start=False)`. */
export interface TaskConstructor {
  new <T = unknown>(coro: Coroutine<T>, options?: TaskOptions): Task<T>;
}

/** Keyword arguments of `create_task()`. */
export interface CreateTaskOptions extends ContextOption {
  readonly name?: unknown;
  readonly eagerStart?: boolean | null;
}

/** What setTaskFactory() takes: `factory(loop, coro, **kwargs)`. */
export type TaskFactory = (loop: AbstractEventLoop, coro: Coroutine, options?: CreateTaskOptions) => Future;

/** Anything that behaves as a task towards allTasks() and currentTask(): done() and getLoop() suffice. */
export interface TaskLike {
  done(): boolean;
  getLoop(): AbstractEventLoop;
}

/** `async with asyncio.timeout(...)`. Since 3.11. Here: `yield* timeout.enter()`, then `yield* timeout.exit(error)`. */
export interface Timeout {
  when(): number | null;
  reschedule(when: number | null): void;
  expired(): boolean;
  /** Runs `body` inside the `async with` block. */
  run<T>(body: () => Coroutine<T>): Coroutine<T>;
}

/** `async with asyncio.TaskGroup()`. Since 3.11. */
export interface TaskGroup {
  createTask<T>(coro: Coroutine<T>, options?: CreateTaskOptions): Task<T>;
  /**
   * Cancels the children that are not done, and the body; the group then ends without an error of its own. Before the group
   * is entered it is a request for then; after it has ended, nothing. Since 3.15.
   */
  cancel(): void;
  /** Runs `body` inside the `async with` block; ends when all tasks of the group are done. */
  run<T>(body: (group: TaskGroup) => Coroutine<T>): Coroutine<T>;
}
