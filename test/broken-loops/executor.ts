/** Loops that let functions run in the wrong place, or lose what they return. */
import type { NodeEventLoop } from '../../reference';
import { asyncio, ThreadPoolExecutor } from '../../reference';
import { RuntimeError, ValueError } from '../../spec';
import type { ConcurrentFuture, Coroutine, Executor, Future } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, loop, python } from './faults';

/** Runs the function in place. */
const INLINE = `
def inline(executor, func, *args):
    future = loop.create_future()
    try:
        future.set_result(func(*args))
    except Exception as error:
        future.set_exception(error)
    return future
loop.run_in_executor = inline
`;

type Run = (executor: Executor | null, callback: () => unknown, args?: readonly unknown[]) => Future;

/** A loop whose runInExecutor() is replaced; `sound` is the one before. */
function running(replace: (made: NodeEventLoop, sound: Run) => Run): (made: NodeEventLoop) => void {
  return (made) => {
    made.runInExecutor = replace(made, made.runInExecutor.bind(made) as Run) as never;
  };
}

/** Chains by hand, as loops do that do not use wrap_future(). */
function chained(settle: (made: NodeEventLoop, future: Future, job: ConcurrentFuture) => void) {
  return running((made) => {
    const pool = new ThreadPoolExecutor();
    return (executor, callback, args) => {
      const job = (executor ?? pool).submit(callback, args as []);
      const future = made.createFuture();
      job.addDoneCallback(() => settle(made, future, job));
      return future;
    };
  });
}

function settleNow(_made: NodeEventLoop, future: Future, job: ConcurrentFuture): void {
  if (future.done()) return;
  if (job.cancelled()) future.cancel();
  else if (job.exception() !== null) future.setException(job.exception());
  else future.setResult(job.result());
}

const shutdown =
  (replace: (made: NodeEventLoop, timeout: number | null) => Coroutine<void>) => (made: NodeEventLoop) => {
    made.shutdownDefaultExecutor = (timeout) => replace(made, timeout ?? null);
  };

export const executorBrokenLoops: readonly BrokenLoop[] = [
  python('executor.run_in_executor.other_thread', "the function runs in the loop's thread", INLINE),
  python('executor.run_in_executor.outside_the_loop', "the function runs in the loop's thread", INLINE),
  damaged(
    'executor.run_in_executor.outside_the_loop',
    'the function runs inside the call',
    running((made) => (_executor, callback, args = []) => {
      const future = made.createFuture();
      future.setResult(Reflect.apply(callback, undefined, args));
      return future;
    }),
  ),
  damaged(
    'executor.run_in_executor.outside_the_loop',
    'the function runs in a callback of the loop',
    running((made) => (_executor, callback) => {
      const future = made.createFuture();
      made.callSoon(() => future.setResult(callback()));
      return future;
    }),
  ),
  damaged(
    'executor.run_in_executor.returns_future',
    'the work is submitted in the next iteration',
    running((made, sound) => (executor, callback, args) => {
      const future = made.createFuture();
      made.callSoon(() => sound(executor, callback, args).addDoneCallback(() => {}));
      return future;
    }),
  ),
  python(
    'executor.run_in_executor.returns_future',
    'the future belongs to whichever loop is current',
    `loop.run_in_executor = lambda executor, func, *args: asyncio.wrap_future(executor.submit(func, *args))`,
  ),
  damaged(
    'executor.run_in_executor.result_and_args',
    'the arguments are lost',
    running((_made, sound) => (executor, callback) => sound(executor, callback)),
  ),
  damaged(
    'executor.run_in_executor.exception',
    'the error is a copy',
    running(
      (_made, sound) => (executor, callback) =>
        sound(executor, () => {
          try {
            return callback();
          } catch (error) {
            throw new ValueError((error as Error).message);
          }
        }),
    ),
  ),
  damaged(
    'executor.run_in_executor.custom_executor',
    'the executor is passed over',
    running((_made, sound) => (_executor, callback, args) => sound(null, callback, args)),
  ),
  python(
    'executor.run_in_executor.default_is_reused',
    'each call makes a pool',
    `
    run = loop.run_in_executor
    def each(executor, func, *args):
        return run(executor or concurrent.futures.ThreadPoolExecutor(), func, *args)
    loop.run_in_executor = each
    `,
  ),
  hanging(
    damaged('executor.run_in_executor.default_runs_jobs_in_parallel', 'the default executor has one thread', (made) => {
      made.setDefaultExecutor(new ThreadPoolExecutor({ maxWorkers: 1 }));
    }),
  ),
  hanging(
    damaged('executor.run_in_executor.wakes_loop', 'the loop is not woken', (made) => {
      made._writeToSelf = () => {};
    }),
  ),
  damaged(
    'executor.run_in_executor.cancel_queued_job',
    'a cancelled future does not cancel its job',
    chained((made, future, job) => made.callSoonThreadsafe(() => settleNow(made, future, job))),
  ),
  damaged(
    'executor.run_in_executor.cancel_running_job',
    'a late outcome is set on the cancelled future',
    chained((made, future, job) =>
      made.callSoonThreadsafe(() => (job.exception() === null ? future.setResult(job.result()) : undefined)),
    ),
  ),
  damaged('executor.run_in_executor.completes_after_close', 'a late outcome ends the future', chained(settleNow)),
  damaged(
    'executor.run_in_executor.context_not_propagated',
    "the function runs in the caller's context",
    running((_made, sound) => (executor, callback, args) => {
      const context = asyncio.copyContext();
      return sound(executor, () => context.run(callback, args as never));
    }),
  ),
  python(
    'executor.run_in_executor.process_pool',
    'only pools of threads are taken',
    `
    run = loop.run_in_executor
    def refuse(executor, func, *args):
        if not isinstance(executor, concurrent.futures.ThreadPoolExecutor): raise TypeError('no pool of threads')
        return run(executor, func, *args)
    loop.run_in_executor = refuse
    `,
  ),
  damaged('executor.run_in_executor.completion_keeps_order', 'the job ends the future itself', chained(settleNow)),
  damaged('executor.set_default_executor.used', 'the choice is overlooked', (made) => {
    made.setDefaultExecutor = () => {};
  }),
  damaged('executor.set_default_executor.type_check', 'anything is taken', (made) => {
    made.setDefaultExecutor = (executor) => {
      made._executors.executor = executor;
    };
  }),
  damaged('executor.set_default_executor.type_check', 'a refused executor is in place nevertheless', (made) => {
    const sound = made.setDefaultExecutor.bind(made);
    made.setDefaultExecutor = (executor) => {
      made._executors.executor = executor;
      sound(executor);
    };
  }),
  damaged(
    'executor.shutdown_default_executor.waits',
    'the jobs are left alone',
    shutdown(function* (made) {
      made._executors.shutdownCalled = true;
      yield;
    }),
  ),
  loop(
    'executor.shutdown_default_executor.no_executor',
    'a second call is refused',
    (Base) =>
      class extends Base {
        override *shutdownDefaultExecutor(timeout: number | null = null): Coroutine<void> {
          if (this._executors.shutdownCalled) throw new RuntimeError('already shut down');
          yield* super.shutdownDefaultExecutor(timeout);
        }
      },
  ),
  damaged(
    'executor.shutdown_default_executor.rejects_later_use',
    'a loop without a default executor makes one later',
    shutdown(function* (made) {
      made._executors.shutdownCalled = made._executors.executor !== null;
      yield;
    }),
  ),
  damaged(
    'executor.shutdown_default_executor.rejects_later_use',
    'a new default executor is made later',
    shutdown(function* (made) {
      made._executors.executor = null;
      yield;
    }),
  ),
  damaged(
    'executor.shutdown_default_executor.explicit_executor_still_allowed',
    'every executor is refused',
    running((made, sound) => (executor, callback, args) => {
      if (made._executors.shutdownCalled) throw new RuntimeError('Executor shutdown has been called');
      return sound(executor, callback, args);
    }),
  ),
  python(
    'executor.shutdown_default_executor.loop_keeps_running',
    'the loop blocks until the jobs have ended',
    `
    async def shutdown(timeout=None):
        loop._default_executor.shutdown(wait=True)
    loop.shutdown_default_executor = shutdown
    `,
  ),
  damaged('executor.shutdown_default_executor.timeout', 'the timeout is overlooked', (made) => {
    const sound = made.shutdownDefaultExecutor.bind(made);
    made.shutdownDefaultExecutor = () => sound();
  }),
  damaged('executor.shutdown_default_executor.timeout_lets_go', 'an executor given up is left waiting', (made) => {
    const setDefault = made.setDefaultExecutor.bind(made);
    made.setDefaultExecutor = (executor) => {
      const sound = executor.shutdown.bind(executor);
      executor.shutdown = (options) => (options?.wait === false ? undefined : sound(options));
      setDefault(executor);
    };
  }),
  damaged('executor.shutdown_default_executor.timeout_not_reached', 'the timeout is taken for 0', (made) => {
    const sound = made.shutdownDefaultExecutor.bind(made);
    made.shutdownDefaultExecutor = () => sound(0.001);
  }),
  loop(
    'executor.shutdown_default_executor.error_propagates',
    'the error is swallowed',
    (Base) =>
      class extends Base {
        override *shutdownDefaultExecutor(timeout: number | null = null): Coroutine<void> {
          try {
            yield* super.shutdownDefaultExecutor(timeout);
          } catch {
            return;
          }
        }
      },
  ),
  python(
    'executor.run_in_executor.default_thread_names',
    'the default executor is made without a name',
    `
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor())
    `,
  ),
];
