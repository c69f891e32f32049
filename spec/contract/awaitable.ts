/**
 * Coroutines and awaitables. A coroutine is a generator: `send`, `throw`, `close` are `next`, `throw`, `return`;
 * `await x` is `yield* x`; a bare `yield` resumes in the next iteration of the loop.
 */

/**
 * What a Task steps. It yields a Future whose `_asyncioFutureBlocking` is set (that is what `yield* future` does), or
 * `undefined` to be resumed in the next iteration; anything else is an error that the Task throws back into it.
 */
export type Coroutine<T = unknown> = Generator<unknown, T, unknown>;

/** A Future, a Task, a coroutine, or any object whose iterator yields futures: what may stand after `yield*`. */
export interface Awaitable<T = unknown> {
  [Symbol.iterator](): Iterator<unknown, T, unknown>;
}
