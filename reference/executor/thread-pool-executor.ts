/**
 * ThreadPoolExecutor: runs functions outside the loop. Only a function made by `workerCall()` goes to a real thread, for it alone
 * can get there; the others are called on the host.
 */
import { availableParallelism } from 'node:os';
import type { Callback } from '../../spec';
import { HostExecutor } from './host-executor';
import { workerTarget } from './worker-call';
import { WorkerThread } from './worker-thread';

/** concurrent.futures.ThreadPoolExecutor, on worker threads. */
export class ThreadPoolExecutor extends HostExecutor {
  readonly #idleThreads: WorkerThread[] = [];

  /** @param options.maxWorkers How many jobs may be under way at a time; 4 more than there are processors when left out. */
  constructor(options?: { readonly maxWorkers?: number }) {
    super(options ?? { maxWorkers: Math.min(32, availableParallelism() + 4) });
  }

  protected override _call(callback: Callback, args: readonly unknown[]): unknown {
    const target = workerTarget(callback);
    if (target === undefined) return super._call(callback, args);
    const known = this.#idleThreads.pop();
    const thread = known === undefined || known.dead ? new WorkerThread() : known;
    return thread.run(target, args).finally(() => this.#idleThreads.push(thread));
  }

  protected override _end(): void {
    for (const thread of this.#idleThreads.splice(0)) thread.end().catch(() => {});
  }
}
