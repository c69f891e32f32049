/** Part of BaseEventLoop: one iteration. */
import { AttributeError, NotImplementedError } from '../../spec';
import type * as contract from '../../spec';
import { logger } from '../values/logger';
import { taskSteppedBy } from '../tasks/current-task';
import { SchedulingLoop } from './scheduling-loop';

/** Seconds; no wait is longer, so that no clock overflows. */
const MAXIMUM_WAIT = 24 * 3600;
/** The heap is cleaned when it holds more timers than this, and more than that share of them is cancelled. */
const CLEAN_ABOVE = 100;
const CLEAN_SHARE = 0.5;

export abstract class IteratingLoop extends SchedulingLoop {
  /** What the loop waits with: a successor sets it. */
  declare _selector: contract.Selector;
  _stopping = false;

  /** Waits for events and timers, then runs what is ready; what that makes ready is the next iteration's. */
  _runOnce(): void {
    if (this._scheduled.length > 0) this._dropCancelledTimers();
    const events = this._select(this._waitTime());
    this._processEvents(events);
    if (this._scheduled.length > 0) this._queueDueTimers();
    // Callbacks queued from here on wait for the next iteration: the poll must get its turn.
    for (let left = this._ready.length; left > 0; left--) {
      const handle = this._ready.shift();
      if (handle._cancelled) continue;
      if (this._debug) this._runTimed(handle);
      else handle._run();
    }
  }

  /** A successor turns what select() returned into ready handles. */
  _processEvents(_events: readonly unknown[]): void {
    throw new NotImplementedError('_process_events() is not implemented');
  }

  private _select(timeout: number | null): readonly unknown[] {
    const selector = this._selector as contract.Selector | undefined;
    if (selector === undefined) throw new AttributeError("BaseEventLoop has no '_selector': a successor sets it");
    return selector.select(timeout);
  }

  /** Seconds to wait for events: none when there is something to do, `null` for ever. */
  private _waitTime(): number | null {
    if (this._ready.length > 0 || this._stopping) return 0;
    const next = this._scheduled.peek();
    if (next === undefined) return null;
    return Math.min(Math.max(0, next.when() - this.time()), MAXIMUM_WAIT);
  }

  private _dropCancelledTimers(): void {
    const { _scheduled: timers } = this;
    if (timers.length > CLEAN_ABOVE && this._timerCancelledCount / timers.length > CLEAN_SHARE) {
      timers.filter((timer) => {
        if (timer._cancelled) timer._scheduled = false;
        return !timer._cancelled;
      });
      this._timerCancelledCount = 0;
      return;
    }
    while (timers.peek()?._cancelled === true) {
      this._timerCancelledCount -= 1;
      timers.pop()._scheduled = false;
    }
  }

  private _queueDueTimers(): void {
    const end = this.time() + this._clockResolution;
    for (let next = this._scheduled.peek(); next !== undefined && next.when() < end; next = this._scheduled.peek()) {
      this._scheduled.pop();
      next._scheduled = false;
      this._ready.push(next);
    }
  }

  /** Debug mode: runs `handle` and says so when it took long. */
  private _runTimed(handle: contract.Handle): void {
    this._currentHandle = handle;
    try {
      const start = this.time();
      const task = taskSteppedBy(() => handle._run());
      const taken = this.time() - start;
      if (taken < this.slowCallbackDuration) return;
      // A step of a task is named after the task.
      logger.warning(`Executing ${(task ?? handle).toString()} took ${taken.toFixed(3)} seconds`);
    } finally {
      this._currentHandle = null;
    }
  }
}
