/** Calling methods by name, since these tests are about names: what a bare loop answers to each. */
import { NotImplementedError } from '../../spec';
import type { AbstractEventLoop, AsyncioModule, Coroutine } from '../../spec';
import { expect, fail, raises } from '../support';

/** A method and arguments of the right number and kind. */
export type Call = readonly [method: keyof AbstractEventLoop, ...args: readonly unknown[]];

export function call(loop: AbstractEventLoop, [method, ...args]: Call): unknown {
  const methods = loop as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  if (typeof methods[method] !== 'function') fail(`the loop has no method ${method}()`);
  return methods[method](...args);
}

/** Each call raises NotImplementedError at once. */
export function expectPlain(loop: AbstractEventLoop, calls: readonly Call[]): void {
  for (const each of calls) raises(NotImplementedError, () => call(loop, each), `${each[0]}()`);
}

/** Each call returns a coroutine, which raises NotImplementedError when it is stepped. */
export function expectCoroutines(asyncio: AsyncioModule, loop: AbstractEventLoop, calls: readonly Call[]): void {
  for (const each of calls) {
    const coro = call(loop, each);
    expect(asyncio.iscoroutine(coro), `${each[0]}() returns a coroutine`).to.equal(true);
    raises(NotImplementedError, () => (coro as Coroutine).next(), `awaiting ${each[0]}()`);
  }
}

export const callback = (): void => {};
