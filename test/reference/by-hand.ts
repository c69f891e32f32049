/** Coroutines that are stepped by hand, without a loop. */
import type { Coroutine } from '../../spec';

/** What a coroutine that never waits returns. */
export function result<T>(coroutine: Coroutine<T>): T {
  const { done, value } = coroutine.next();
  if (done !== true) throw new Error('it waits');
  return value;
}

/** What `action` throws, or else the text 'nothing'. */
export function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return 'nothing';
}
