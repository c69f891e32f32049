/** Debug mode: which callback took long. */
import type { AbstractEventLoop, Handle } from '../../spec';
import { logger } from '../python/logger';
import { taskSteppedBy } from '../tasks/current-task';

/** Runs `handle`, and logs a warning when that took `loop.slowCallbackDuration` seconds or more. */
export function runTimed(loop: AbstractEventLoop, handle: Handle): void {
  const start = loop.time();
  const task = taskSteppedBy(() => handle._run());
  const taken = loop.time() - start;
  if (taken < loop.slowCallbackDuration) return;
  // A step of a task is named after the task.
  logger.warning(`Executing ${(task ?? handle).toString()} took ${taken.toFixed(3)} seconds`);
}
