/** TaskGroup: tasks that end together. The first failure cancels the rest, and the body with them. */
import { CancelledError, ExceptionGroup, KeyboardInterrupt, RuntimeError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { futureAddToAwaitedBy, futureDiscardFromAwaitedBy } from '../futures/awaited-by';
import { getRunningLoop } from '../loop/current-loop';
import { currentTask } from '../tasks/current-task';
import { repr } from '../python/repr';
import { setUnlessDone } from './waiter';

interface Failure {
  readonly error: unknown;
}

/** asyncio.TaskGroup; `async with group:` is `yield* group.run(body)`. */
export class TaskGroup implements contract.TaskGroup {
  #loop: contract.AbstractEventLoop | null = null;
  #parent: contract.Task | null = null;
  #exiting = false;
  /** cancel() was called before the group was entered. */
  #cancelOnEntry = false;
  #aborting = false;
  /** Whether the group itself has cancelled its parent. */
  #cancelledParent = false;
  readonly #tasks = new Set<contract.Task>();
  readonly #errors: unknown[] = [];
  /** The first exit request: it leaves the group as it is. */
  #exit: Failure | null = null;
  #allDone: contract.Future<null> | null = null;

  createTask<T>(coro: contract.Coroutine<T>, options?: contract.CreateTaskOptions): contract.Task<T> {
    const loop = this.#loop;
    if (loop === null) return refuse(coro, `${this.toString()} has not been entered`);
    if (this.#exiting && this.#tasks.size === 0) return refuse(coro, `${this.toString()} is finished`);
    if (this.#aborting) return refuse(coro, `${this.toString()} is shutting down`);
    const task = loop.createTask(coro, options);
    futureAddToAwaitedBy(task, this.#parent as contract.Task);
    this.#tasks.add(task);
    // Also when it is done already: by an eager start, still inside the body.
    task.addDoneCallback((done) => this.#onTaskDone(done as contract.Task));
    // An eager first step may have cancelled the group before its task was one of the group's.
    if (this.#aborting && !task.done()) task.cancel();
    return task;
  }

  cancel(): void {
    if (this.#loop === null) {
      this.#cancelOnEntry = true;
      return;
    }
    if (this.#exiting && this.#tasks.size === 0) return;
    if (!this.#aborting) this.#abort();
    this.#cancelParent();
  }

  *run<T>(body: (group: contract.TaskGroup) => contract.Coroutine<T>): contract.Coroutine<T> {
    this.#enter();
    let failure: Failure | null = null;
    let result: T | undefined;
    try {
      result = yield* body(this);
    } catch (error) {
      failure = { error };
    }
    yield* this.#leave(failure);
    return result as T;
  }

  toString(): string {
    const info = [
      ...(this.#tasks.size > 0 ? [`tasks=${String(this.#tasks.size)}`] : []),
      ...(this.#errors.length > 0 ? [`errors=${String(this.#errors.length)}`] : []),
      this.#aborting ? 'cancelling' : this.#loop === null ? '' : 'entered',
    ];
    return `<TaskGroup ${info.join(' ').trim()}>`.replace(' >', '>');
  }

  #enter(): void {
    if (this.#loop !== null) throw new RuntimeError(`${this.toString()} has already been entered`);
    const loop = getRunningLoop();
    const parent = currentTask(loop);
    if (parent === null) throw new RuntimeError(`${this.toString()} cannot determine the parent task`);
    this.#loop = loop;
    this.#parent = parent;
    if (this.#cancelOnEntry) this.cancel();
  }

  *#leave(failure: Failure | null): contract.Coroutine<void> {
    const parent = this.#parent as contract.Task;
    this.#exiting = true;
    if (failure !== null && isExit(failure.error)) this.#exit ??= failure;
    if (failure !== null && !this.#aborting) this.#abort();
    let cancelled = failure?.error instanceof CancelledError ? failure.error : null;
    const drained = yield* this.#drain();
    cancelled = drained.first ?? cancelled;

    if (this.#exit !== null) throw this.#exit.error;
    // The group's own request is taken back; what is left was somebody else's.
    if (this.#cancelledParent) cancelled = parent.uncancel() === 0 ? null : (cancelled ?? drained.later);
    if (cancelled !== null && this.#errors.length === 0) throw cancelled;
    if (failure !== null && !(failure.error instanceof CancelledError)) this.#errors.push(failure.error);
    if (this.#errors.length === 0) return;
    if (parent.cancelling() > 0) {
      // The errors go first; the cancellation that came meanwhile is delivered at the next wait.
      parent.uncancel();
      parent.cancel();
    }
    throw new ExceptionGroup('unhandled errors in a TaskGroup', this.#errors);
  }

  /** Waits for all tasks, however often it is cancelled; returns what cancelled it before the group ended its tasks, and after. */
  *#drain(): contract.Coroutine<{ first: CancelledError | null; later: CancelledError | null }> {
    const cancelled: { first: CancelledError | null; later: CancelledError | null } = { first: null, later: null };
    while (this.#tasks.size > 0) {
      this.#allDone = (this.#loop as contract.AbstractEventLoop).createFuture<null>();
      try {
        yield* this.#allDone;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        if (this.#aborting) cancelled.later = error;
        else {
          cancelled.first = error;
          this.#abort();
        }
      }
      this.#allDone = null;
    }
    return cancelled;
  }

  #abort(): void {
    this.#aborting = true;
    for (const task of this.#tasks) if (!task.done()) task.cancel();
  }

  #onTaskDone(task: contract.Task): void {
    const parent = this.#parent as contract.Task;
    this.#tasks.delete(task);
    futureDiscardFromAwaitedBy(task, parent);
    if (this.#tasks.size === 0 && this.#allDone !== null) setUnlessDone(this.#allDone);
    if (task.cancelled()) return;
    const error = task.exception();
    if (error === null || error === undefined) return;
    this.#errors.push(error);
    if (isExit(error)) this.#exit ??= { error };
    if (parent.done()) {
      this.#loop?.callExceptionHandler({
        message: `Task ${repr(task)} has errored out but its parent task ${repr(parent)} is already completed`,
        exception: error,
        task,
      });
      return;
    }
    if (this.#aborting || this.#cancelledParent) return;
    this.#abort();
    this.#cancelParent();
  }

  #cancelParent(): void {
    if (this.#cancelledParent) return;
    this.#cancelledParent = true;
    this.#parent?.cancel();
  }
}

function isExit(error: unknown): boolean {
  return error instanceof SystemExit || error instanceof KeyboardInterrupt;
}

function refuse(coro: contract.Coroutine, why: string): never {
  coro.return(undefined);
  throw new RuntimeError(`TaskGroup ${why}`);
}
