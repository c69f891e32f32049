/**
 * Part of BaseEventLoop: asynchronous generators. The host has no hooks that tell of them, so that whoever drives one calls the
 * loop's: one with an `aclose()` coroutine of the kit's kind, or the host's own with `return()`.
 */
import { CancelledError } from '../../spec';
import type * as contract from '../../spec';
import { gather } from '../combinators/gather';
import { wrapFuture } from '../futures/wrap-future';
import { repr } from '../python/repr';
import { currentHost } from './current-host';

export interface AsyncGeneratorLike {
  aclose?(): contract.Awaitable;
  return?(value?: unknown): PromiseLike<unknown>;
}

export class Asyncgens {
  /** Those that have begun and were neither closed nor lost. */
  readonly open = new Set<AsyncGeneratorLike>();
  readonly #loop: contract.AbstractEventLoop;
  #shutdownCalled = false;

  constructor(loop: contract.AbstractEventLoop) {
    this.#loop = loop;
  }

  /** `agen` makes its first iteration. */
  begin(agen: AsyncGeneratorLike): void {
    if (this.#shutdownCalled) {
      currentHost().warn(
        `asynchronous generator ${repr(agen)} was scheduled after loop.shutdown_asyncgens() call`,
        'ResourceWarning',
      );
    }
    this.open.add(agen);
  }

  /** `agen` has been lost before its end: a task closes it, unless the loop is closed. */
  lose(agen: AsyncGeneratorLike): void {
    this.open.delete(agen);
    if (this.#loop.isClosed()) return;
    this.#loop.callSoonThreadsafe(() => {
      this.#loop.createTask(this.#close(agen));
    });
  }

  /** Closes all that are open; what fails is reported. */
  *shutdown(): contract.Coroutine<void> {
    this.#shutdownCalled = true;
    const open = [...this.open];
    if (open.length === 0) return;
    this.open.clear();
    const results: readonly unknown[] = yield* gather(
      open.map((agen) => this.#close(agen)),
      { returnExceptions: true },
    );
    for (const [index, result] of results.entries()) {
      if (!(result instanceof Error) || result instanceof CancelledError) continue;
      const agen = open[index];
      this.#loop.callExceptionHandler({
        message: `an error occurred during closing of asynchronous generator ${repr(agen)}`,
        exception: result,
        asyncgen: agen,
      });
    }
  }

  *#close(agen: AsyncGeneratorLike): contract.Coroutine<void> {
    if (typeof agen.aclose === 'function') yield* agen.aclose() as contract.Coroutine;
    else if (typeof agen.return === 'function') yield* wrapFuture(agen.return(), { loop: this.#loop });
  }
}
