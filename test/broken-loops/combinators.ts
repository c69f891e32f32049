/** Modules whose sleep, gather, wait and kin go wrong, and loops that let them down. */
import { asyncio } from '../../reference';
import { CancelledError, ExceptionGroup, RuntimeError, SystemExit, TimeoutError, ValueError } from '../../spec';
import type { Awaitable, ConcurrentFuture, Coroutine, Future, Task, TaskGroup, Timeout } from '../../spec';
import type { AsyncioModule } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, module, python } from './faults';

type Gather = AsyncioModule['gather'];

/** gather() with another future in front of its own. */
function inFront(settle: (outer: Future, inner: Future) => void): Gather {
  return ((aws, options) => {
    const inner = asyncio.gather(aws, options);
    const outer = inner.getLoop().createFuture();
    inner.addDoneCallback(() => {
      if (!outer.done()) settle(outer, inner);
    });
    return outer;
  }) as Gather;
}

function copy(outer: Future, inner: Future): void {
  if (inner.cancelled()) outer.cancel();
  else if (inner.exception() !== null) outer.setException(inner.exception());
  else outer.setResult(inner.result());
}

/** timeout() and timeoutAt() with `run` of what they return replaced. */
function timeouts(
  run: (inner: Timeout, body: () => Coroutine, delay: number | null) => Coroutine,
  other: Partial<Timeout> = {},
): Partial<AsyncioModule> {
  const wrap = (inner: Timeout, delay: number | null): Timeout => ({
    when: () => inner.when(),
    expired: () => inner.expired(),
    reschedule: (when) => inner.reschedule(when),
    run: (body) => run(inner, body, delay) as never,
    ...other,
  });
  return {
    timeout: (delay) => wrap(asyncio.timeout(delay), delay),
    timeoutAt: (when) => wrap(asyncio.timeoutAt(when), null),
  };
}

function group(derive: (Base: AsyncioModule['TaskGroup']) => AsyncioModule['TaskGroup']): Partial<AsyncioModule> {
  return { TaskGroup: derive(asyncio.TaskGroup) };
}

const mapped = (map: (error: unknown) => unknown): Partial<AsyncioModule> =>
  group(
    (Base) =>
      class extends Base {
        override *run<T>(body: (entered: TaskGroup) => Coroutine<T>): Coroutine<T> {
          try {
            return yield* super.run(body);
          } catch (error) {
            throw map(error);
          }
        }
      },
  );

function* waitForTask<T>(fut: Awaitable<T>, timeout: number | null): Coroutine<T> {
  const task = asyncio.ensureFuture(fut);
  const [done] = yield* asyncio.wait([task], { timeout });
  if (done.size > 0) return task.result();
  task.cancel();
  throw new TimeoutError();
}

export const combinatorsBrokenLoops: readonly BrokenLoop[] = [
  module('combinators.sleep.zero_is_bare_yield', 'sleep(0) makes a timer', () => ({
    sleep: (delay, result) => asyncio.sleep(delay <= 0 ? 0.001 : delay, result),
  })),
  module('combinators.sleep.nan', 'sleep(NaN) is a short sleep', () => ({
    sleep: (delay, result) => asyncio.sleep(Number.isNaN(delay) ? 0.001 : delay, result),
  })),
  module('combinators.wait_for.cancel_not_swallowed', 'what has come wins over a cancellation', () => ({
    waitFor: function* <T>(fut: Awaitable<T>, timeout: number | null): Coroutine<T> {
      const inner = asyncio.ensureFuture(fut);
      try {
        return yield* asyncio.waitFor(inner, timeout);
      } catch (error) {
        if (error instanceof CancelledError && inner.done() && !inner.cancelled()) return inner.result();
        throw error;
      }
    },
  })),
  damaged('combinators.sleep.timer', 'the delay of call_later() is taken for milliseconds', (made) => {
    const later = made.callLater.bind(made);
    made.callLater = (delay, ...rest) => later(delay / 1000, ...rest);
  }),
  module('combinators.sleep.cancel_cancels_timer', 'a cancelled sleep leaves its timer', () => ({
    sleep: function* (delay: number, result: unknown) {
      const loop = asyncio.getRunningLoop();
      const future = loop.createFuture();
      loop.callLater(delay, () => {
        if (!future.done()) future.setResult(result);
      });
      return yield* future;
    } as never,
  })),
  module('combinators.gather.returns_future', 'gather() returns a coroutine', () => ({
    gather: function* (aws: never) {
      return yield* asyncio.gather(aws);
    } as never,
  })),
  module('combinators.gather.returns_future', 'results come in the order of completion', () => ({
    gather: ((aws: readonly Awaitable[]) => {
      const collect = function* (): Coroutine {
        const results: unknown[] = [];
        const iterator = asyncio.asCompleted(aws);
        for (let next = iterator.next(); next.done !== true; next = iterator.next()) results.push(yield* next.value);
        return results;
      };
      return asyncio.createTask(collect());
    }) as never,
  })),
  module('combinators.gather.empty', 'gather() of nothing gives None', () => ({
    gather: ((aws: readonly Awaitable[]) =>
      aws.length === 0 ? asyncio.ensureFuture(asyncio.sleep(0)) : asyncio.gather(aws)) as never,
  })),
  module('combinators.gather.empty_without_loop', 'gather() of nothing makes a loop', () => ({
    gather: ((aws: readonly Awaitable[]) =>
      aws.length === 0 ? asyncio.newEventLoop().createFuture() : asyncio.gather(aws)) as never,
  })),
  module('combinators.gather.duplicates', 'each argument is wrapped anew', () => ({
    gather: ((aws: readonly Awaitable[]) =>
      asyncio.gather(
        aws.map((each) =>
          (function* () {
            return yield* each as Coroutine;
          })(),
        ),
      )) as never,
  })),
  module('combinators.gather.different_loops', 'futures of another loop are left out', () => ({
    gather: ((aws: readonly Future[]) =>
      asyncio.gather(aws.filter((each) => each.getLoop() === aws[0]?.getLoop()))) as never,
  })),
  module('combinators.gather.first_exception', 'the error is a copy', () => ({
    gather: inFront((outer, inner) => {
      const error = inner.exception();
      if (error === null) outer.setResult(inner.result());
      else outer.setException(new ValueError(...(error as ValueError).args));
    }),
  })),
  module('combinators.gather.return_exceptions', 'the option is overlooked', () => ({
    gather: (aws: never) => asyncio.gather(aws),
  })),
  module('combinators.gather.child_cancelled', 'a cancelled child cancels the whole', () => ({
    gather: inFront((outer, inner) => {
      if (inner.exception() instanceof CancelledError) outer.cancel();
      else copy(outer, inner);
    }),
  })),
  module('combinators.gather.child_cancel_message', 'the message is lost', () => ({
    gather: inFront((outer, inner) => {
      if (inner.exception() instanceof CancelledError) outer.setException(new CancelledError());
      else copy(outer, inner);
    }),
  })),
  module('combinators.gather.cancel', 'the children are not cancelled', () => ({ gather: inFront(copy) })),
  module('combinators.gather.child_protocol', "only asyncio's futures are gathered", () => ({
    gather: ((aws: readonly Awaitable[], options: never) => {
      if (!aws.every((each) => each instanceof asyncio.Future)) throw new TypeError('a Future is required');
      return asyncio.gather(aws, options);
    }) as never,
  })),
  module('combinators.gather.done_children', 'the outcome comes a turn later', () => ({ gather: inFront(copy) })),
  module('combinators.wait.timeout_keeps_pending', 'the timeout raises', () => ({
    wait: function* (fs: never, options: never) {
      const [done, pending] = yield* asyncio.wait(fs, options);
      if (pending.size > 0) throw new TimeoutError();
      return [done, pending];
    } as never,
  })),
  module('combinators.wait.timeout_keeps_pending', 'the timeout cancels', () => ({
    wait: function* (fs: never, options: never) {
      const [done, pending] = yield* asyncio.wait(fs, options);
      for (const future of pending) future.cancel();
      return [done, pending];
    } as never,
  })),
  module('combinators.wait.return_when', 'FIRST_EXCEPTION takes any end for an error', () => ({
    wait: (fs, options) =>
      asyncio.wait(
        fs,
        options?.returnWhen === 'FIRST_EXCEPTION' ? { ...options, returnWhen: 'FIRST_COMPLETED' } : options,
      ),
  })),
  module('combinators.wait.cancel_leaves_children', 'the futures are cancelled with the waiter', () => ({
    wait: function* (fs: Iterable<Future>, options: never) {
      try {
        return yield* asyncio.wait(fs, options);
      } catch (error) {
        for (const future of fs) future.cancel();
        throw error;
      }
    } as never,
  })),
  module('combinators.wait.callbacks_removed', 'a callback stays on the futures', () => ({
    wait: function* (fs: Iterable<Future>, options: never) {
      for (const future of fs) future.addDoneCallback(() => {});
      return yield* asyncio.wait(fs, options);
    } as never,
  })),
  module('combinators.wait.argument_errors', 'coroutines are made tasks of', () => ({
    wait: (fs, options) =>
      asyncio.wait(
        [...fs].map((each) => asyncio.ensureFuture(each)),
        options,
      ),
  })),
  module('combinators.wait_for.timeout', 'the error does not wait for the end of the task', () => ({
    waitFor: waitForTask,
  })),
  module('combinators.wait_for.zero_timeout', 'the coroutine is started although time is up', () => ({
    waitFor: (fut, timeout) => asyncio.waitFor(fut, timeout === null ? null : Math.max(timeout, 0.001)),
  })),
  module('combinators.wait_for.inner_outcome_on_cancel', 'the answer is thrown away', () => ({
    waitFor: waitForTask,
  })),
  module('combinators.wait_for.same_task', 'the coroutine runs in a task of its own', () => ({
    waitFor: waitForTask,
  })),
  module('combinators.shield.outer_cancel_spares_inner', 'shield() is its argument', () => ({
    shield: ((arg: never) => asyncio.ensureFuture(arg)) as never,
  })),
  module('combinators.shield.outcome_copied', 'the cancellation of the inner future is not told', () => ({
    shield: ((arg: Awaitable) => {
      const inner = asyncio.ensureFuture(arg);
      const outer = inner.getLoop().createFuture();
      inner.addDoneCallback(() => {
        if (!inner.cancelled() && !outer.done()) copy(outer, inner);
      });
      return outer;
    }) as never,
  })),
  module('combinators.as_completed.order', 'results come in the order of the arguments', () => ({
    asCompleted: ((fs: Iterable<Awaitable>) => {
      const futures = [...new Set(fs)].map((each) => asyncio.ensureFuture(each));
      return futures
        .map((each) =>
          (function* () {
            return yield* each;
          })(),
        )
        .values();
    }) as never,
  })),
  module('combinators.as_completed.timeout', 'the timeout cancels the inputs', () => ({
    asCompleted: ((fs: readonly Future[], options: { readonly timeout?: number }) => {
      asyncio.getRunningLoop().callLater(options.timeout ?? 60, () => fs.forEach((each) => each.cancel()));
      return asyncio.asCompleted(fs, options);
    }) as never,
  })),
  module('combinators.timeout.expires', 'the cancellation leaks', () =>
    timeouts(function* (inner, body) {
      try {
        return yield* inner.run(body);
      } catch (error) {
        throw error instanceof TimeoutError ? new CancelledError() : error;
      }
    }),
  ),
  module('combinators.timeout.expires', 'cancelling() stays raised', () =>
    timeouts(function* (inner, body) {
      try {
        return yield* inner.run(body);
      } catch (error) {
        const task = asyncio.currentTask() as Task;
        task.cancel();
        task._mustCancel = false;
        throw error;
      }
    }),
  ),
  module('combinators.timeout.requires_task', 'a block outside a task runs without a deadline', () =>
    timeouts(function* (inner, body) {
      return yield* asyncio._getRunningLoop() !== null && asyncio.currentTask() === null ? body() : inner.run(body);
    }),
  ),
  module('combinators.timeout.foreign_cancel_kept', 'every cancellation is taken for a timeout', () =>
    timeouts(function* (inner, body) {
      try {
        return yield* inner.run(body);
      } catch (error) {
        throw error instanceof CancelledError ? new TimeoutError() : error;
      }
    }),
  ),
  module('combinators.timeout.prior_cancelling_count', 'a task once cancelled never times out', () =>
    timeouts(function* (inner, body) {
      const before = asyncio.currentTask()?.cancelling() ?? 0;
      try {
        return yield* inner.run(body);
      } catch (error) {
        throw before > 0 && error instanceof TimeoutError ? new CancelledError() : error;
      }
    }),
  ),
  module('combinators.timeout.zero_and_none', 'a deadline already past raises before the block', () =>
    timeouts(function* (inner, body, delay) {
      if (delay !== null && delay <= 0) throw new TimeoutError();
      return yield* inner.run(body);
    }),
  ),
  module('combinators.task_group.entered_once', 'a group that is over begins anew', () =>
    group(
      (Base) =>
        class extends Base {
          override run<T>(body: (group: TaskGroup) => Coroutine<T>): Coroutine<T> {
            return new Base().run(body);
          }
        },
    ),
  ),
  python(
    'combinators.timeout.entered_once',
    'a timeout that is over can be entered',
    `
from asyncio import timeouts
class Again(timeouts.Timeout):
    async def __aenter__(self):
        self._state = timeouts._State.CREATED
        return await super().__aenter__()
asyncio.timeout = lambda delay: Again(loop.time() + delay)
`,
  ),
  python(
    'combinators.as_completed.same_objects',
    'every future is wrapped',
    `
real = asyncio.as_completed
async def wrapped(awaitable):
    return await awaitable
asyncio.as_completed = lambda aws, **options: real([wrapped(one) for one in aws], **options)
`,
  ),
  python(
    'combinators.as_completed.cancelled_wait',
    'a wait that is cancelled counts as one that has ended',
    `
real = asyncio.as_completed
class Counting:
    def __init__(self, aws):
        self.ends, self.left = real(aws), len(aws)
    def __aiter__(self):
        return self
    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return await self.ends.__anext__()
asyncio.as_completed = Counting
`,
  ),
  module('combinators.timeout.reschedule', 'reschedule() is overlooked', () =>
    timeouts((inner, body) => inner.run(body), { reschedule: () => {} }),
  ),
  module('combinators.task_group.child_failure', 'the first error leaves without its group', () =>
    mapped((error) => (error instanceof ExceptionGroup ? error.exceptions[0] : error)),
  ),
  module('combinators.task_group.swallowed_in_body', 'the request of a group stays on its parent', () =>
    mapped((error) => {
      if (error instanceof ExceptionGroup) asyncio.currentTask()?.cancel();
      return error;
    }),
  ),
  module('combinators.cancelled_subclass', 'only CancelledError itself is one', () =>
    mapped((error) =>
      error instanceof CancelledError && error.constructor !== CancelledError
        ? new ExceptionGroup('grouped', [error])
        : error,
    ),
  ),
  module('combinators.task_group.parent_cancelled', 'children are not watched', () =>
    group(
      (Base) =>
        class extends Base {
          override createTask<T>(coro: Coroutine<T>): Task<T> {
            return asyncio.createTask(coro);
          }
        },
    ),
  ),
  module('combinators.task_group.requires_task', 'children can be made at any time', () =>
    group(
      (Base) =>
        class extends Base {
          override createTask<T>(coro: Coroutine<T>): Task<T> {
            try {
              return super.createTask(coro);
            } catch (error) {
              if (!(error instanceof RuntimeError)) throw error;
              return asyncio.createTask(asyncio.sleep(0)) as never;
            }
          }
        },
    ),
  ),
  module('combinators.task_group.exit_exceptions', 'an exit is grouped', () =>
    mapped((error) => (error instanceof SystemExit ? new ExceptionGroup('grouped', [error]) : error)),
  ),
  module('combinators.wait.lets_waiter_go', 'what is still pending remembers who waited', () => ({
    wait: function* (fs, options) {
      const waiter = asyncio.currentTask();
      for (const future of fs) future.addDoneCallback(() => waiter?.getName());
      return yield* asyncio.wait(fs, options);
    } as AsyncioModule['wait'],
  })),
  module('combinators.task_group.late_error_reported', 'an error that comes too late is swallowed', () =>
    group(
      (Base) =>
        class extends Base {
          override createTask<T>(coro: Coroutine<T>): Task<T> {
            const parent = asyncio.currentTask() as Task;
            return super.createTask(
              (function* () {
                try {
                  return yield* coro;
                } catch (error) {
                  if (!parent.done()) throw error;
                  return null as T;
                }
              })(),
            );
          }
        },
    ),
  ),
  module('combinators.task_group.recancel', 'the cancellation is lost behind the errors', () =>
    mapped((error) => {
      const task = asyncio.currentTask();
      if (task !== null && error instanceof ExceptionGroup) task._mustCancel = false;
      return error;
    }),
  ),
  module('combinators.run_coroutine_threadsafe.result', 'the result is a copy', () => ({
    runCoroutineThreadsafe: ((coro: Coroutine, loop: never) =>
      asyncio.runCoroutineThreadsafe(
        (function* () {
          const value = yield* coro;
          return typeof value === 'object' ? { ...value } : value;
        })(),
        loop,
      )) as never,
  })),
  hanging(
    damaged('combinators.run_coroutine_threadsafe.result', 'the loop is not woken', (made) => {
      made._writeToSelf = () => {};
    }),
  ),
  module('combinators.run_coroutine_threadsafe.cancel', 'the task is not cancelled', () => ({
    runCoroutineThreadsafe: (coro, loop) => {
      const inner = asyncio.runCoroutineThreadsafe(coro, loop) as ConcurrentFuture<never>;
      inner.cancel = () => true;
      return inner;
    },
  })),
  python(
    'combinators.run_coroutine_threadsafe.result_timeout',
    'a timeout of result() cancels',
    `
    original = asyncio.run_coroutine_threadsafe
    def submit(coro, loop):
        future = original(coro, loop)
        ask = future.result
        def result(timeout=None):
            try:
                return ask(timeout)
            except concurrent.futures.TimeoutError:
                future.cancel()
                raise
        future.result = result
        return future
    asyncio.run_coroutine_threadsafe = submit
    `,
  ),
  module('combinators.run_coroutine_threadsafe.errors', 'anything is awaited', () => ({
    runCoroutineThreadsafe: ((coro: Coroutine, loop: never) =>
      asyncio.runCoroutineThreadsafe(asyncio.iscoroutine(coro) ? coro : asyncio.sleep(0), loop)) as never,
  })),
];
