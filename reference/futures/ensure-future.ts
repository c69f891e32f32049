/** Making a future of anything that can be awaited. */
import { RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { getEventLoop } from '../loop/current-loop';
import { futureLoop } from './future-loop';
import { isawaitable, iscoroutine, isfuture } from '../python/coroutine';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';

/** A future as it is; a coroutine, or what has to be iterated for one, as a task of the loop. */
export function ensureFuture<T>(
  value: contract.Awaitable<T>,
  options?: { readonly loop?: contract.AbstractEventLoop | null },
): contract.Future<T> {
  checkOptions(options, 'ensureFuture()', ['loop']);
  const loop = options?.loop ?? null;
  if (isfuture(value)) {
    const future = value as contract.Future<T>;
    if (loop !== null && loop !== futureLoop(future)) {
      throw new ValueError('The future belongs to a different loop than the one specified as the loop argument');
    }
    return future;
  }
  const given = iscoroutine(value);
  const coro = given ? (value as contract.Coroutine<T>) : wrapAwaitable(value);
  const owner = loop ?? getEventLoop();
  try {
    return owner.createTask(coro);
  } catch (error) {
    // A closed loop will never run it.
    if (given && error instanceof RuntimeError) coro.return(undefined as T);
    throw error;
  }
}

function wrapAwaitable<T>(value: contract.Awaitable<T>): contract.Coroutine<T> {
  if (!isawaitable(value)) {
    throw new TypeError(`An asyncio.Future, a coroutine or an awaitable is required, got ${repr(value)}`);
  }
  return drive(value);
}

function* drive<T>(awaitable: contract.Awaitable<T>): contract.Coroutine<T> {
  return (yield* awaitable as Iterable<unknown>) as T;
}
