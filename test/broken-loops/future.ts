/** Futures that mistake their state, their outcome or their callbacks. */
import { _setRunningLoop, asyncio, Future, NodeEventLoop } from '../../reference';
import { watchFailure } from '../../reference/futures/never-retrieved';
import { CancelledError, Exception, type AbstractEventLoop, type BaseEventLoop, type FutureOptions } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, future, module, python } from './faults';
import { callInline, copyOf, throwingCopy } from './harness/patched';

/** Without a loop, the current one is taken though another runs. */
class OfCurrentLoop extends Future {
  constructor(options?: FutureOptions) {
    const running = asyncio._getRunningLoop();
    _setRunningLoop(null);
    try {
      super(options);
    } finally {
      _setRunningLoop(running);
    }
  }
}
class OrdinaryCancelledError extends Exception {}
Object.defineProperty(OrdinaryCancelledError, 'name', { value: 'CancelledError' });

const ofCurrentLoop = { Future: OfCurrentLoop as never };

const stateBrokenLoops: readonly BrokenLoop[] = [
  module('future.init.keyword_only', 'the loop is taken by position', () => ({
    Future: class extends Future {
      constructor(options?: FutureOptions) {
        super(options instanceof NodeEventLoop ? { loop: options } : options);
      }
    } as never,
  })),
  future('future.init.loop_bound', 'get_loop() returns a wrapper of the loop', {
    getLoop() {
      return Object.create(this._loop) as AbstractEventLoop;
    },
  }),
  module('future.init.running_loop_default', 'the running loop is not looked for', () => ofCurrentLoop),
  module('future.init.running_loop_default_in_callback', 'the running loop is not looked for', () => ofCurrentLoop),
  module('future.init.running_beats_current', 'the current loop comes first', () => ofCurrentLoop),
  module('future.init.initial_state', 'a new future is cancelled until it is awaited', () => ({
    Future: class extends Future {
      override _state: 'PENDING' | 'CANCELLED' | 'FINISHED' = 'CANCELLED';
    } as never,
  })),
  module('future.class.task_subclass', 'tasks derive from a Future of their own', () => ({
    Future: class extends Future {} as never,
  })),
  damaged('future.create_future.bound', 'futures belong to the loop inside', (made) => {
    const inner = new NodeEventLoop();
    made.createFuture = () => inner.createFuture();
  }),
  damaged('future.create_future.distinct', 'a pending future is handed out again', (made) => {
    const create = made.createFuture.bind(made);
    let last: ReturnType<typeof create> | undefined;
    made.createFuture = () => (last?.done() === false ? last : (last = create())) as never;
  }),
  damaged('future.create_future.not_running_ok', 'an idle loop makes no futures', (made) => {
    const create = made.createFuture.bind(made);
    made.createFuture = () => {
      if (!made.isRunning()) throw new Error('the loop does not run');
      return create();
    };
  }),
  module('future.create_future.used_by_helpers', 'helpers make futures themselves', () => ({
    sleep: function* (delay: number) {
      const waiter = new Future();
      asyncio.getRunningLoop().callLater(delay, () => waiter.setResult(undefined));
      yield* waiter;
    } as never,
  })),
  future('future.result.pending', 'result() of a pending future is None', {
    result(sound) {
      return this.done() ? sound() : null;
    },
  }),
  future('future.result.value_identity', 'result() returns a copy', {
    result(sound) {
      return copyOf(sound());
    },
  }),
  future('future.result.raises_same_exception', 'result() raises a copy', {
    result: (sound) => throwingCopy(sound),
  }),
  future('future.result.cancelled', 'result() of a cancelled future is None', {
    result(sound) {
      return this.cancelled() ? null : sound();
    },
  }),
  future('future.exception.pending', 'exception() of a pending future is None', {
    exception(sound) {
      return this.done() ? sound() : null;
    },
  }),
  future('future.exception.none_after_result', 'exception() raises where there is a result', {
    exception(sound) {
      const error = sound();
      if (error === null) throw new Error('there is no exception');
      return error;
    },
  }),
  future('future.exception.returned', 'exception() returns a copy', {
    exception: (sound) => copyOf(sound()),
  }),
  future('future.exception.cancelled_raises', 'exception() returns the CancelledError', {
    exception(sound) {
      try {
        return sound();
      } catch (error) {
        return error;
      }
    },
  }),
  future('future.set_result.done', 'the result is there in the next turn', {
    setResult(sound, value: unknown) {
      this._loop.callSoon(() => sound(value));
    },
  }),
  future('future.set_result.none_value', 'None is no result', {
    setResult(sound, value: unknown) {
      if (value !== null && value !== undefined) sound(value);
    },
  }),
  future('future.set_result.already_done', 'a second result replaces the first', {
    setResult(sound, value: unknown) {
      if (this.done()) this._result = value;
      else sound(value);
    },
  }),
  future('future.set_result.already_done', 'a late result is ignored', {
    setResult(sound, value: unknown) {
      if (!this.done()) sound(value);
    },
  }),
  future('future.set_exception.instance', 'the exception is wrapped', {
    setException(sound, error: unknown) {
      sound(new Error('wrapped', { cause: error }));
    },
  }),
  future('future.set_exception.class_instantiated', 'a class stays a class', {
    setException(sound, error: unknown) {
      if (typeof error === 'function') this._fail(error);
      else sound(error);
    },
  }),
  future('future.set_exception.not_an_exception', 'anything is taken for an exception', {
    setException(sound, error: unknown) {
      const good = error instanceof Error || (typeof error === 'function' && error.prototype instanceof Error);
      if (good) sound(error);
      else this._fail(error);
    },
  }),
  future('future.private.log_traceback', 'the mark is forgotten as soon as it is set', {
    setException(sound, error: unknown) {
      sound(error);
      this._logTraceback = false;
    },
  }),
  future('future.set_exception.already_done', 'a late exception is ignored', {
    setException(sound, error: unknown) {
      if (!this.done()) sound(error);
    },
  }),
  future('future.cancel.pending', 'the future is cancelled in the next turn', {
    cancel(sound, message: unknown) {
      if (this.done()) return sound(message);
      this._loop.callSoon(() => sound(message));
      return true;
    },
  }),
  future('future.cancel.pending', 'cancel() returns nothing', {
    cancel(sound, message: unknown) {
      sound(message);
    },
  }),
  future('future.cancel.done_refused', 'cancel() of a finished future cancels it', {
    cancel(sound, message: unknown) {
      this._state = 'PENDING';
      return sound(message);
    },
  }),
  future('future.cancel.twice', 'a second cancel() is accepted', {
    cancel(sound, message: unknown) {
      return sound(message) === true || this.cancelled();
    },
  }),
  future('future.cancel.msg_args', 'an empty message counts as none', {
    cancel: (sound, message: unknown) => sound(message === '' || message === 0 || message === false ? null : message),
  }),
  future('future.cancel.no_msg_args', 'there is a message by default', {
    cancel: (sound, message: unknown) => sound(message ?? 'cancelled'),
  }),
  future('future.cancel.msg_reaches_awaiter', 'the message is lost on the way', {
    cancel: (sound) => sound(),
  }),
  future('future.cancel.error_base_class', 'CancelledError is an ordinary Exception', {
    _makeCancelledError: () => new OrdinaryCancelledError(),
  }),
  module('future.init.unknown_keyword', 'unknown keywords are overlooked', () => ({
    Future: class extends Future {
      constructor(options?: FutureOptions) {
        super(options?.loop === undefined ? undefined : { loop: options.loop });
      }
    } as never,
  })),
  module('future.init.loop_none_is_default', 'None is no loop', () => ({
    Future: class extends Future {
      constructor(options?: FutureOptions) {
        if (options?.loop === null) throw new TypeError('a loop was expected');
        super(options);
      }
    } as never,
  })),
  damaged('future.create_future.no_extra_callbacks', 'the loop watches its futures', (made) => {
    const create = made.createFuture.bind(made);
    made.createFuture = () => {
      const created = create();
      created.addDoneCallback(() => {});
      return created as never;
    };
  }),
  future('future.set_result.exception_as_value', 'an exception given as a result is raised', {
    setResult(sound, value: unknown) {
      if (value instanceof Error) this._fail(value);
      else sound(value);
    },
  }),
  future('future.set_result.future_not_adopted', 'a future given as a result is waited for', {
    setResult(sound, value: unknown) {
      if (value instanceof Future) value.addDoneCallback((done) => sound(done.result()));
      else sound(value);
    },
  }),
  future('future.set_exception.cancelled_error_is_not_cancel', 'CancelledError cancels the future', {
    setException(sound, error: unknown) {
      if (error instanceof CancelledError) this.cancel();
      else sound(error);
    },
  }),
  future('future.cancel.msg_every_call', 'the message comes once', {
    _makeCancelledError(sound) {
      const error = sound();
      this._cancelMessage = null;
      return error;
    },
  }),
  future('future.cancel.first_msg_kept', 'a refused cancel() changes the message', {
    cancel(sound, message: unknown) {
      if (this.cancelled()) this._cancelMessage = message ?? null;
      return sound(message);
    },
  }),
  future('future.get_loop.done_and_closed', 'a closed loop is not told', {
    getLoop() {
      if (this._loop.isClosed()) throw new Error('the loop is closed');
      return this._loop;
    },
  }),
];

const neverRetrievedBrokenLoops: readonly BrokenLoop[] = [
  future('future.never_retrieved.cancel_clears', 'a refused cancel() does not count', {
    cancel(sound, message: unknown) {
      return !this.done() && sound(message);
    },
  }),
  future('future.never_retrieved.reported', 'nothing is reported', {
    _fail(sound, error: unknown) {
      sound(error);
      this._logTraceback = false;
    },
  }),
  future('future.never_retrieved.exception_clears', 'asking for the exception does not count', {
    exception(sound) {
      return this.done() && !this.cancelled() ? this._exception : sound();
    },
  }),
  future('future.never_retrieved.result_clears', 'asking for the result does not count', {
    result: (sound) => keepingReport(sound),
  }),
  future('future.never_retrieved.await_clears', 'awaiting does not count', {
    result: (sound) => keepingReport(sound),
  }),
  future('future.never_retrieved.no_report_otherwise', 'lost futures are reported in any case', {
    cancel(sound, message: unknown) {
      const accepted = sound(message);
      if (accepted === true) watchFailure(this as never);
      return accepted;
    },
  }),
  future('future.never_retrieved.no_early_report', 'a failure is reported at once', {
    _fail(sound, error: unknown) {
      sound(error);
      this._loop.callExceptionHandler({ message: 'exception was never retrieved', exception: error });
    },
  }),
];

/** Raises what `result` does, in a future whose report stays due. */
function keepingReport(this: void, result: () => unknown): unknown {
  const { _clearLog: clear } = Future.prototype as unknown as { _clearLog: () => void };
  const prototype = Future.prototype as unknown as { _clearLog: () => void };
  prototype._clearLog = () => {};
  try {
    return result();
  } finally {
    prototype._clearLog = clear;
  }
}

const callbackBrokenLoops: readonly BrokenLoop[] = [
  future('future.add_done_callback.argument', 'callbacks get the loop as well', {
    addDoneCallback(sound, callback: (...args: unknown[]) => void, options: unknown) {
      sound((done: unknown) => callback(done, this._loop), options);
    },
  }),
  future('future.add_done_callback.never_inline', 'on an idle loop callbacks are called at once', {
    _scheduleCallbacks(sound) {
      if (this._loop.isRunning()) sound();
      else callInline(this);
    },
  }),
  future('future.add_done_callback.never_inline_while_running', 'on a running loop callbacks are called at once', {
    _scheduleCallbacks(sound) {
      if (this._loop.isRunning() && this.constructor === Future) callInline(this);
      else sound();
    },
  }),
  future('future.add_done_callback.via_call_soon', 'callbacks are queued past call_soon()', {
    _scheduleCallbacks() {
      const loop = this._loop as unknown as Pick<BaseEventLoop, '_callSoon'>;
      for (const { callback, context } of this._callbacks ?? []) loop._callSoon(callback, [this], context);
      this._callbacks = null;
    },
  }),
  future('future.add_done_callback.order', 'callbacks are called last in, first out', {
    _scheduleCallbacks(sound) {
      this._callbacks?.reverse();
      sound();
    },
  }),
  future('future.add_done_callback.duplicates', 'a callback is registered once only', {
    addDoneCallback(sound, callback: unknown, options: unknown) {
      const known = this._callbacks?.some((registration) => registration.callback === callback) ?? false;
      if (!known) sound(callback, options);
    },
  }),
  future('future.add_done_callback.after_done', 'a callback added late is called at once', {
    addDoneCallback(sound, callback: (done: unknown) => void, options: unknown) {
      if (this.done()) callback(this);
      else sound(callback, options);
    },
  }),
  future('future.add_done_callback.after_done', 'a callback added late is never called', {
    addDoneCallback(sound, callback: unknown, options: unknown) {
      if (!this.done()) sound(callback, options);
    },
  }),
  future('future.add_done_callback.once', 'callbacks are called twice', {
    addDoneCallback(sound, callback: (done: unknown) => void, options: unknown) {
      if (callback.name !== 'wakeup') sound(callback, options);
      sound(callback, options);
    },
  }),
  future('future.add_done_callback.queue_position', 'callbacks are queued in the next turn', {
    _scheduleCallbacks(sound) {
      this._loop.callSoon(() => sound());
    },
  }),
  future('future.add_done_callback.failure_isolated', 'a callback that fails takes the others along', {
    _scheduleCallbacks() {
      const callbacks = this._callbacks ?? [];
      this._callbacks = null;
      if (callbacks.length === 0) return;
      this._loop.callSoon(() => {
        for (const { callback, context } of callbacks) context.run(() => callback(this));
      });
    },
  }),
  future('future.add_done_callback.failure_reported', 'what a callback raises is swallowed', {
    addDoneCallback(sound, callback: (done: unknown) => void, options: unknown) {
      const quiet = (done: unknown): void => {
        try {
          callback(done);
        } catch {
          // Swallowed.
        }
      };
      sound(callback.name === 'wakeup' ? callback : quiet, options);
    },
  }),
  future('future.add_done_callback.later_callback_next_iteration', 'a callback added in a callback is called at once', {
    addDoneCallback(sound, callback: (done: unknown) => void, options: unknown) {
      if (this.done()) callback(this);
      else sound(callback, options);
    },
  }),
  future('future.remove_done_callback.order_kept', 'removal puts the last first', {
    removeDoneCallback(sound, callback: unknown) {
      const count = sound(callback);
      const last = this._callbacks?.pop();
      if (last !== undefined) this._callbacks?.unshift(last);
      return count;
    },
  }),
  future('future.remove_done_callback.after_done_zero', 'what was scheduled counts still', {
    removeDoneCallback(sound, callback: unknown) {
      return this.done() ? 1 : sound(callback);
    },
  }),
  future('future.remove_done_callback.count', 'removal says whether there was one', {
    removeDoneCallback: (sound, callback: unknown) => Math.min(1, sound(callback) as number),
  }),
  future('future.remove_done_callback.removed_not_called', 'removal counts and removes nothing', {
    removeDoneCallback(_sound, callback: unknown) {
      return this._callbacks?.filter((registration) => registration.callback === callback).length ?? 0;
    },
  }),
  future('future.remove_done_callback.removed_not_called', 'the first registration alone is removed', {
    removeDoneCallback(_sound, callback: unknown) {
      const all = this._callbacks ?? [];
      const count = all.filter((registration) => registration.callback === callback).length;
      const first = all.findIndex((registration) => registration.callback === callback);
      if (first >= 0) all.splice(first, 1);
      return count;
    },
  }),
  future('future.add_done_callback.changes_while_scheduling', 'what is removed meanwhile moves the others up', {
    _scheduleCallbacks() {
      const scheduled = new Set<unknown>();
      const left = this._callbacks ?? [];
      for (let i = 0; i < left.length; i++) {
        const { callback, context } = left[i] as (typeof left)[number];
        if (scheduled.has(callback)) continue;
        scheduled.add(callback);
        this._loop.callSoon(callback, [this], { context });
      }
      this._callbacks = null;
    },
    removeDoneCallback(_sound, callback: unknown) {
      const all = this._callbacks ?? [];
      const place = all.findIndex((registration) => registration.callback === callback);
      if (place >= 0) all.splice(place, 1);
      return place >= 0 ? 1 : 0;
    },
  }),
  python(
    'future.remove_done_callback.changes_meanwhile',
    'what changed meanwhile is overwritten',
    `
    class Future(asyncio.futures._PyFuture):
        def remove_done_callback(self, fn):
            kept = list(self._callbacks)
            found = [item for item in kept if item[0] == fn]
            self._callbacks[:] = [item for item in kept if item not in found]
            return len(found)
    loop.create_future = lambda: Future(loop=loop)
    `,
  ),
];

export const futureBrokenLoops: readonly BrokenLoop[] = [
  ...stateBrokenLoops,
  ...neverRetrievedBrokenLoops,
  ...callbackBrokenLoops,
];
