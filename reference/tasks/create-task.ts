/** asyncio.createTask(): a task of the running loop. */
import type * as contract from '../../spec';
import { getRunningLoop } from '../loop/current-loop';

/** @throws RuntimeError when no loop runs. */
export function createTask<T>(coro: contract.Coroutine<T>, options?: contract.CreateTaskOptions): contract.Task<T> {
  return getRunningLoop().createTask(coro, options);
}
