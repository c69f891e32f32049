/** What a coroutine may yield to its task: a future that `yield*` has marked, and belongs to the task's loop. */
import { RuntimeError } from '../../spec';
import type { AbstractEventLoop, Future } from '../../spec';
import { futureLoop } from '../futures/future-loop';
import { iscoroutine, isfuture } from '../python/coroutine';
import { repr } from '../python/repr';

/** What is asked of the task that was handed the value. */
interface WaitingTask {
  readonly _loop: AbstractEventLoop;
}

/** The error to throw into the coroutine, or `null` when `yielded` can be waited for. */
export function whyNotAwaitable(task: WaitingTask, yielded: unknown): RuntimeError | null {
  if (!isfuture(yielded)) {
    return new RuntimeError(
      iscoroutine(yielded)
        ? `yield was used instead of yield* for generator in task ${repr(task)} with ${repr(yielded)}`
        : `Task got bad yield: ${repr(yielded)}`,
    );
  }
  const future = yielded as Future;
  if (futureLoop(future) !== task._loop) {
    return new RuntimeError(`Task ${repr(task)} got Future ${repr(future)} attached to a different loop`);
  }
  if (!future._asyncioFutureBlocking) {
    return new RuntimeError(`yield was used instead of yield* in task ${repr(task)} with ${repr(future)}`);
  }
  if ((future as unknown) === task) return new RuntimeError(`Task cannot await on itself: ${repr(task)}`);
  return null;
}
