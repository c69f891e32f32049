/**
 * All tasks there are, held weakly, so that a lost task can be collected. Weak references are dear, and most tasks end
 * within a turn of the host or two: a new task is held strongly for that long, and only then gets one.
 */
import type { AbstractEventLoop, Task, TaskLike } from '../../spec';
import { currentHost } from '../loop/current-host';
import { getRunningLoop } from '../loop/current-loop';
import { repr } from '../python/repr';
import { YoungTasks } from './young-tasks';

/** A class whose tasks keep their place themselves: a field is quicker than a map. */
export interface PlacedTask {
  _place: number;
  /** Called once the task has grown old: the time for what only a long-lived task needs. */
  _onAging(): void;
}

const NOWHERE = -1;
/** The turn of the host, counted while there are new tasks. */
let turn = 0;
let aging = false;

const young = new YoungTasks<TaskLike>();
const placesOfOthers = new WeakMap<TaskLike, number>();
const eager = new Set<TaskLike>();

/** Identifies an old task without holding it. */
class TaskId {}
const old = new Map<TaskId, WeakRef<TaskLike>>();
const ids = new WeakMap<TaskLike, TaskId>();
const collected = new FinalizationRegistry<TaskId>((id) => old.delete(id));

let placed: abstract new (...args: never[]) => TaskLike & PlacedTask;

/** Tells the registry the class; a third party's tasks are asked nothing, not even this. */
export function placeTasksOf(taskClass: typeof placed): void {
  placed = taskClass;
}

/** asyncio._register_task(): `allTasks()` knows it from now on. */
export function _registerTask(task: TaskLike): void {
  if ((typeof task !== 'object' && typeof task !== 'function') || task === null) {
    throw new TypeError(`cannot create weak reference to ${repr(task)}`);
  }
  if (placeOf(task) !== NOWHERE || (old.size > 0 && ids.has(task))) return;
  setPlace(task, young.add(task, turn));
  if (!aging) scheduleAging();
}

/** asyncio._unregister_task(). */
export function _unregisterTask(task: TaskLike): void {
  const place = placeOf(task);
  if (place !== NOWHERE) {
    young.remove(place);
    setPlace(task, NOWHERE);
  } else if (old.size > 0) {
    forgetOld(task);
  }
}

/** asyncio._register_eager_task(). */
export function _registerEagerTask(task: TaskLike): void {
  eager.add(task);
}

/** asyncio._unregister_eager_task(). */
export function _unregisterEagerTask(task: TaskLike): void {
  eager.delete(task);
}

function placeOf(task: TaskLike): number {
  return task instanceof placed ? task._place : (placesOfOthers.get(task) ?? NOWHERE);
}

function setPlace(task: TaskLike, place: number): void {
  if (task instanceof placed) task._place = place;
  else if (place === NOWHERE) placesOfOthers.delete(task);
  else placesOfOthers.set(task, place);
}

function forgetOld(task: TaskLike): void {
  const id = ids.get(task);
  if (id === undefined) return;
  ids.delete(task);
  old.delete(id);
  collected.unregister(id);
}

function scheduleAging(): void {
  aging = true;
  currentHost().eventually(age);
}

/** A turn of the host has passed: what has seen one before is old. */
function age(): void {
  young.takeOlderThan(turn, (task) => {
    setPlace(task, NOWHERE);
    const id = new TaskId();
    ids.set(task, id);
    old.set(id, new WeakRef(task));
    collected.register(task, id, id);
    if (task instanceof placed) task._onAging();
  });
  turn += 1;
  aging = false;
  if (young.size > 0) scheduleAging();
}

/** The unfinished tasks of `loop`, or of the running one. */
export function allTasks(loop?: AbstractEventLoop | null): ReadonlySet<Task> {
  const wanted = loop ?? getRunningLoop();
  const found = new Set<Task>();
  const consider = (task: TaskLike | undefined): void => {
    if (task !== undefined && loopOf(task) === wanted && !task.done()) found.add(task as Task);
  };
  for (const task of eager) consider(task);
  for (const task of young) consider(task);
  for (const reference of old.values()) consider(reference.deref());
  return found;
}

/** A task that offers no getLoop() is asked for `_loop`. */
function loopOf(task: TaskLike): unknown {
  const { getLoop } = task as Partial<TaskLike>;
  return typeof getLoop === 'function' ? getLoop.call(task) : (task as { _loop?: unknown })._loop;
}
