/** Tasks that are badly made, named, stepped or ended. */
import {
  _registerTask,
  _setRunningLoop,
  _swapCurrentTask,
  _unregisterTask,
  asyncio,
  Future,
  Task,
} from '../../reference';
import {
  BaseException,
  CancelledError,
  KeyboardInterrupt,
  NotImplementedError,
  RuntimeError,
  SystemExit,
  type AbstractEventLoop,
  type ClauseId,
  type Coroutine,
} from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, module, task } from './faults';
import { callInline, copyOf, replaceMethods, throwingCopy, type TaskInside } from './harness/patched';

type Options = ConstructorParameters<typeof Task>[1];

/** Task() that changes its arguments, or does something afterwards. */
function constructing(
  breaks: ClauseId,
  fault: string,
  change: (coro: Coroutine, options: Options) => Options | Coroutine,
  afterwards: (made: Task) => void = () => {},
): BrokenLoop {
  class Broken extends Task {
    constructor(coro: Coroutine, options?: Options) {
      const changed = change(coro, options);
      if (asyncio.iscoroutine(changed)) super(changed as Coroutine, options);
      else super(coro, changed as Options);
      afterwards(this);
    }
  }
  return module(breaks, fault, () => ({ Task: Broken as never }));
}

/** What a coroutine makes of it that something else is sent or thrown. */
function driving(
  breaks: ClauseId,
  fault: string,
  drive: (own: TaskInside, coro: Coroutine) => Partial<Pick<Coroutine, 'next' | 'throw'>>,
): BrokenLoop {
  return task(breaks, fault, {
    _advance(sound, failed: boolean, error: unknown) {
      const coro = this._coro as Coroutine;
      this._coro = {
        next: coro.next.bind(coro),
        throw: coro.throw.bind(coro),
        ...drive(this, coro),
      } as Coroutine;
      sound(failed, error);
      this._coro = coro;
    },
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Steps `own` once more, in the next turn. */
function resumeSoon(own: TaskInside): void {
  own._loop.callSoon(own._resume, [], { context: own._context });
}

function* waitingFor(value: unknown): Coroutine {
  return yield* value as Coroutine;
}

/** The current loop, though another runs. */
function currentLoop(): AbstractEventLoop {
  const running = asyncio._getRunningLoop();
  _setRunningLoop(null);
  try {
    return asyncio.getEventLoop();
  } finally {
    _setRunningLoop(running);
  }
}

const late = new WeakSet<object>();
const numbers = new WeakMap<AbstractEventLoop, number>();

const initBrokenLoops: readonly BrokenLoop[] = [
  constructing('task.init.non_coroutine_rejected', 'a plain value becomes the result', (coro) =>
    asyncio.iscoroutine(coro) ? coro : waitingFor([]),
  ),
  constructing('task.init.awaitable_rejected', 'awaitables are wrapped', (coro) =>
    asyncio.iscoroutine(coro) ? coro : waitingFor(coro),
  ),
  constructing('task.init.keyword_only', 'the loop is taken by position', (_coro, options) =>
    options !== undefined && 'runForever' in options ? { loop: options as never } : options,
  ),
  constructing('task.init.default_loop', 'the running loop is not looked for', (_coro, options) => ({
    ...options,
    loop: options?.loop ?? currentLoop(),
  })),
  constructing('task.init.first_step_deferred', 'the first step is taken at once', (_coro, options) => ({
    ...options,
    eagerStart: true,
  })),
  constructing(
    'task.init.one_call_soon',
    'the task is announced by a callback of its own',
    (_coro, options) => options,
    (made) => {
      made._loop.callSoon(() => {});
    },
  ),
  task('task.init.fifo_with_call_soon', 'a task starts a turn late', {
    _step(sound, failed: boolean, error: unknown) {
      if (this._started || late.has(this)) return sound(failed, error);
      late.add(this);
      resumeSoon(this);
      return undefined;
    },
  }),
  {
    ...constructing(
      'task.init.registered_at_once',
      'a task is listed once it has begun',
      (_coro, options) => options,
      (made) => _unregisterTask(made),
    ),
    patch: () =>
      replaceMethods<TaskInside>(Task.prototype, {
        _step(sound, failed: boolean, error: unknown) {
          _registerTask(this as unknown as Task);
          sound(failed, error);
        },
      }),
  },
  constructing(
    'task.init.loop_not_running_ok',
    'a loop that does not run gets no tasks',
    (_coro, options) => options,
    (made) => {
      if (!made._loop.isRunning()) throw new RuntimeError('the loop does not run');
    },
  ),
];

const nameBrokenLoops: readonly BrokenLoop[] = [
  task('task.name.default_prefix', 'names begin in lower case', {
    getName: (sound) => (sound() as string).replace(/^Task-/, 'task-'),
  }),
  task('task.name.default_unique_increasing', 'each loop counts its own tasks', {
    getName(sound) {
      if (typeof this._name !== 'number') return sound();
      const number = (numbers.get(this._loop) ?? 0) + 1;
      numbers.set(this._loop, number);
      this._name = `Task-${number} `.trim();
      return this._name;
    },
  }),
  constructing('task.name.given', 'an empty name counts as none', (_coro, options) =>
    options?.name === '' ? { ...options, name: null } : options,
  ),
  task('task.name.str_conversion', 'set_name() keeps what it gets', {
    setName(_sound, name: never) {
      this._name = name;
    },
  }),
  constructing('task.name.none_is_default', 'None becomes a name', (_coro, options) =>
    options?.name === null ? { ...options, name: 'None' } : options,
  ),
  task('task.name.set_name_any_state', 'a finished task keeps its name', {
    setName(sound, name: unknown) {
      if (!this.done()) sound(name);
    },
  }),
  task('task.get_coro.identity', 'the coroutine of a finished task is forgotten', {
    getCoro(sound) {
      return this.done() ? null : sound();
    },
  }),
  task('task.get_context.identity', 'get_context() returns a copy', {
    getContext() {
      return this._context.copy();
    },
  }),
  task('task.set_result.refused', 'set_result() ends the task', {
    setResult(_sound, value: unknown) {
      Future.prototype.setResult.call(this as never, value);
    },
  }),
  task('task.set_exception.refused', 'set_exception() ends the task', {
    setException(_sound, error: unknown) {
      this._fail(error);
    },
  }),
];

const stepBrokenLoops: readonly BrokenLoop[] = [
  driving('task.step.first_send_none', 'the task is sent into its coroutine', (own, coro) => ({
    next: () => coro.next(own),
  })),
  driving('task.step.resume_throws_exception', 'what is thrown is a copy', (_own, coro) => ({
    throw: (error) => coro.throw(copyOf(error)),
  })),
  task('task.step.stop_iteration_value', 'the result is a copy', {
    _endWithResult: (sound, value: unknown) => sound(copyOf(value)),
  }),
  task('task.step.stop_iteration_value', 'a coroutine that returns leaves StopIteration', {
    exception(sound) {
      return this._state === 'FINISHED' && this._exception === null ? new Error('StopIteration') : sound();
    },
  }),
  task('task.step.coroutine_not_closed', 'the coroutine is closed at its end', {
    _endWithResult(sound, value: unknown) {
      this._coro?.return(undefined);
      sound(value);
    },
  }),
  task('task.step.returned_future_not_awaited', 'a future that is returned is waited for', {
    _endWithResult(sound, value: unknown) {
      if (value instanceof Future) value.addDoneCallback((done) => sound(done.result()));
      else sound(value);
    },
  }),
  task('task.step.base_exception_contained', 'every BaseException leaves the run', {
    _endWithError(sound, error: unknown) {
      sound(error);
      if (error instanceof BaseException && !(error instanceof CancelledError)) throw error;
    },
  }),
  task('task.step.bad_yield_error_is_deferred', 'the error comes at once', {
    _await(sound, yielded: unknown) {
      if (isNothing(yielded) || asyncio.isfuture(yielded)) sound(yielded);
      else this._advance(true, new RuntimeError(`Task got bad yield: ${String(yielded)}`));
    },
  }),
  task('task.step.blocking_flag_cleared', 'the flag stays raised', {
    _await(sound, yielded: unknown) {
      sound(yielded);
      if (asyncio.isfuture(yielded)) (yielded as Future)._asyncioFutureBlocking = true;
    },
  }),
  task('task.step.exception_stored', 'the exception is a copy', {
    _endWithError: (sound, error: unknown) => sound(copyOf(error)),
  }),
  ...(
    [
      ['task.step.keyboard_interrupt_propagates', KeyboardInterrupt],
      ['task.step.system_exit_propagates', SystemExit],
    ] as const
  ).map(([breaks, kind]) =>
    task(breaks, 'it is stored like any other', {
      _endWithError(sound, error: unknown) {
        try {
          sound(error);
        } catch (thrown) {
          if (!(thrown instanceof kind)) throw thrown;
        }
      },
    }),
  ),
  task('task.step.cancelled_error_marks_cancelled', 'CancelledError that nobody asked for is an error', {
    _endWithError(sound, error: unknown) {
      if (!(error instanceof CancelledError) || this._numCancelsRequested > 0) return sound(error);
      _unregisterTask(this as unknown as Task);
      return this._fail(error);
    },
  }),
  task('task.step.bare_yield_one_iteration', 'a bare yield costs two turns', {
    _await(sound, yielded: unknown) {
      if (isNothing(yielded)) this._loop.callSoon(() => sound(yielded));
      else sound(yielded);
    },
  }),
  task('task.step.bare_yield_one_iteration', 'a bare yield goes on at once', {
    _await(sound, yielded: unknown) {
      if (isNothing(yielded) && !this._mustCancel) this._advance(false, undefined);
      else sound(yielded);
    },
  }),
  hanging(
    task('task.step.other_loop_future', 'the loop of a future is not looked at', {
      _await(sound, yielded: unknown) {
        if (!asyncio.isfuture(yielded)) return sound(yielded);
        const future = yielded as Future;
        const { getLoop } = future;
        future.getLoop = () => this._loop;
        sound(future);
        future.getLoop = getLoop;
        return undefined;
      },
    }),
  ),
  task('task.step.awaits_itself', 'a task that awaits itself is cancelled', {
    _await(sound, yielded: unknown) {
      if (yielded !== this) return sound(yielded);
      this._mustCancel = true;
      return resumeSoon(this);
    },
  }),
  hanging(
    task('task.step.future_yielded_without_await', 'a future that is yielded is awaited', {
      _await(sound, yielded: unknown) {
        if (yielded instanceof Future) yielded._asyncioFutureBlocking = true;
        sound(yielded);
      },
    }),
  ),
  task('task.step.bad_yield', 'falsy values count as None', {
    _await: (sound, yielded: unknown) => sound(yielded === 0 || yielded === '' || yielded === false ? null : yielded),
  }),
  task('task.step.bad_yield_catchable', 'a bad yield ends the task', {
    _await(sound, yielded: unknown) {
      if (isNothing(yielded) || asyncio.isfuture(yielded)) sound(yielded);
      else this._endWithError(new RuntimeError(`Task got bad yield: ${String(yielded)}`));
    },
  }),
  task('task.step.duck_future_awaitable', "futures of the module's own class alone are awaited", {
    _await(sound, yielded: unknown) {
      if (isNothing(yielded) || yielded instanceof Future) sound(yielded);
      else this._endWithError(new RuntimeError(`Task got bad yield: ${String(yielded)}`));
    },
  }),
  task('task.step.add_done_callback_context_keyword', 'the task subscribes without its context', {
    _await(sound, yielded: unknown) {
      if (!asyncio.isfuture(yielded)) return sound(yielded);
      const future = yielded as Future;
      const { addDoneCallback } = future;
      future.addDoneCallback = (callback) => addDoneCallback.call(future, callback as never);
      sound(future);
      future.addDoneCallback = addDoneCallback;
      return undefined;
    },
  }),
  task('task.step.wakeup_reads_result', 'the result is asked for twice', {
    _wakeUp(sound, future: Future) {
      try {
        future.result();
      } catch {
        // The second time counts.
      }
      sound(future);
    },
  }),
  {
    breaks: 'task.step.not_resumed_inline',
    fault: 'the task goes on within set_result()',
    patch: () =>
      replaceMethods<TaskInside>(Future.prototype, {
        _scheduleCallbacks(sound) {
          if (asyncio.currentTask(this._loop) === null && this.constructor === Future) callInline(this);
          else sound();
        },
      }),
  },
  task('task.step.nested_await_no_iteration', 'the end of a coroutine costs a turn', {
    _endWithResult(sound, value: unknown) {
      this._loop.callSoon(() => sound(value));
    },
  }),
  task('task.step.current_task_set', 'a task that gets an error is not the current one', {
    _step(sound, failed: boolean, error: unknown) {
      if (!failed || this._mustCancel) return sound(failed, error);
      this._futWaiter = null;
      return this._advance(failed, error);
    },
  }),
  task('task.step.current_task_reset_after_error', 'after an error the task stays the current one', {
    _step(sound, failed: boolean, error: unknown) {
      sound(failed, error);
      if (this._exception !== null) _swapCurrentTask(this._loop, this as unknown as Task);
    },
  }),
];

const endBrokenLoops: readonly BrokenLoop[] = [
  {
    breaks: 'task.done_callback.next_iteration',
    fault: 'done callbacks are called within the last step',
    patch: () =>
      replaceMethods<TaskInside>(Task.prototype, {
        _scheduleCallbacks() {
          callInline(this);
        },
      }),
  },
  task('task.destroyed_pending.reported', 'nothing is reported', {
    _onAging() {},
  }),
  task('task.never_retrieved.reported', 'nothing is reported', {
    _fail(sound, error: unknown) {
      sound(error);
      this._logTraceback = false;
    },
  }),
  task('task.never_retrieved.reported', 'retrieval does not count', {
    exception(sound) {
      return this._state === 'FINISHED' ? this._exception : sound();
    },
    result: (sound) => throwingCopy(sound),
  }),
  task('task.never_retrieved.cancel_clears', 'a refused request changes nothing', {
    cancel(sound, message: unknown) {
      return this.done() ? false : sound(message);
    },
  }),
  task('task.step.reused_coroutine', 'an exhausted coroutine is taken for one that returns nothing', {
    _checkUnused() {},
  }),
  task('task.step.already_done_reported', 'a task that is done steps on', {
    _step(_sound, failed: boolean, error: unknown) {
      this._advance(failed, error);
    },
  }),
];

export const taskBrokenLoops: readonly BrokenLoop[] = [
  ...initBrokenLoops,
  ...nameBrokenLoops,
  ...stepBrokenLoops,
  ...endBrokenLoops,
  task('task.get_stack.answers', 'get_stack() is left out', {
    getStack() {
      throw new NotImplementedError('get_stack()');
    },
  }),
];
