/** A coroutine that leaves a trace of what came. */
import { CancelledError, type Coroutine, type Future } from '../../spec';
import { isKind } from '../support';

/** Awaits `future` and leaves what came in `trace`. */
export function* traced(future: Future, trace: unknown[]): Coroutine {
  try {
    const value = yield* future;
    trace.push('value');
    return value;
  } catch (error) {
    trace.push(...(isKind(error, CancelledError) ? ['cancelled', ...error.args] : [error]));
    throw error;
  }
}
