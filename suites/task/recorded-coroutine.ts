/** A coroutine that is no generator: it records what its task asks of it, so that the whole protocol can be compared. */
import type { Coroutine } from '../../spec';

export type Request = readonly [what: 'send' | 'throw' | 'close', ...args: readonly unknown[]];

/** Records each request in `requests` and lets `inner` answer it; None is recorded as `null`. */
export function recorded<T>(requests: Request[], inner: Coroutine<T>): Coroutine<T> {
  const coroutine = {
    next(...args: readonly unknown[]) {
      requests.push(['send', ...(args.length === 0 ? [null] : args.map((value) => value ?? null))]);
      return inner.next(args[0]);
    },
    throw(...args: readonly unknown[]) {
      requests.push(['throw', ...args]);
      return inner.throw(args[0]);
    },
    return(value: T) {
      requests.push(['close']);
      return inner.return(value);
    },
    [Symbol.iterator]() {
      return coroutine;
    },
  };
  return coroutine as unknown as Coroutine<T>;
}

/** Ends at once with `value`. */
export function* returning<T>(value: T): Coroutine<T> {
  yield* [];
  return value;
}

/** Raises `error` in its first step. */
export function* raising(error: unknown): Coroutine<never> {
  yield* [];
  throw error;
}
