/** Part of BaseEventLoop: running, stopping and closing. */
import { KeyboardInterrupt, RuntimeError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { ensureFuture } from '../futures/ensure-future';
import { isfuture } from '../values/coroutine';
import { _getRunningLoop, _setRunningLoop } from './current-loop';
import { IteratingLoop } from './iterating-loop';
import { Run } from './run';

export abstract class RunningLoop extends IteratingLoop {
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

  _checkRunning(): void {
    if (this.isRunning()) throw new RuntimeError('This event loop is already running');
    if (_getRunningLoop() !== null) throw new RuntimeError('Cannot run the event loop while another loop is running');
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
  }
}

/** The host's one thread. */
const HOST_THREAD = 1;
