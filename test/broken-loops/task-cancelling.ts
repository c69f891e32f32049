/** Tasks that lose, double or miscount what was asked of them by cancel(). */
import { _unregisterTask, Future, Task } from '../../reference';
import { watchFailure } from '../../reference/futures/never-retrieved';
import { CancelledError } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { task } from './faults';

const again = new WeakSet<object>();

const cancelBrokenLoops: readonly BrokenLoop[] = [
  task('task.cancel.pending_true', 'a second cancel() says that it was refused', {
    cancel(sound, message: unknown) {
      const first = this._numCancelsRequested === 0;
      return sound(message) === true && first;
    },
  }),
  task('task.cancel.done_false', 'cancel() of a finished task is accepted', {
    cancel: (sound, message: unknown) => sound(message) === true || true,
  }),
  task('task.cancel.not_immediate', 'cancel() ends the task', {
    cancel(_sound, message: unknown) {
      _unregisterTask(this as unknown as Task);
      return Future.prototype.cancel.call(this as never, message);
    },
  }),
  task('task.cancel.before_start_body_never_runs', 'a request before the start is forgotten', {
    _step(sound, failed: boolean, error: unknown) {
      if (!this._started) this._mustCancel = false;
      sound(failed, error);
    },
  }),
  task('task.cancel.cancels_awaited_future_now', 'the request is passed on in the next turn', {
    cancel(sound, message: unknown) {
      if (this.done()) return sound(message);
      this._loop.callSoon(() => sound(message));
      return true;
    },
  }),
  task('task.cancel.message_forwarded', 'the awaited future does not get the message', {
    cancel(sound, message: unknown) {
      return this._futWaiter === null ? sound(message) : sound();
    },
  }),
  task('task.cancel.message_reaches_awaiter', 'the message stays with the task', {
    _makeCancelledError: () => new CancelledError(),
  }),
  task('task.cancel.result_and_exception_raise', 'exception() returns the CancelledError', {
    exception(sound) {
      try {
        return sound();
      } catch (error) {
        return error;
      }
    },
  }),
  task('task.cancel.chain_of_tasks', 'an awaited task is cancelled in the next turn', {
    cancel(sound, message: unknown) {
      const waiter = this._futWaiter;
      if (!(waiter instanceof Task)) return sound(message);
      this._numCancelsRequested += 1;
      this._loop.callSoon(() => waiter.cancel(message));
      return true;
    },
  }),
  task('task.cancel.future_already_done', 'the request is lost when the awaited future is done', {
    cancel(sound, message: unknown) {
      if (this._futWaiter?.done() !== true) return sound(message);
      this._numCancelsRequested += 1;
      return true;
    },
  }),
  task('task.cancel.at_bare_yield', 'a request is lost while no future is awaited', {
    cancel(sound, message: unknown) {
      if (this._futWaiter !== null || !this._started) return sound(message);
      return !this.done();
    },
  }),
  task('task.cancel.self_then_await', 'the awaited future is not cancelled', {
    _await(sound, yielded: unknown) {
      const requested = this._mustCancel;
      this._mustCancel = false;
      sound(yielded);
      this._mustCancel = requested;
      // Not for ever.
      if (requested) this._loop.callLater(0.01, () => this._futWaiter?.cancel());
    },
  }),
  task('task.cancel.before_start_throws_into_coroutine', 'a coroutine that has not begun is told nothing', {
    _step(sound, failed: boolean, error: unknown) {
      if (this._started || !this._mustCancel) sound(failed, error);
      else this._endWithError(new CancelledError());
    },
  }),
  task('task.cancel.inner_task_suppresses', 'the outer task is cancelled all the same', {
    cancel(sound, message: unknown) {
      const inner = this._futWaiter instanceof Task;
      const accepted = sound(message);
      if (inner) this._mustCancel = true;
      return accepted;
    },
  }),
  task('task.cancel.twice_delivered_once', 'each request is delivered by itself', {
    _advance(sound, failed: boolean, error: unknown) {
      sound(failed, error);
      if (!(error instanceof CancelledError) || this.done() || this._numCancelsRequested < 2) return;
      if (!again.has(this)) this._mustCancel = true;
      again.add(this);
    },
  }),
  task('task.cancel.self_then_bare_yield', 'a bare yield does not count as waiting', {
    _await(sound, yielded: unknown) {
      if (yielded === undefined || yielded === null) this._mustCancel = false;
      sound(yielded);
    },
  }),
  task('task.cancel.self_then_raise', 'the request replaces the exception', {
    _endWithError(sound, error: unknown) {
      sound(this._mustCancel ? new CancelledError() : error);
    },
  }),
  task('task.uncancel.clears_undelivered', 'what was requested comes all the same', {
    uncancel(sound) {
      const requested = this._mustCancel;
      const left = sound();
      this._mustCancel = requested;
      return left;
    },
  }),
  task('task.uncancel.after_done_harmless', 'a finished task refuses', {
    uncancel(sound) {
      if (this.done()) throw new Error('the task is done');
      return sound();
    },
  }),
  task('task.cancel.self_then_return', 'the value is kept', {
    _endWithResult(sound, value: unknown) {
      this._mustCancel = false;
      sound(value);
    },
  }),
  task('task.cancel.self_then_return_message', 'the message is lost', {
    _endWithResult(sound, value: unknown) {
      this._cancelMessage = null;
      sound(value);
    },
  }),
  task('task.cancel.suppressed_continues', 'every later await is cancelled, too', {
    _await(sound, yielded: unknown) {
      if (this._numCancelsRequested > 0) this._mustCancel = true;
      sound(yielded);
    },
  }),
  task('task.cancel.suppressed_return', 'a task that was once asked ends cancelled', {
    _endWithResult(sound, value: unknown) {
      if (this._numCancelsRequested > 0) this._mustCancel = true;
      sound(value);
    },
  }),
  task('task.cancel.replaced_by_exception', 'a task that was once asked ends cancelled whatever it raises', {
    _endWithError: function (sound, error: unknown) {
      sound(this._numCancelsRequested > 0 ? new CancelledError() : error);
    },
  }),
  task('task.cancel.cleanup_may_await', 'the task is done once it has been told', {
    _await(sound, yielded: unknown) {
      if (this._numCancelsRequested > 0) this._endWithError(new CancelledError());
      else sound(yielded);
    },
  }),
  task('task.cancel.again_after_suppression', 'a task is asked once', {
    cancel(sound, message: unknown) {
      if (this._numCancelsRequested > 0) return !this.done();
      return sound(message);
    },
  }),
  task('task.cancel.no_report_when_cancelled', 'cancelled tasks are reported', {
    _endWithError(sound, error: unknown) {
      sound(error);
      if (this.cancelled()) watchFailure(this as never);
    },
  }),
  task('task.cancel.inner_future_cancelled_elsewhere', 'a task that nobody cancelled fails', {
    _endWithError(sound, error: unknown) {
      if (!(error instanceof CancelledError) || this._numCancelsRequested > 0) return sound(error);
      _unregisterTask(this as unknown as Task);
      return this._fail(error);
    },
  }),
  task('task.cancelling.initial_zero', 'the cancellation of the future counts as a request', {
    _wakeUp(sound, future: Future) {
      if (future.cancelled() && this._numCancelsRequested === 0) this._numCancelsRequested = 1;
      sound(future);
    },
  }),
];

const countingBrokenLoops: readonly BrokenLoop[] = [
  task('task.cancelling.initial_zero', 'a finished task counts as asked', {
    cancelling(sound) {
      return this.done() ? 1 : sound();
    },
  }),
  task('task.cancelling.counts_requests', 'cancelling() says whether, not how often', {
    cancelling: (sound) => Math.min(1, sound() as number),
  }),
  task('task.cancelling.counts_requests', 'refused requests count', {
    cancel(sound, message: unknown) {
      if (this.done()) this._numCancelsRequested += 1;
      return sound(message);
    },
  }),
  task('task.cancelling.kept_after_suppression', 'a task that goes on was never asked', {
    _await(sound, yielded: unknown) {
      if (!this._mustCancel) this._numCancelsRequested = 0;
      sound(yielded);
    },
  }),
  task('task.cancelling.kept_after_suppression', 'a task that ended was never asked', {
    _endWithResult(sound, value: unknown) {
      this._numCancelsRequested = 0;
      sound(value);
    },
  }),
  task('task.uncancel.decrements', 'uncancel() withdraws all requests', {
    uncancel(sound) {
      this._numCancelsRequested = Math.min(1, this._numCancelsRequested);
      return sound();
    },
  }),
  task('task.uncancel.decrements', 'uncancel() returns what there was', {
    uncancel(sound) {
      const before = this._numCancelsRequested;
      sound();
      return before;
    },
  }),
  task('task.uncancel.floor_zero', 'the count goes below zero', {
    uncancel() {
      this._numCancelsRequested -= 1;
      return this._numCancelsRequested;
    },
  }),
  task('task.cancel.cancelled_error_of_future_kept', "the request's own error replaces one of a subclass", {
    _step(sound, failed: boolean, error: unknown) {
      const plain = error instanceof CancelledError && error.constructor !== CancelledError;
      sound(failed, this._mustCancel && plain ? new CancelledError() : error);
    },
  }),
];

export const taskCancellingBrokenLoops: readonly BrokenLoop[] = [...cancelBrokenLoops, ...countingBrokenLoops];
