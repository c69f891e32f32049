/**
 * Task.getStack() and printStack(). The host shows no frames of a suspended generator, so that such a task has one frame,
 * its coroutine; a failed one has the frames of its error.
 */
import type { Task } from './task';
import { checkOptions } from '../values/options';
import { repr } from '../values/repr';

interface StackOptions {
  readonly limit?: number | null;
  readonly file?: unknown;
}

/** Oldest frame first; of a failed task the oldest `limit`. */
export function getStack(task: Task, options?: StackOptions): readonly string[] {
  checkOptions(options, 'get_stack()', ['limit', 'file']);
  const limit = options?.limit ?? Infinity;
  return frames(task).slice(0, Math.max(0, limit));
}

function frames(task: Task): string[] {
  if (!task.done()) return [repr(task.getCoro())];
  const { _exception: error } = task;
  if (!(error instanceof Error)) return [];
  const lines = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return lines.map((line) => line.trim()).reverse();
}

/** Writes the stack to `file`, anything with write(); to stderr when left out. */
export function printStack(task: Task, options?: StackOptions): void {
  const lines = getStack(task, options);
  const { _exception: error } = task;
  const heading = lines.length === 0 ? 'No stack' : error === null ? 'Stack' : 'Traceback';
  const order = lines.length === 0 ? '' : ' (most recent call last):';
  const text = [
    `${heading} for ${repr(task)}${order}`,
    ...lines.map((line) => `  ${line}`),
    ...(error === null ? [] : [repr(error)]),
  ];
  const file = (options?.file ?? process.stderr) as { write(text: string): unknown };
  file.write(text.join('\n') + '\n');
}
