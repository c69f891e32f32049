/** The text of a task: `<Task pending name='Task-1' coro=<main()> wait_for=<Future pending>>`. */
import { futureInfo } from '../futures/future-repr';
import { repr } from '../python/repr';
import type { TaskState } from './task-state';

export function reprTask(task: TaskState): string {
  const [state, ...rest] = futureInfo(task);
  const words = [
    task.constructor.name,
    task.cancelling() > 0 && !task.done() ? 'cancelling' : (state as string),
    `name=${repr(task.getName())}`,
  ];
  if (task._coro !== null) words.push(`coro=<${coroutineName(task._coro)}>`);
  if (task._futWaiter !== null) words.push(`wait_for=${repr(task._futWaiter)}`);
  return `<${[...words, ...rest].join(' ')}>`;
}

/** A generator does not tell its function's name. */
function coroutineName(coro: object): string {
  const tag: unknown = (coro as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return tag === 'Generator' ? 'generator' : repr(coro);
}
