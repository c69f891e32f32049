/** asCompleted(): the results of many, first come first served. */
import { TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { ensureFuture } from '../futures/ensure-future';
import { getEventLoop } from '../loop/current-loop';
import { iscoroutine, isfuture } from '../python/coroutine';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';
import { setUnlessDone } from './waiter';

/** An iterator of coroutines: the n-th that is awaited returns the n-th result to come. */
export function asCompleted<T>(
  fs: Iterable<contract.Awaitable<T>>,
  options?: { readonly timeout?: number | null },
): IterableIterator<contract.Coroutine<T>> {
  checkOptions(options, 'asCompleted()', ['timeout']);
  if (isfuture(fs) || iscoroutine(fs)) throw new TypeError(`expect an iterable of futures, not ${repr(fs)}`);
  const loop = getEventLoop();
  const todo = new Set([...new Set(fs)].map((item) => ensureFuture(item, { loop })));
  const arrivals = new Arrivals<contract.Future<T> | null>(loop);
  let timer: contract.TimerHandle | null = null;
  const onDone = (future: contract.Future<T>): void => {
    if (!todo.delete(future)) return;
    arrivals.put(future);
    if (todo.size === 0) timer?.cancel();
  };
  const onTimeout = (): void => {
    for (const future of todo) {
      future.removeDoneCallback(onDone);
      arrivals.put(null);
    }
    todo.clear();
  };
  const count = todo.size;
  for (const future of todo) future.addDoneCallback(onDone);
  const timeout = options?.timeout ?? null;
  if (count > 0 && timeout !== null) timer = loop.callLater(timeout, onTimeout);
  return repeat(count, () => next(arrivals));
}

function* repeat<T>(count: number, make: () => T): Generator<T, void, void> {
  for (let i = 0; i < count; i++) yield make();
}

function* next<T>(arrivals: Arrivals<contract.Future<T> | null>): contract.Coroutine<T> {
  const future = yield* arrivals.take();
  if (future === null) throw new TimeoutError();
  return future.result();
}

/** A queue between callbacks and coroutines. */
class Arrivals<T> {
  readonly #items: T[] = [];
  readonly #takers: contract.Future<null>[] = [];

  constructor(private readonly loop: contract.AbstractEventLoop) {}

  put(item: T): void {
    this.#items.push(item);
    this.#wakeNext();
  }

  *take(): contract.Coroutine<T> {
    while (this.#items.length === 0) {
      const taker = this.loop.createFuture<null>();
      this.#takers.push(taker);
      try {
        yield* taker;
      } catch (error) {
        // Woken and cancelled in the same turn: somebody else has to take the item.
        if (this.#items.length > 0 && !taker.cancelled()) this.#wakeNext();
        throw error;
      }
    }
    return this.#items.shift() as T;
  }

  #wakeNext(): void {
    let taker = this.#takers.shift();
    while (taker?.done() === true) taker = this.#takers.shift();
    if (taker !== undefined) setUnlessDone(taker);
  }
}
