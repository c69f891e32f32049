/** An executor of the test's own: it records what it is given and ends the jobs when the test says so. */
import type { AsyncioModule, ConcurrentFuture } from '../../spec';

export interface Job {
  readonly callback: unknown;
  readonly args: readonly unknown[];
  readonly future: ConcurrentFuture;
}

export class StubExecutor {
  readonly jobs: Job[] = [];

  constructor(private readonly asyncio: AsyncioModule) {}

  submit(callback: unknown, args: readonly unknown[] = []): ConcurrentFuture {
    const future = new this.asyncio.ConcurrentFuture();
    this.jobs.push({ callback, args, future });
    return future;
  }

  shutdown(): void {}
}

/** A pool whose submit() is replaced: loops accept it as their default, and no thread is started. */
export function stubPool(asyncio: AsyncioModule): { readonly pool: never; readonly used: unknown[] } {
  const pool = new asyncio.ThreadPoolExecutor({ maxWorkers: 1 });
  const used: unknown[] = [];
  pool.submit = ((callback: unknown) => {
    used.push(callback);
    const future = new asyncio.ConcurrentFuture();
    future.setResult('from the stub');
    return future;
  }) as never;
  return { pool: pool as never, used };
}
