/** Part of BaseEventLoop: how it makes tasks. */
import type * as contract from '../../spec';
import { isOptions, OfLoop } from '../python/options';
import { repr } from '../python/repr';
import { Task } from './task';

export class TaskFactory {
  /** What was given to setTaskFactory(). */
  factory: contract.TaskFactory | null = null;
  readonly #loop: contract.AbstractEventLoop;
  readonly #ofLoop: OfLoop;

  constructor(loop: contract.AbstractEventLoop) {
    this.#loop = loop;
    this.#ofLoop = new OfLoop(loop);
  }

  /** @throws TypeError for what is neither callable nor None. */
  set(factory: contract.TaskFactory | null): void {
    if (factory !== null && factory !== undefined && typeof factory !== 'function') {
      throw new TypeError(`task factory must be a callable or None, got ${repr(factory)}`);
    }
    this.factory = factory ?? null;
  }

  /** All options go to the factory, or to Task, which knows what it takes. */
  create<T>(coro: contract.Coroutine<T>, options?: contract.CreateTaskOptions): contract.Task<T> {
    if (options !== undefined && !isOptions(options)) {
      throw new TypeError('create_task() takes 1 positional argument');
    }
    const { factory } = this;
    if (factory !== null) return factory(this.#loop, coro, options) as contract.Task<T>;
    if (options === undefined) return new Task(coro, this.#ofLoop);
    return new Task(coro, { ...options, eagerStart: options?.eagerStart ?? false, loop: this.#loop });
  }
}
