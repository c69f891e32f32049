/**
 * An executor that has no threads. It calls each function in a turn of the host of its own, where it stands to the loop as another
 * thread does; when the function returns a promise the job lasts until that settles.
 */
import { RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { ConcurrentFuture } from '../futures/concurrent-future';
import { isPromise } from '../futures/wrap-future';
import { currentHost } from '../loop/current-host';
import { Context } from '../python/context';
import { checkOptions } from '../python/options';

interface Job {
  readonly future: ConcurrentFuture;
  readonly callback: contract.Callback;
  readonly args: readonly unknown[];
}

/** As many as Python has at the most, since nothing but promises is under way at the same time. */
const MAX_WORKERS = 32;

export class HostExecutor implements contract.Executor {
  readonly #maxWorkers: number;
  readonly #queue: Job[] = [];
  #active = 0;
  #shutdown = false;
  #onIdle: (() => void)[] = [];

  /** @param options.maxWorkers How many jobs may be under way at a time. */
  constructor(options?: { readonly maxWorkers?: number }) {
    checkOptions(options, 'ThreadPoolExecutor()', ['maxWorkers']);
    const maxWorkers = options?.maxWorkers ?? MAX_WORKERS;
    if (!(maxWorkers > 0)) throw new ValueError('max_workers must be greater than 0');
    this.#maxWorkers = maxWorkers;
  }

  submit<A extends readonly unknown[], R>(
    callback: (...args: A) => R,
    args?: Readonly<A>,
  ): contract.ConcurrentFuture<R> {
    if (this.#shutdown) throw new RuntimeError('cannot schedule new futures after shutdown');
    const future = new ConcurrentFuture<R>();
    this.#queue.push({
      future: future as ConcurrentFuture,
      callback: callback as contract.Callback,
      args: args ?? [],
    });
    this.#startNext();
    return future;
  }

  /** Takes no more jobs; with `wait`, the promise resolves when those it has are done. */
  shutdown(options?: { readonly wait?: boolean }): Promise<void> {
    this.#shutdown = true;
    if (options?.wait === false || this.#isIdle()) {
      this._end();
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #isIdle(): boolean {
    return this.#active === 0 && this.#queue.length === 0;
  }

  #startNext(): void {
    if (this.#active >= this.#maxWorkers || this.#queue.length === 0) return;
    this.#active += 1;
    currentHost().afterPoll(() => this.#work());
  }

  #work(): void {
    const job = this.#queue.shift();
    if (job === undefined || !job.future.setRunningOrNotifyCancel()) {
      this.#jobDone();
      return;
    }
    const { future } = job;
    const succeed = (value: unknown): void => {
      future.setResult(value);
      this.#jobDone();
    };
    const fail = (error: unknown): void => {
      future.setException(error);
      this.#jobDone();
    };
    let value: unknown;
    try {
      value = this._call(job.callback, job.args);
    } catch (error) {
      fail(error);
      return;
    }
    if (isPromise(value)) value.then(succeed, fail);
    else succeed(value);
  }

  /** A thread has its own context: the caller's variables are not seen. */
  protected _call(callback: contract.Callback, args: readonly unknown[]): unknown {
    return new Context().run(callback, [...args]);
  }

  /** No job is left, and none will come. */
  protected _end(): void {}

  #jobDone(): void {
    this.#active -= 1;
    this.#startNext();
    if (!this.#isIdle()) return;
    if (this.#shutdown) this._end();
    const waiting = this.#onIdle;
    this.#onIdle = [];
    for (const resolve of waiting) resolve();
  }
}
