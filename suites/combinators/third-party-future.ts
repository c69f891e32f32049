/** A future of a third party: it inherits nothing, and has what gather() and wait() ask for, and records it. */
import { CancelledError } from '../../spec';
import type { AbstractEventLoop } from '../../spec';

type Outcome = { readonly value: unknown } | { readonly error: unknown } | 'cancelled';
type Listener = (future: ThirdPartyFuture) => unknown;

export class ThirdPartyFuture {
  _asyncioFutureBlocking = false;
  _cancelMessage: unknown = null;
  readonly _sourceTraceback = null;
  readonly added: Listener[] = [];
  readonly removed: Listener[] = [];
  readonly cancelMessages: unknown[] = [];
  #outcome: Outcome | undefined;

  constructor(private readonly loop: AbstractEventLoop) {}

  /** What create_task() calls on the outcome of a factory, in some versions. */
  setName(): void {}
  getLoop(): AbstractEventLoop {
    return this.loop;
  }
  done(): boolean {
    return this.#outcome !== undefined;
  }
  cancelled(): boolean {
    return this.#outcome === 'cancelled';
  }
  result(): unknown {
    if (this.#outcome === 'cancelled') throw this._makeCancelledError();
    const outcome = this.#outcome as { value?: unknown; error?: unknown };
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
  exception(): unknown {
    if (this.#outcome === 'cancelled') throw this._makeCancelledError();
    return (this.#outcome as { error?: unknown }).error ?? null;
  }
  addDoneCallback(callback: Listener): void {
    this.added.push(callback);
    if (this.done()) this.loop.callSoon(() => callback(this));
  }
  removeDoneCallback(callback: Listener): number {
    this.removed.push(callback);
    return 1;
  }
  cancel(message?: unknown): boolean {
    if (this.done()) return false;
    this.cancelMessages.push(message);
    this.finish('cancelled');
    return true;
  }
  _makeCancelledError(): unknown {
    return new CancelledError();
  }

  finish(outcome: Outcome): void {
    this.#outcome = outcome;
    for (const callback of this.added) {
      if (!this.removed.includes(callback)) this.loop.callSoon(() => callback(this));
    }
  }

  *[Symbol.iterator](): Generator<unknown, unknown> {
    if (!this.done()) {
      this._asyncioFutureBlocking = true;
      yield this;
    }
    return this.result();
  }
}
