/**
 * CoreLoop: the queues, one iteration, running, stopping and closing. It knows no future and no task but the one that ends a run,
 * and nothing of the world. One place runs callbacks: `_runOnce()`.
 */
import { AttributeError, KeyboardInterrupt, NotImplementedError, RuntimeError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { ensureFuture } from '../futures/ensure-future';
import { isfuture } from '../python/coroutine';
import { contextOption } from '../python/options';
import { AbstractEventLoop } from './abstract-event-loop';
import { checkArguments, checkCallback, checkTime, isCall } from './checks';
import { currentHost } from './current-host';
import { _getRunningLoop, _setRunningLoop } from './current-loop';
import { Handle, NO_ARGS, TimerHandle } from './handle';
import type { HostSelector } from './host-selector';
import { ReadyQueue } from './ready-queue';
import { Run } from './run';
import { runTimed } from './slow-callbacks';
import { TimerHeap } from './timer-heap';

/** Seconds; no wait is longer, so that no clock overflows. */
const MAXIMUM_WAIT = 24 * 3600;
/** The heap is cleaned when it holds more timers than this, and more than that share of them is cancelled. */
const CLEAN_ABOVE = 100;
const CLEAN_SHARE = 0.5;
/** The host's one thread. */
const HOST_THREAD = 1;

export abstract class CoreLoop extends AbstractEventLoop {
  /** What the loop waits with: a successor sets it. */
  declare _selector: contract.Selector;
  readonly _ready = new ReadyQueue<contract.Handle>();
  readonly _scheduled = new TimerHeap();
  /** How many timers in {@link _scheduled} are cancelled. */
  _timerCancelledCount = 0;
  /** Seconds by which a timer may be early: what the clock cannot tell apart. */
  _clockResolution = 1e-9;
  _closed = false;
  _stopping = false;
  /** Not null while running. The host has one thread, so that its number says nothing. */
  _threadId: unknown = null;
  _debug = currentHost().debug;
  override slowCallbackDuration = 0.1;
  /** The handle that runs now; kept in debug mode only. */
  _currentHandle: contract.Handle | null = null;

  // The queues.

  override time(): number {
    return currentHost().now() / 1000;
  }

  override callSoon<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.Handle {
    // Every callback passes here: what is well formed pays for no further call.
    if (this._closed || this._debug || !isCall(callback, args)) {
      this._checkSchedulable(callback, args, 'call_soon');
      // What is left is in debug mode.
      this._checkThread();
    }
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

  /** Creates a handle and queues it; all that is scheduled by callSoon() passes here. */
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

  // One iteration.

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
    const now = this.time();
    // A clock that has run for long is coarser than any resolution it was said to have: what is due now is due.
    const end = Math.max(now + this._clockResolution, now * (1 + Number.EPSILON));
    for (let next = this._scheduled.peek(); next !== undefined && next.when() < end; next = this._scheduled.peek()) {
      this._scheduled.pop();
      next._scheduled = false;
      this._ready.push(next);
    }
  }

  private _runTimed(handle: contract.Handle): void {
    this._currentHandle = handle;
    try {
      runTimed(this, handle);
    } finally {
      this._currentHandle = null;
    }
  }

  // Running, stopping, closing.

  override runForever(): Promise<void> {
    return new Promise((resolve, reject) => {
      this._runForeverSetup();
      new Run(this, resolve, reject).start();
    });
  }

  override async runUntilComplete<T>(future: contract.Awaitable<T>): Promise<T> {
    this._checkClosed();
    this._checkRunning();
    const isNew = !isfuture(future);
    const awaited = ensureFuture(future, { loop: this });
    // Whoever stops the loop early has been told by the error below.
    if (isNew) (awaited as { _logDestroyPending?: boolean })._logDestroyPending = false;
    const stop = (done: contract.Future<T>): void => this._stopAfter(done);
    awaited.addDoneCallback(stop);
    try {
      await this.runForever();
    } catch (error) {
      // The error of a coroutine that nobody else can see has been retrieved: it is the one thrown.
      if (isNew && awaited.done() && !awaited.cancelled()) awaited.exception();
      throw error;
    } finally {
      awaited.removeDoneCallback(stop);
    }
    if (!awaited.done()) throw new RuntimeError('Event loop stopped before Future completed.');
    return awaited.result();
  }

  private _stopAfter(future: contract.Future): void {
    if (!future.cancelled()) {
      const error = future.exception();
      // These end the run by themselves; a stop request would be left over for the next.
      if (error instanceof SystemExit || error instanceof KeyboardInterrupt) return;
    }
    this.stop();
  }

  override stop(): void {
    this._stopping = true;
  }

  override isRunning(): boolean {
    return this._threadId !== null;
  }

  override isClosed(): boolean {
    return this._closed;
  }

  override close(): void {
    if (this.isRunning()) throw new RuntimeError('Cannot close a running event loop');
    this._closed = true;
    this._ready.clear();
    this._scheduled.clear();
  }

  /**
   * Begins a run: a successor that drives itself calls this, then `_runOnce()` until `_stopping`, then the cleanup. The running
   * loop is set until the cleanup; who returns to the host in between unsets it for that long, as {@link Run} does.
   */
  _runForeverSetup(): void {
    this._checkClosed();
    this._checkRunning();
    this._threadId = HOST_THREAD;
    _setRunningLoop(this);
  }

  _runForeverCleanup(): void {
    this._stopping = false;
    this._threadId = null;
    _setRunningLoop(null);
    (this._selector as Partial<HostSelector> | undefined)?.rest?.();
  }

  // Debug mode, and what is refused.

  override getDebug(): boolean {
    return this._debug;
  }

  override setDebug(enabled: boolean): void {
    this._debug = Boolean(enabled);
  }

  _checkClosed(): void {
    if (this._closed) throw new RuntimeError('Event loop is closed');
  }

  _checkRunning(): void {
    if (this.isRunning()) throw new RuntimeError('This event loop is already running');
    if (_getRunningLoop() !== null) throw new RuntimeError('Cannot run the event loop while another loop is running');
  }

  /** Outside the loop's own callbacks stands what in Python is another thread. */
  _checkThread(): void {
    if (this._threadId === null || _getRunningLoop() === this) return;
    throw new RuntimeError('Non-thread-safe operation invoked on an event loop other than the current one');
  }

  _checkCallback(callback: unknown, method: string): void {
    checkCallback(callback, method);
  }

  private _checkSchedulable(callback: unknown, args: unknown, method: string): void {
    if (this._closed) this._checkClosed();
    checkArguments(callback, args, method);
    if (this._debug) this._checkCallback(callback, method);
  }
}
