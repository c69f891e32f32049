/** What the scheduling methods return. Source: asyncio-eventloop, Callback Handles. */
import type { Context, ContextOption } from './context';
import type { AbstractEventLoop } from './loop';

/** What a loop calls, with the arguments it was scheduled with. */
// The argument lists of callbacks are the caller's business; `any` is what lets every function be one.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Callback = (...args: any[]) => unknown;

/** A callback that waits for its turn. */
export interface Handle {
  /** Keeps the callback from being called; does nothing when it was called or cancelled before. */
  cancel(): void;
  cancelled(): boolean;
  /** The context the callback runs in. Since 3.12. */
  getContext(): Context;
  /** Private: calls the callback in its context and reports what it throws. The loop calls it. */
  _run(): void;
  /** Private: `null` once cancelled. */
  _callback: Callback | null;
  /** Private: `null` once cancelled. */
  _args: readonly unknown[] | null;
  _cancelled: boolean;
  _loop: AbstractEventLoop;
  _sourceTraceback: unknown;
  /** Python's `repr()`. */
  toString(): string;
}

/** The handle of callLater() and callAt(). */
export interface TimerHandle extends Handle {
  /** The loop time, in seconds, at which the callback is due. Since 3.7. */
  when(): number;
  /** Private: whether the loop holds it in its timer queue. */
  _scheduled: boolean;
}

/** The class Handle as a value. */
export interface HandleConstructor {
  new (callback: Callback, args: readonly unknown[], loop: AbstractEventLoop, context?: Context | null): Handle;
}
/** The class TimerHandle as a value. */
export interface TimerHandleConstructor {
  new (
    when: number,
    callback: Callback,
    args: readonly unknown[],
    loop: AbstractEventLoop,
    context?: Context | null,
  ): TimerHandle;
}

/** Options shared by all methods that schedule a callback. */
export type ScheduleOptions = ContextOption;
