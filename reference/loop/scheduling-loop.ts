/** Part of BaseEventLoop: the queues, and everything that puts a callback into them. */
import { performance } from 'node:perf_hooks';
import { NotImplementedError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { iscoroutine, iscoroutinefunction } from '../values/coroutine';
import { contextOption } from '../values/options';
import { repr } from '../values/repr';
import { _getRunningLoop } from './current-loop';
import { Handle, NO_ARGS, TimerHandle } from './handle';
import { ReadyQueue } from './ready-queue';
import { ReportingLoop } from './reporting-loop';
import { TimerHeap } from './timer-heap';

export abstract class SchedulingLoop extends ReportingLoop {
  readonly _ready = new ReadyQueue<contract.Handle>();
  readonly _scheduled = new TimerHeap();
  /** How many timers in {@link _scheduled} are cancelled. */
  _timerCancelledCount = 0;
  /** Seconds by which a timer may be early: what the clock cannot tell apart. */
  _clockResolution = 1e-9;
  _closed = false;
  /** Not null while running. The host has one thread, so that its number says nothing. */
  _threadId: unknown = null;

  override time(): number {
    return performance.now() / 1000;
  }

  override callSoon<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.Handle {
    this._checkSchedulable(callback, args, 'call_soon');
    if (this._debug) this._checkThread();
    return this._callSoon(callback as contract.Callback, args ?? NO_ARGS, contextOption(options, 'call_soon()'));
  }

  override callSoonThreadsafe<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.Handle {
    this._checkSchedulable(callback, args, 'call_soon_threadsafe');
    const context = contextOption(options, 'call_soon_threadsafe()');
    const handle = new Handle(callback as contract.Callback, args ?? NO_ARGS, this, context);
    this._ready.push(handle);
    this._writeToSelf();
    return handle;
  }

  override callLater<A extends readonly unknown[] = []>(
    delay: number,
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.TimerHandle {
    checkTime(delay, 'delay');
    return this.callAt(this.time() + delay, callback, args, options);
  }

  override callAt<A extends readonly unknown[] = []>(
    when: number,
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.TimerHandle {
    checkTime(when, 'when');
    this._checkSchedulable(callback, args, 'call_at');
    if (this._debug) this._checkThread();
    const context = contextOption(options, 'call_at()');
    const timer = new TimerHandle(when, callback as contract.Callback, args ?? NO_ARGS, this, context);
    this._scheduled.push(timer);
    timer._scheduled = true;
    return timer;
  }

  /** Creates a handle and queues it. */
  _callSoon(callback: contract.Callback, args: readonly unknown[], context: contract.Context | null): contract.Handle {
    const handle = new Handle(callback, args, this, context);
    this._ready.push(handle);
    return handle;
  }

  _addCallback(handle: contract.Handle): void {
    if (!handle._cancelled) this._ready.push(handle);
  }

  _addCallbackSignalsafe(handle: contract.Handle): void {
    this._addCallback(handle);
    this._writeToSelf();
  }

  override _timerHandleCancelled(handle: contract.TimerHandle): void {
    if (handle._scheduled) this._timerCancelledCount += 1;
  }

  /** A successor wakes the loop up from its wait. */
  _writeToSelf(): void {
    throw new NotImplementedError('_write_to_self() is not implemented');
  }

  _checkClosed(): void {
    if (this._closed) throw new RuntimeError('Event loop is closed');
  }

  /** Outside the loop's own callbacks stands what in Python is another thread. */
  _checkThread(): void {
    if (this._threadId === null || _getRunningLoop() === this) return;
    throw new RuntimeError('Non-thread-safe operation invoked on an event loop other than the current one');
  }

  _checkCallback(callback: unknown, method: string): void {
    if (iscoroutine(callback) || iscoroutinefunction(callback)) {
      throw new TypeError(`coroutines cannot be used with ${method}()`);
    }
    if (typeof callback !== 'function') {
      throw new TypeError(`a callable object was expected by ${method}(), got ${repr(callback)}`);
    }
  }

  private _checkSchedulable(callback: unknown, args: unknown, method: string): void {
    if (this._closed) this._checkClosed();
    if (callback === undefined) throw new TypeError(`${method}() missing required argument: 'callback'`);
    if (args !== undefined && !Array.isArray(args)) {
      throw new TypeError(`${method}() takes the arguments as an array, got ${repr(args)}`);
    }
    if (this._debug) this._checkCallback(callback, method);
  }
}

function checkTime(value: unknown, name: string): void {
  if (typeof value !== 'number' || Number.isNaN(value))
    throw new TypeError(`${name} must be a number, got ${repr(value)}`);
}
