/**
 * All tasks there are, held weakly, so that a lost task can be collected. Weak references are dear, and most tasks end
 * within a turn of the host or two: a new task is held strongly for that long, and only then gets one.
 */
import type { AbstractEventLoop, Task, TaskLike } from '../../spec';
import { getRunningLoop } from '../loop/current-loop';
import { repr } from '../values/repr';

let newborn = new Set<TaskLike>();
let young = new Set<TaskLike>();
const old = new Map<TaskId, WeakRef<TaskLike>>();
/** From a task to its place in {@link old}. */
const ids = new WeakMap<TaskLike, TaskId>();
const collected = new FinalizationRegistry<TaskId>((id) => old.delete(id));
const eager = new Set<TaskLike>();

/** Identifies an old task without holding it. */
class TaskId {}

/** Hears of each task that grows old: the time to attach what only long-lived tasks need. */
export interface AgingTask extends TaskLike {
  _onAging?(): void;
}

let aging = false;

export function _registerTask(task: TaskLike): void {
  if (typeof task !== 'object' && typeof task !== 'function') {
    throw new TypeError(`cannot create weak reference to ${repr(task)}`);
  }
  if (task === null) throw new TypeError('cannot create weak reference to None');
  if (old.size > 0 && ids.has(task)) return;
  newborn.add(task);
  if (!aging) scheduleAging();
}

export function _unregisterTask(task: TaskLike): void {
  if (newborn.delete(task) || young.delete(task) || old.size === 0) return;
  const id = ids.get(task);
  if (id === undefined) return;
  ids.delete(task);
  old.delete(id);
  collected.unregister(id);
}

export function _registerEagerTask(task: TaskLike): void {
  eager.add(task);
}

export function _unregisterEagerTask(task: TaskLike): void {
  eager.delete(task);
}

function scheduleAging(): void {
  aging = true;
  setImmediate(age).unref();
}

/** A turn of the host has passed. */
function age(): void {
  for (const task of young) {
    const id = new TaskId();
    ids.set(task, id);
    old.set(id, new WeakRef(task));
    collected.register(task, id, id);
    (task as AgingTask)._onAging?.();
  }
  young.clear();
  [newborn, young] = [young, newborn];
  aging = false;
  if (young.size > 0) scheduleAging();
}

/** The unfinished tasks of `loop`, or of the running one. */
export function allTasks(loop?: AbstractEventLoop | null): ReadonlySet<Task> {
  const wanted = loop ?? getRunningLoop();
  const found = new Set<Task>();
  const consider = (task: TaskLike): void => {
    if (loopOf(task) === wanted && !task.done()) found.add(task as Task);
  };
  for (const tasks of [eager, newborn, young]) tasks.forEach(consider);
  for (const reference of old.values()) {
    const task = reference.deref();
    if (task !== undefined) consider(task);
  }
  return found;
}

/** A task that offers no getLoop() is asked for `_loop`. */
function loopOf(task: TaskLike): unknown {
  const { getLoop } = task as Partial<TaskLike>;
  return typeof getLoop === 'function' ? getLoop.call(task) : (task as { _loop?: unknown })._loop;
}
