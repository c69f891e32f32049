/** A loop for the test of one part: what is scheduled waits until the test runs it, and timers until the test fires them. */
// Parts ask their host for what it is: an entry point installs one, so that each file of tests can be run alone.
import '../../reference';
import { CancelledError, type ExceptionContext } from '../../spec';

interface Scheduled {
  readonly run: () => unknown;
  readonly options: unknown;
  cancelled: boolean;
}

export interface ManualTimer {
  readonly seconds: number;
  readonly late: () => unknown;
  readonly options: unknown;
  cancelled: boolean;
}

/** What futures of the loop have: enough to be waited for by whoever steps a coroutine by hand. */
export interface ManualFuture {
  done(): boolean;
  setResult(value: unknown): void;
  setException(error: unknown): void;
  cancel(): void;
  readonly outcome: unknown;
  [Symbol.iterator](): Generator<unknown, unknown>;
}

export class ManualLoop {
  readonly reports: ExceptionContext[] = [];
  /** What callbacks threw. */
  readonly faults: unknown[] = [];
  readonly timers: ManualTimer[] = [];
  /** The options of each callback that was scheduled. */
  readonly schedules: unknown[] = [];
  closed = false;
  debug = false;
  #ready: Scheduled[] = [];
  readonly _selector = {
    post: (handle: { _run(): void }): void => {
      this._addCallback(handle);
    },
  };

  /** As whatever loop a part asks for: it finds here what it needs. */
  get asLoop(): never {
    return this as never;
  }
  get waiting(): number {
    return this.#ready.length;
  }

  /** One iteration: what is scheduled meanwhile waits for the next. */
  turn(): void {
    const ready = this.#ready;
    this.#ready = [];
    for (const one of ready) {
      if (one.cancelled) continue;
      try {
        one.run();
      } catch (error) {
        this.faults.push(error);
      }
    }
  }
  /** Iterations until nothing is scheduled. */
  run(): void {
    for (let turns = 0; this.#ready.length > 0; turns++) {
      if (turns > 1000) throw new Error('the loop never comes to rest');
      this.turn();
    }
  }

  callSoon(callback: (...args: unknown[]) => unknown, args: readonly unknown[] = [], options: unknown = {}): object {
    this.schedules.push(options);
    return this.#schedule(() => callback(...args), options);
  }
  callSoonThreadsafe(callback: () => unknown): object {
    return this.callSoon(callback);
  }
  callLater(seconds: number, late: () => unknown, _args: readonly unknown[] = [], options: unknown = {}): object {
    const timer: ManualTimer = { seconds, late, options, cancelled: false };
    this.timers.push(timer);
    return { cancel: () => (timer.cancelled = true) };
  }
  _addCallback(handle: { _run(): void }): void {
    this.#schedule(() => {
      handle._run();
    }, {});
  }

  #schedule(run: () => unknown, options: unknown): object {
    const one: Scheduled = { run, options, cancelled: false };
    this.#ready.push(one);
    return { cancel: () => (one.cancelled = true) };
  }

  callExceptionHandler(context: ExceptionContext): void {
    this.reports.push(context);
  }
  getDebug(): boolean {
    return this.debug;
  }
  isClosed(): boolean {
    return this.closed;
  }
  _checkClosed(): void {
    if (this.closed) throw new Error('the loop is closed');
  }

  createFuture(): ManualFuture {
    let outcome: { readonly value?: unknown; readonly error?: unknown } | null = null;
    return {
      done: () => outcome !== null,
      setResult: (value) => (outcome = { value }),
      setException: (error) => (outcome = { error }),
      cancel: () => (outcome ??= { error: new CancelledError() }),
      get outcome() {
        return outcome;
      },
      *[Symbol.iterator](): Generator<unknown, unknown> {
        while (outcome === null) yield 'waits';
        if (outcome.error !== undefined) throw outcome.error;
        return outcome.value;
      },
    };
  }
}
