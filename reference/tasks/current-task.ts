/**
 * Which task is being stepped. Steps of one host never nest in different loops, so one slot is enough; it remembers the
 * loop, because currentTask() may be asked about any.
 */
import { RuntimeError } from '../../spec';
import type { AbstractEventLoop, Task, TaskLike } from '../../spec';
import { _getRunningLoop, getRunningLoop } from '../loop/current-loop';
import { repr } from '../python/repr';

/** `null` stands for no task; any value but `undefined` may be entered. */
let current: TaskLike | null = null;
let currentLoop: AbstractEventLoop | null = null;
/** Whether somebody wants to know which task is entered, and that task. */
let watched = false;
let entered: TaskLike | null = null;

/** asyncio._enter_task(): makes `task` the current one. @throws RuntimeError when another is */
export function _enterTask(loop: AbstractEventLoop, task: TaskLike): void {
  if (task === undefined) throw new TypeError('_enterTask() takes a loop and a task');
  checkRuns(loop);
  if (current !== null) {
    throw new RuntimeError(
      `Cannot enter into task ${repr(task)} while another task ${repr(current)} is being executed.`,
    );
  }
  current = task;
  currentLoop = loop;
  if (watched) entered = task;
}

/** The task, if any, that `action` steps. */
export function taskSteppedBy(action: () => void): TaskLike | null {
  watched = true;
  try {
    action();
    return entered;
  } finally {
    watched = false;
    // A task must not live longer for having been watched.
    entered = null;
  }
}

/** asyncio._leave_task(): the counterpart of `_enterTask()`. */
export function _leaveTask(loop: AbstractEventLoop, task: TaskLike): void {
  if (task === undefined) throw new TypeError('_leaveTask() takes a loop and a task');
  checkRuns(loop);
  if (current !== task || currentLoop !== loop) {
    throw new RuntimeError(`Leaving task ${repr(task)} does not match the current task ${repr(current)}.`);
  }
  current = null;
  currentLoop = null;
}

/** asyncio._swap_current_task(): the current task before. */
export function _swapCurrentTask(loop: AbstractEventLoop, task: TaskLike | null): TaskLike | null {
  checkRuns(loop);
  const before = current;
  current = task ?? null;
  currentLoop = current === null ? null : loop;
  return before;
}

/** asyncio.current_task(): null outside of a task. */
export function currentTask(loop?: AbstractEventLoop | null): Task | null {
  return (loop ?? getRunningLoop()) === currentLoop ? (current as Task | null) : null;
}

function checkRuns(loop: AbstractEventLoop): void {
  if (loop !== _getRunningLoop()) throw new RuntimeError(`loop ${repr(loop)} is not the running loop`);
}
