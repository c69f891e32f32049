/** Replacing methods of the reference's own classes for as long as an attempt lasts; then they are as they were. */
import type { AbstractEventLoop, Callback, Context, Coroutine, Future } from '../../../spec';

/** The method that was replaced, bound to its object. */
export type Sound = (...args: readonly unknown[]) => unknown;

/** Methods by name; each gets the sound one, then the arguments. */
export type Replaced<This> = Readonly<Record<PropertyKey, (this: This, sound: Sound, ...args: never[]) => unknown>>;

/** @returns what puts the methods back. */
export function replaceMethods<This>(prototype: object, replaced: Replaced<This>): () => void {
  const before = new Map<PropertyKey, PropertyDescriptor | undefined>();
  for (const name of Reflect.ownKeys(replaced)) {
    const replacement = replaced[name] as (this: unknown, ...args: unknown[]) => unknown;
    const sound = Reflect.get(prototype, name) as (this: unknown, ...args: readonly unknown[]) => unknown;
    before.set(name, Object.getOwnPropertyDescriptor(prototype, name));
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value: function (this: unknown, ...args: unknown[]): unknown {
        return Reflect.apply(replacement, this, [
          (...given: readonly unknown[]) => Reflect.apply(sound, this, given),
          ...args,
        ]);
      },
    });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(prototype, name);
      else Object.defineProperty(prototype, name, descriptor);
    }
  };
}

/** What a fault may need of the reference's Future, its private members included. */
export interface FutureInside {
  _state: string;
  _result: unknown;
  _exception: unknown;
  _cancelMessage: unknown;
  _logTraceback: boolean;
  _asyncioFutureBlocking: boolean;
  readonly _loop: AbstractEventLoop;
  _callbacks: { readonly callback: Callback; readonly context: Context }[] | null;
  done(): boolean;
  cancelled(): boolean;
  cancel(message?: unknown): boolean;
  exception(): unknown;
  result(): unknown;
  _fail(error: unknown): void;
}

/** Likewise of its Task. */
export interface TaskInside extends FutureInside {
  _mustCancel: boolean;
  _started: boolean;
  _futWaiter: Future | null;
  _coro: Coroutine | null;
  _numCancelsRequested: number;
  _name: string | number;
  readonly _context: Context;
  readonly _resume: () => void;
  _advance(failed: boolean, error: unknown): void;
  _endWithError(error: unknown): void;
}

/** Another object that is as good as the error, but not the same. */
export function copyOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  return Object.assign(Object.create(Object.getPrototypeOf(error) as object) as object, error);
}

export function throwingCopy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    throw copyOf(error);
  }
}

/** Calls the callbacks where they would be scheduled. */
export function callInline(own: FutureInside): void {
  const { _callbacks: callbacks } = own;
  own._callbacks = null;
  for (const { callback, context } of callbacks ?? []) context.run(() => callback(own));
}
