/** Telling coroutines and futures from other values, by what they can do rather than by their class. */
import type { Coroutine } from '../../spec';

const GeneratorFunction = Object.getPrototypeOf(function* () {}) as { readonly prototype: object };

/** A generator of this realm. Asked before anything else, since a property is slow to read where each function's objects differ. */
function isGenerator(value: unknown): boolean {
  return Object.prototype.isPrototypeOf.call(GeneratorFunction.prototype, value as object);
}

/** A generator, or an object with a generator's methods. */
export function iscoroutine(value: unknown): value is Coroutine {
  if (isGenerator(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { next, throw: throw_, return: return_, [Symbol.iterator]: iterate } = value as Partial<Generator>;
  const isFunction = typeof next === 'function' && typeof throw_ === 'function' && typeof return_ === 'function';
  return isFunction && typeof iterate === 'function';
}

/** A generator function. */
export function iscoroutinefunction(value: unknown): boolean {
  return typeof value === 'function' && Object.prototype.isPrototypeOf.call(GeneratorFunction, value);
}

/** Whether `value` declares `_asyncioFutureBlocking`; `null` opts out. */
export function isfuture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { _asyncioFutureBlocking: marker } = value as { _asyncioFutureBlocking?: unknown };
  return marker !== undefined && marker !== null;
}

/** Whether `value` may stand after `yield*`: it iterates, and is no collection. */
export function isawaitable(value: unknown): value is { [Symbol.iterator](): Iterator<unknown> } {
  if (typeof value !== 'object' || value === null) return false;
  if (typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== 'function') return false;
  return !(Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set);
}

const ENDED: unique symbol = Symbol('ended');

/**
 * A generator that has ended answers next() with `undefined` for ever, where a Python coroutine objects to being awaited
 * again. So the task that ends one marks it; a third party's coroutine may be reusable and is left alone.
 */
export function markEnded(coro: Coroutine): void {
  if (isGenerator(coro) || isOfAnotherRealm(coro)) (coro as { [ENDED]?: boolean })[ENDED] = true;
}

function isOfAnotherRealm(coro: Coroutine): boolean {
  return (coro as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Generator';
}

export function hasEnded(coro: Coroutine): boolean {
  return (coro as { [ENDED]?: boolean })[ENDED] === true;
}
