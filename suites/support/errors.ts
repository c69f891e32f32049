/** Expecting errors by kind. */
import type { Awaitable, Future } from '../../spec';
import { expect, fail } from './expect';

/** A class of errors, abstract or not. */
// Any class of errors will do, whatever its constructor takes.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ErrorClass<E = unknown> = abstract new (...args: any[]) => E;

/** Their `constructor` can be replaced by anybody, and `instanceof` tells their instances. */
const BUILT_IN = new Set<unknown>(
  [Object, Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    ({ prototype }) => prototype,
  ),
);

/** Whether `error` is an instance of `kind`, of this copy of the spec or, by the name of its classes, of another. */
export function isKind<E>(error: unknown, kind: ErrorClass<E>): error is E {
  if (error instanceof kind) return true;
  if (typeof error !== 'object' || error === null) return false;
  for (let proto: unknown = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (BUILT_IN.has(proto)) return false;
    const { constructor } = proto as { constructor?: { name?: unknown } };
    if (constructor?.name === kind.name) return true;
  }
  return false;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);
}

function verify<E>(error: unknown, kind: ErrorClass<E>, what: string): E {
  if (!isKind(error, kind)) fail(`${what} raised ${describe(error)} instead of ${kind.name}`, error);
  expect(error).not.to.equal(undefined);
  return error;
}

/** Calls `action`, which must throw a `kind`; returns the error. */
export function raises<E>(kind: ErrorClass<E>, action: () => unknown, what = 'the call'): E {
  let value: unknown;
  try {
    value = action();
  } catch (error) {
    return verify(error, kind, what);
  }
  fail(`${what} returned ${String(value)} instead of raising ${kind.name}`);
}

/** Awaits `promise` (or the promise `promise()` returns), which must reject with a `kind`; returns the error. */
export async function rejects<E>(
  kind: ErrorClass<E>,
  promise: PromiseLike<unknown> | (() => unknown),
  what = 'the call',
): Promise<E> {
  let value: unknown;
  try {
    value = await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    return verify(error, kind, what);
  }
  fail(`${what} returned ${String(value)} instead of raising ${kind.name}`);
}

/**
 * Inside a coroutine: `yield* raisedBy(kind, () => loop.method())` awaits it, expects a `kind` and returns the error. The call
 * stands in a function, so that it does not matter whether a loop raises there or when it is awaited: which of the two is
 * right, the clauses about coroutine methods say.
 */
export function* raisedBy<E>(
  kind: ErrorClass<E>,
  awaitable: Future | (() => Awaitable),
  what = 'the awaited',
): Generator<unknown, E, unknown> {
  let value: unknown;
  try {
    value = yield* {
      [Symbol.iterator]: () => (typeof awaitable === 'function' ? awaitable() : awaitable)[Symbol.iterator](),
    };
  } catch (error) {
    return verify(error, kind, what);
  }
  fail(`${what} returned ${String(value)} instead of raising ${kind.name}`);
}

/** Python's None comes back as `null` or `undefined`: a procedure must return nothing. */
export function expectNone(value: unknown, what = 'the call'): void {
  if (value !== null && value !== undefined) fail(`${what} returned ${String(value)} instead of None`);
  expect(value ?? null).to.equal(null);
}
