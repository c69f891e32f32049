/** Groups whose cancel() goes wrong, and what else the newest contract asks. */
import { asyncio, BaseEventLoop, Task } from '../../reference';
import { CancelledError } from '../../spec';
import type { AsyncioModule, Coroutine, TaskGroup } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { module } from './faults';

type Group = AsyncioModule['TaskGroup'];

const group = (derive: (Base: Group) => Group) => (): Partial<AsyncioModule> => ({
  TaskGroup: derive(asyncio.TaskGroup),
});

export const taskGroupCancel: readonly BrokenLoop[] = [
  module(
    'combinators.task_group.cancel',
    'the cancellation of the body leaves the group',
    group(
      (Base) =>
        class extends Base {
          #asked = false;
          override cancel(): void {
            this.#asked = true;
            super.cancel();
          }
          override *run<T>(body: (entered: TaskGroup) => Coroutine<T>): Coroutine<T> {
            const result = yield* super.run(body);
            if (this.#asked) throw new CancelledError();
            return result;
          }
        },
    ),
  ),
  module(
    'combinators.task_group.cancel',
    'a request stays on the parent',
    group(
      (Base) =>
        class extends Base {
          override cancel(): void {
            super.cancel();
            const parent: unknown = asyncio.currentTask();
            if (parent instanceof Task) parent._numCancelsRequested += 1;
          }
        },
    ),
  ),
  module(
    'combinators.task_group.cancel_before_entry',
    'a request before the group is entered is forgotten',
    group(
      (Base) =>
        class extends Base {
          #entered = false;
          override cancel(): void {
            if (this.#entered) super.cancel();
          }
          override run<T>(body: (entered: TaskGroup) => Coroutine<T>): Coroutine<T> {
            this.#entered = true;
            return super.run(body);
          }
        },
    ),
  ),
  module(
    'combinators.task_group.cancel_idempotent',
    'a group that has ended cancels its parent',
    group(
      (Base) =>
        class extends Base {
          #ended = false;
          override cancel(): void {
            if (this.#ended) asyncio.currentTask()?.cancel();
            else super.cancel();
          }
          override *run<T>(body: (entered: TaskGroup) => Coroutine<T>): Coroutine<T> {
            const result = yield* super.run(body);
            this.#ended = true;
            return result;
          }
        },
    ),
  ),
  module(
    'combinators.task_group.foreign_cancellation_kept',
    'a cancellation from elsewhere is taken for the own one',
    group(
      (Base) =>
        class extends Base {
          override *run<T>(body: (entered: TaskGroup) => Coroutine<T>): Coroutine<T> {
            try {
              return yield* super.run(body);
            } catch (error) {
              if (!(error instanceof CancelledError)) throw error;
              asyncio.currentTask()?.uncancel();
              return undefined as T;
            }
          }
        },
    ),
  ),
  module('combinators.shield.late_error_not_retrieved', 'the late error is looked at', () => ({
    shield: ((arg: never) => {
      const inner = asyncio.ensureFuture(arg);
      inner.addDoneCallback((done) => {
        if (!done.cancelled()) done.exception();
      });
      return asyncio.shield(inner);
    }) as never,
  })),
  module('task.init.context_checked', 'anything is a context', () => ({
    Task: class extends Task {
      constructor(coro: Coroutine, options?: ConstructorParameters<typeof Task>[1]) {
        const { context, ...rest } = options ?? {};
        super(coro, typeof context === 'number' ? rest : options);
      }
    } as never,
  })),
  module('extension.clock_resolution.too_small', 'what is due now waits for the clock to go on', () => ({
    BaseEventLoop: class extends BaseEventLoop {
      override _runOnce(): void {
        const { time } = this;
        this.time = () => time.call(this) - 0.5;
        super._runOnce();
        this.time = time;
      }
    },
  })),
];
