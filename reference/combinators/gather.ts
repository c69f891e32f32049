/** gather(): one future for the results of many. */
import { CancelledError } from '../../spec';
import type * as contract from '../../spec';
import { failFuture } from '../futures/chain-future';
import { ensureFuture } from '../futures/ensure-future';
import { Future } from '../futures/future';
import { getEventLoop } from '../loop/current-loop';
import { futureLoop } from '../futures/future-loop';
import { checkOptions } from '../python/options';

/** What gather() asks of a child besides the public protocol. */
interface Child<T> extends contract.Future<T> {
  _makeCancelledError(): unknown;
  _logDestroyPending?: boolean;
}

/** Cancelling it cancels the children; it ends when they have. */
class GatheringFuture<T> extends Future<readonly T[]> {
  cancelRequested = false;

  constructor(
    private readonly children: readonly contract.Future<T>[],
    loop: contract.AbstractEventLoop,
  ) {
    super({ loop });
  }

  override cancel(message?: unknown): boolean {
    if (this.done()) return false;
    // Every child is asked, not only those up to the first that accepts.
    const accepted = this.children.map((child) => child.cancel(message));
    if (accepted.includes(true)) this.cancelRequested = true;
    return this.cancelRequested && accepted.includes(true);
  }
}

/** asyncio.gather(): the results in the order of the awaitables. */
export function gather<T>(
  aws: readonly contract.Awaitable<T>[],
  options?: { readonly returnExceptions?: boolean },
): contract.GatheringFuture<T> {
  checkOptions(options, 'gather()', ['returnExceptions']);
  if (aws.length === 0) {
    const empty = getEventLoop().createFuture<readonly T[]>();
    empty.setResult([]);
    return empty;
  }
  const { children, loop } = adopt(aws);
  const outer = new GatheringFuture(children, loop);
  const distinct = new Set(children);
  const collector = new Collector(outer, children, distinct.size, options?.returnExceptions === true);
  const done = [...distinct].filter((child) => child.done());
  for (const child of distinct) {
    if (!done.includes(child)) child.addDoneCallback((ended) => collector.childDone(ended as Child<T>));
  }
  for (const child of done) collector.childDone(child);
  return outer;
}

/** The children's futures, one for equal arguments; the first says whose loop it is. */
function adopt<T>(aws: readonly contract.Awaitable<T>[]): {
  children: readonly Child<T>[];
  loop: contract.AbstractEventLoop;
} {
  let loop: contract.AbstractEventLoop | null = null;
  const futures = new Map<contract.Awaitable<T>, Child<T>>();
  for (const arg of aws) {
    if (futures.has(arg)) continue;
    const future = ensureFuture(arg, { loop }) as Child<T>;
    loop ??= futureLoop(future);
    // Nobody else knows this task: its errors and its loss are gather's business.
    if ((future as unknown) !== arg) future._logDestroyPending = false;
    futures.set(arg, future);
  }
  return { children: aws.map((arg) => futures.get(arg) as Child<T>), loop: loop as contract.AbstractEventLoop };
}

/** Counts the children that are done, and ends the outer future. */
class Collector<T> {
  #finished = 0;

  constructor(
    private readonly outer: GatheringFuture<T>,
    private readonly children: readonly Child<T>[],
    private readonly count: number,
    private readonly returnExceptions: boolean,
  ) {}

  childDone(child: Child<T>): void {
    this.#finished += 1;
    if (this.outer.done()) {
      // Too late to tell anybody, but retrieved.
      if (!child.cancelled()) child.exception();
      return;
    }
    if (!this.returnExceptions) {
      const error = child.cancelled() ? child._makeCancelledError() : child.exception();
      if (error !== null && error !== undefined) {
        failFuture(this.outer, error);
        return;
      }
    }
    if (this.#finished < this.count) return;
    const results = this.children.map(outcome);
    if (this.outer.cancelRequested) failFuture(this.outer, child._makeCancelledError());
    else this.outer.setResult(results as T[]);
  }
}

function outcome(child: Child<unknown>): unknown {
  if (child.cancelled()) return new CancelledError(child._cancelMessage ?? '');
  return child.exception() ?? child.result();
}
