/** What the scheduling methods refuse, in asyncio's words. */
import { iscoroutine, iscoroutinefunction } from '../python/coroutine';
import { repr } from '../python/repr';

/** @throws TypeError unless `value` is a number of seconds. */
export function checkTime(value: unknown, name: string): void {
  if (typeof value !== 'number' || Number.isNaN(value))
    throw new TypeError(`${name} must be a number, got ${repr(value)}`);
}

/** Whether there is a callback, and its arguments, if any, are an array. */
export function isCall(callback: unknown, args: unknown): boolean {
  return callback !== undefined && (args === undefined || Array.isArray(args));
}

/** @throws TypeError when there is no callback, or its arguments are no array. */
export function checkArguments(callback: unknown, args: unknown, method: string): void {
  if (callback === undefined) throw new TypeError(`${method}() missing required argument: 'callback'`);
  if (args !== undefined && !Array.isArray(args)) {
    throw new TypeError(`${method}() takes the arguments as an array, got ${repr(args)}`);
  }
}

/** @throws TypeError for a coroutine, and for what cannot be called. */
export function checkCallback(callback: unknown, method: string): void {
  if (iscoroutine(callback) || iscoroutinefunction(callback)) {
    throw new TypeError(`coroutines cannot be used with ${method}()`);
  }
  if (typeof callback !== 'function') {
    throw new TypeError(`a callable object was expected by ${method}(), got ${repr(callback)}`);
  }
}
