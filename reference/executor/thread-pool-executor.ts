/**
 * ThreadPoolExecutor: runs functions outside the loop. A function is called in a turn of the host of its own, where it stands to
 * the loop as another thread does; when it returns a promise the job lasts until that settles. Only a function made by
 * `workerCall()` goes to a real thread, for it alone can get there.
 */
import { availableParallelism } from 'node:os';
import { RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { ConcurrentFuture } from '../futures/concurrent-future';
import { isPromise } from '../futures/wrap-future';
import { Context } from '../values/context';
import { checkOptions } from '../values/options';
import { workerTarget } from './worker-call';
import { WorkerThread } from './worker-thread';

interface Job {
  readonly future: ConcurrentFuture;
  readonly callback: contract.Callback;
  readonly args: readonly unknown[];
}

export class ThreadPoolExecutor implements contract.Executor {
  readonly #maxWorkers: number;
  readonly #queue: Job[] = [];
  readonly #idleThreads: WorkerThread[] = [];
  #active = 0;
  #shutdown = false;
  #onIdle: (() => void)[] = [];

  constructor(options?: { readonly maxWorkers?: number }) {
    checkOptions(options, 'ThreadPoolExecutor()', ['maxWorkers']);
    const maxWorkers = options?.maxWorkers ?? Math.min(32, availableParallelism() + 4);
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
      this.#endIdleThreads();
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
    setImmediate(() => this.#work());
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
      value = this.#call(job);
    } catch (error) {
      fail(error);
      return;
    }
    if (isPromise(value)) value.then(succeed, fail);
    else succeed(value);
  }

  #call({ callback, args }: Job): unknown {
    const target = workerTarget(callback);
    // A thread has its own context: the caller's variables are not seen.
    if (target === undefined) return new Context().run(callback, [...args]);
    const known = this.#idleThreads.pop();
    const thread = known === undefined || known.dead ? new WorkerThread() : known;
    return thread.run(target, args).finally(() => this.#idleThreads.push(thread));
  }

  #jobDone(): void {
    this.#active -= 1;
    this.#startNext();
    if (!this.#isIdle()) return;
    if (this.#shutdown) this.#endIdleThreads();
    const waiting = this.#onIdle;
    this.#onIdle = [];
    for (const resolve of waiting) resolve();
  }

  #endIdleThreads(): void {
    for (const thread of this.#idleThreads.splice(0)) thread.end().catch(() => {});
  }
}
