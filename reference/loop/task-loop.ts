/** Part of BaseEventLoop: futures and tasks. */
import type * as contract from '../../spec';
import { Future } from '../futures/future';
import { Task } from '../tasks/task';
import { isOptions } from '../values/options';
import { repr } from '../values/repr';
import { RunningLoop } from './running-loop';

export abstract class TaskLoop extends RunningLoop {
  _taskFactory: contract.TaskFactory | null = null;

  override createFuture<T = unknown>(): contract.Future<T> {
    return new Future<T>({ loop: this });
  }

  /** All options go to the factory, or to Task, which knows what it takes. */
  override createTask<T>(coro: contract.Coroutine<T>, options?: contract.CreateTaskOptions): contract.Task<T> {
    this._checkClosed();
    if (options !== undefined && !isOptions(options)) {
      throw new TypeError('create_task() takes 1 positional argument');
    }
    if (this._taskFactory !== null) {
      return this._taskFactory(this, coro, options) as contract.Task<T>;
    }
    return new Task(coro, { ...options, eagerStart: options?.eagerStart ?? false, loop: this });
  }

  override setTaskFactory(factory: contract.TaskFactory | null): void {
    if (factory !== null && factory !== undefined && typeof factory !== 'function') {
      throw new TypeError(`task factory must be a callable or None, got ${repr(factory)}`);
    }
    this._taskFactory = factory ?? null;
  }

  override getTaskFactory(): contract.TaskFactory | null {
    return this._taskFactory;
  }
}
