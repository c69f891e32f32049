/** wait(): waits for some futures and never cancels them. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { getRunningLoop } from '../loop/current-loop';
import { iscoroutine, isfuture } from '../python/coroutine';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';
import { setUnlessDone } from './waiter';

const CHOICES: readonly contract.ReturnWhen[] = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED'];

/** asyncio.wait(): the futures that are done, and the others; a timeout is in seconds. */
export function* wait<T>(
  fs: Iterable<contract.Future<T>>,
  options?: { readonly timeout?: number | null; readonly returnWhen?: contract.ReturnWhen },
): contract.Coroutine<contract.WaitResult<T>> {
  checkOptions(options, 'wait()', ['timeout', 'returnWhen']);
  if (isfuture(fs) || iscoroutine(fs)) throw new TypeError(`expect a list of futures, not ${repr(fs)}`);
  const futures = new Set(fs);
  if (futures.size === 0) throw new ValueError('Set of Tasks/Futures is empty.');
  const returnWhen = options?.returnWhen ?? 'ALL_COMPLETED';
  if (!CHOICES.includes(returnWhen)) throw new ValueError(`Invalid return_when value: ${repr(returnWhen)}`);
  for (const future of futures) {
    if (!isfuture(future)) throw new TypeError('Passing coroutines is forbidden, use tasks explicitly.');
  }
  yield* waitUntil(futures, options?.timeout ?? null, returnWhen);
  const done = new Set([...futures].filter((future) => future.done()));
  return [done, new Set([...futures].filter((future) => !done.has(future)))];
}

/** Returns when enough of `futures` are done, or time is up. */
function* waitUntil(
  futures: ReadonlySet<contract.Future>,
  timeout: number | null,
  returnWhen: contract.ReturnWhen,
): contract.Coroutine<void> {
  const isEnough = (future: contract.Future): boolean => {
    if (returnWhen === 'FIRST_COMPLETED') return true;
    if (returnWhen === 'ALL_COMPLETED' || future.cancelled()) return false;
    const error = future.exception();
    return error !== null && error !== undefined;
  };
  const all = [...futures];
  const loop = getRunningLoop();
  // Futures that are done already are counted by their callbacks too, which come in the next turn.
  let left = all.length;
  const waiter = loop.createFuture<null>();
  const timer = timeout === null ? null : loop.callLater(timeout, () => setUnlessDone(waiter));
  const onDone = (future: contract.Future): void => {
    left -= 1;
    if (left === 0 || isEnough(future)) setUnlessDone(waiter);
  };
  for (const future of futures) future.addDoneCallback(onDone);
  try {
    yield* waiter;
  } finally {
    timer?.cancel();
    for (const future of futures) future.removeDoneCallback(onDone);
  }
}
