/** Factories of tasks that start inside createTask(). */
import type * as contract from '../../spec';
import { Task } from './task';

type Constructor = (
  coro: contract.Coroutine,
  options: contract.CreateTaskOptions & { readonly loop: contract.AbstractEventLoop },
) => contract.Future;

/** A factory for setTaskFactory() that asks `constructor` for eager tasks. */
export function createEagerTaskFactory(constructor: Constructor): contract.TaskFactory {
  return function eagerTaskFactory(loop, coro, options) {
    return constructor(coro, { ...options, loop, eagerStart: options?.eagerStart ?? true });
  };
}

/** asyncio.eager_task_factory(): the first step runs at once. */
export const eagerTaskFactory: contract.TaskFactory = createEagerTaskFactory(
  (coro, options) => new Task(coro, options),
);
