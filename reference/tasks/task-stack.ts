/**
 * Task.getStack() and printStack(). The host shows no frames of a suspended generator, so that such a task has one frame,
 * its coroutine; a failed one has the frames of its error.
 */
import type { TaskState } from './task-state';
import { currentHost } from '../loop/current-host';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';

interface StackOptions {
  readonly limit?: number | null;
  readonly file?: unknown;
}

/** Oldest frame first; of a failed task the oldest `limit`. */
export function getStack(task: TaskState, options?: StackOptions): readonly string[] {
  checkOptions(options, 'get_stack()', ['limit', 'file']);
  const limit = options?.limit ?? Infinity;
  return frames(task).slice(0, Math.max(0, limit));
}

function frames(task: TaskState): string[] {
  if (!task.done()) return [repr(task.getCoro())];
  const { _exception: error } = task;
  if (!(error instanceof Error)) return [];
  const lines = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return lines.map((line) => line.trim()).reverse();
}

/** Writes the stack to `file`, anything with write(); to stderr when left out. */
export function printStack(task: TaskState, options?: StackOptions): void {
  const lines = getStack(task, options);
  const { _exception: error } = task;
  const heading = lines.length === 0 ? 'No stack' : error === null ? 'Stack' : 'Traceback';
  const order = lines.length === 0 ? '' : ' (most recent call last):';
  const text = [
    `${heading} for ${repr(task)}${order}`,
    ...lines.map((line) => `  ${line}`),
    ...(error === null ? [] : [repr(error)]),
  ];
  const written = text.join('\n') + '\n';
  const file = (options?.file ?? null) as { write(text: string): unknown } | null;
  if (file === null) currentHost().writeError(written);
  else file.write(written);
}
