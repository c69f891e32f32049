/**
 * Part of BaseEventLoop: asynchronous generators. The host has no hooks that tell of them, so that whoever drives one calls the
 * two methods here: one with an `aclose()` coroutine of the kit's kind, or the host's own with `return()`.
 */
import { CancelledError } from '../../spec';
import type * as contract from '../../spec';
import { gather } from '../combinators/gather';
import { wrapFuture } from '../futures/wrap-future';
import { repr } from '../values/repr';
import { TaskLoop } from './task-loop';

export interface AsyncGeneratorLike {
  aclose?(): contract.Awaitable;
  return?(value?: unknown): PromiseLike<unknown>;
}

export abstract class AsyncgenLoop extends TaskLoop {
  readonly _asyncgens = new Set<AsyncGeneratorLike>();
  _asyncgensShutdownCalled = false;

  /** To be called at the first iteration of `agen`. */
  _asyncgenFirstiterHook(agen: AsyncGeneratorLike): void {
    if (this._asyncgensShutdownCalled) {
      process.emitWarning(
        `asynchronous generator ${repr(agen)} was scheduled after loop.shutdown_asyncgens() call`,
        'ResourceWarning',
      );
    }
    this._asyncgens.add(agen);
  }

  /** To be called when `agen` has been lost before its end. */
  _asyncgenFinalizerHook(agen: AsyncGeneratorLike): void {
    this._asyncgens.delete(agen);
    if (this.isClosed()) return;
    this.callSoonThreadsafe(() => {
      this.createTask(this.#close(agen));
    });
  }

  override *shutdownAsyncgens(): contract.Coroutine<void> {
    this._asyncgensShutdownCalled = true;
    const open = [...this._asyncgens];
    if (open.length === 0) return;
    this._asyncgens.clear();
    const results: readonly unknown[] = yield* gather(
      open.map((agen) => this.#close(agen)),
      { returnExceptions: true },
    );
    for (const [index, result] of results.entries()) {
      if (!(result instanceof Error) || result instanceof CancelledError) continue;
      const agen = open[index];
      this.callExceptionHandler({
        message: `an error occurred during closing of asynchronous generator ${repr(agen)}`,
        exception: result,
        asyncgen: agen,
      });
    }
  }

  *#close(agen: AsyncGeneratorLike): contract.Coroutine<void> {
    if (typeof agen.aclose === 'function') yield* agen.aclose() as contract.Coroutine;
    else if (typeof agen.return === 'function') yield* wrapFuture(agen.return(), { loop: this });
  }
}
