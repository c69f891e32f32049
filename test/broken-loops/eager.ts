/** Tasks that start eagerly and badly. */
import {
  _registerEagerTask,
  _registerTask,
  _setRunningLoop,
  _swapCurrentTask,
  _unregisterEagerTask,
  asyncio,
  Task,
} from '../../reference';
import type { ClauseId, TaskFactory } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, module, python } from './faults';
import { replaceMethods, type Replaced, type TaskInside } from './harness/patched';

function eager(breaks: ClauseId, fault: string, replaced: Replaced<TaskInside>): BrokenLoop {
  return { breaks, fault, patch: () => replaceMethods(Task.prototype, replaced) };
}

/** The parts of an eager start; a fault leaves one out. */
function starting(breaks: ClauseId, fault: string, without: 'swap' | 'restore' | 'register' | 'context'): BrokenLoop {
  return eager(breaks, fault, {
    _startEagerly(): void {
      const own = this as unknown as Task;
      const creator = without === 'swap' ? null : _swapCurrentTask(this._loop, own);
      if (without !== 'register') _registerEagerTask(own);
      if (without === 'context') this._advance(false, undefined);
      else this._context.run(() => this._advance(false, undefined));
      _unregisterEagerTask(own);
      if (without !== 'swap') _swapCurrentTask(this._loop, without === 'restore' ? null : creator);
      if (this.done()) this._coro = null;
      else _registerTask(own);
    },
  });
}

/** A factory that tells the constructor something else. */
function factory(breaks: ClauseId, fault: string, made: TaskFactory): BrokenLoop {
  return module(breaks, fault, () => ({ eagerTaskFactory: made, createEagerTaskFactory: () => made }));
}

const during = new WeakSet<object>();
const heldForever = new Set<object>();

export const eagerBrokenLoops: readonly BrokenLoop[] = [
  eager('eager.factory.runs_first_step_inline', 'the first step waits for its turn', {
    _startEagerly() {
      this._loop.callSoon(this._resume, [], { context: this._context });
      _registerTask(this as unknown as Task);
    },
  }),
  eager('eager.completion.done_on_return', 'the result is set in the next turn', {
    _endWithResult(sound, value: unknown) {
      if (asyncio.currentTask(this._loop) === (this as unknown)) this._loop.callSoon(() => sound(value));
      else sound(value);
    },
  }),
  eager('eager.suspend.continues_on_loop', 'a bare yield does not suspend the eager step', {
    _startEagerly(sound) {
      during.add(this);
      sound();
      during.delete(this);
    },
    _await(sound, yielded: unknown) {
      if (during.has(this) && (yielded === undefined || yielded === null)) this._advance(false, undefined);
      else sound(yielded);
    },
  }),
  starting('eager.current_task.is_new_task', 'the creating task stays the current one', 'swap'),
  starting('eager.current_task.restored', 'no task is current after an eager step', 'restore'),
  eager('eager.current_task.restored', 'after an error no task is current', {
    _startEagerly(sound) {
      sound();
      if (this._state !== 'PENDING' && this._exception !== null) _swapCurrentTask(this._loop, null);
    },
  }),
  starting('eager.all_tasks.during_first_step', 'a task in its eager step is not listed', 'register'),
  eager('eager.all_tasks.held_weakly', 'eager tasks are held for ever', {
    _startEagerly(sound) {
      heldForever.add(this);
      sound();
    },
  }),
  eager('eager.exception.stored', 'create_task() raises what the eager step raised', {
    _startEagerly(sound) {
      sound();
      if (this._exception !== null) throw this._exception;
    },
  }),
  eager('eager.exception.stored', 'CancelledError leaves create_task()', {
    _startEagerly(sound) {
      sound();
      if (this.cancelled()) this.result();
    },
  }),
  eager('eager.exception.exit_propagates', 'exit requests stay in the task', {
    _startEagerly(sound) {
      try {
        sound();
      } catch {
        // Stored in the task.
      }
    },
  }),
  eager('eager.get_coro.none_when_completed', 'the coroutine is kept', {
    _startEagerly(sound) {
      const coro = this._coro;
      sound();
      this._coro = coro;
    },
  }),
  eager('eager.completion.no_call_soon', 'the end is announced by a callback', {
    _startEagerly(sound) {
      sound();
      if (this.done()) this._loop.callSoon(() => {});
    },
  }),
  eager('eager.cancel.after_completion_refused', 'a task that ended at once can be cancelled', {
    cancel(sound, message: unknown) {
      return sound(message) === true || this._coro === null;
    },
  }),
  eager('eager.cancel.after_completion_refused', 'a task that suspended cannot be cancelled', {
    _startEagerly(sound) {
      sound();
      (this as { cancel: unknown }).cancel = () => false;
    },
  }),
  starting('eager.context.copied', "the eager step runs in the creator's context", 'context'),
  eager('eager.done_callback.scheduled', 'a callback added to a task that ended at once is called at once', {
    addDoneCallback(sound, callback: (done: unknown) => void, options: unknown) {
      if (this.done()) callback(this);
      else sound(callback, options);
    },
  }),
  module('eager.init.flag_default_false', 'tasks start eagerly by default', () => ({
    Task: class extends Task {
      constructor(...[coro, options]: ConstructorParameters<typeof Task>) {
        super(coro, { ...options, eagerStart: options?.eagerStart ?? true });
      }
    } as never,
  })),
  module('eager.init.flag_default_false', 'eager_start is overlooked', () => ({
    Task: class extends Task {
      constructor(...[coro, options]: ConstructorParameters<typeof Task>) {
        super(coro, { ...options, eagerStart: false });
      }
    } as never,
  })),
  module('eager.init.idle_loop_schedules', 'the first step runs though the loop does not', () => ({
    Task: class extends Task {
      constructor(...[coro, options]: ConstructorParameters<typeof Task>) {
        const own = options?.loop;
        const idle = own !== undefined && own !== null && !own.isRunning();
        if (idle) {
          own.isRunning = () => true;
          _setRunningLoop(own);
        }
        super(coro, options);
        if (!idle) return;
        _setRunningLoop(null);
        Reflect.deleteProperty(own, 'isRunning');
      }
    } as never,
  })),
  module('eager.factory.constructor_arguments', 'the loop is given by position', () => ({
    createEagerTaskFactory: (constructor) => (loop, coro, options) =>
      (constructor as (...args: unknown[]) => never)(coro, loop, { ...options, eagerStart: true }),
  })),
  module('eager.factory.constructor_arguments', 'the context is not handed on', () => ({
    createEagerTaskFactory: (constructor) => (loop, coro, options) =>
      constructor(coro, { name: options?.name, loop, eagerStart: true }),
  })),
  damaged('eager.factory.default_instance', 'get_task_factory() returns a wrapper', (made) => {
    made.getTaskFactory = () => {
      const factory = made._taskFactory.factory;
      return factory === null ? null : (...args) => factory(...args);
    };
  }),
  factory('eager.name.applied', 'the name is dropped', (loop, coro, options) =>
    asyncio.eagerTaskFactory(loop, coro, { ...options, name: undefined }),
  ),
  python(
    'eager.init.running_loop_default',
    'a task has to be told its loop',
    `
class Told(asyncio.Task):
    def __init__(self, coro, *, loop=None, eager_start=False, **options):
        if eager_start:
            loop.is_running()
        super().__init__(coro, loop=loop, eager_start=eager_start, **options)
asyncio.Task = Told
`,
  ),
];
