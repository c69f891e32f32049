/** In which pool and thread a job runs, and what cancelling it and closing the loop do. */
import { CancelledError, RuntimeError, ValueError } from '../../spec';
import { expect, raises, rejects, suite } from '../support';
import { StubExecutor } from './stub-executor';

export const runInExecutorPoolsSuite = suite('executor', 'the pools of run_in_executor()', (test) => {
  test('executor.run_in_executor.custom_executor', 'submits once, and ends as told', async (world) => {
    const { loop, asyncio, env } = world;
    const executor = new StubExecutor(asyncio);
    const work = (): void => {};
    const value = {};
    const error = new ValueError('of the executor');
    const good = loop.runInExecutor(executor as never, work, [1, 'two'] as never);
    const bad = loop.runInExecutor(executor as never, work);
    const gone = loop.runInExecutor(executor as never, work);
    expect(executor.jobs.map(({ callback, args }) => [callback, args])).to.deep.equal([
      [work, [1, 'two']],
      [work, []],
      [work, []],
    ]);
    const told = env.fromHost(() => {
      executor.jobs[0]?.future.setResult(value);
      executor.jobs[1]?.future.setException(error);
      executor.jobs[2]?.future.cancel();
      executor.jobs[2]?.future.setRunningOrNotifyCancel();
    });
    expect(await loop.runUntilComplete(good)).to.equal(value);
    expect(await rejects(ValueError, loop.runUntilComplete(bad))).to.equal(error);
    await rejects(CancelledError, loop.runUntilComplete(gone));
    await told;
    expect([good.cancelled(), bad.cancelled(), gone.cancelled()]).to.deep.equal([false, false, true]);
  });

  test('executor.run_in_executor.custom_executor', 'leaves it to submit() what can be called', ({ loop, asyncio }) => {
    const executor = new StubExecutor(asyncio);
    class RemoteTask {}
    const task = new RemoteTask();
    loop.setDebug(false);
    const future = loop.runInExecutor(executor as never, task as never);
    expect(executor.jobs.map(({ callback }) => callback)).to.deep.equal([task]);
    future.cancel();
  });

  test('executor.run_in_executor.custom_executor', 'raises what submit() raises', ({ loop }) => {
    const error = new RuntimeError('submit() refuses');
    const executor = {
      submit: () => {
        throw error;
      },
      shutdown: () => {},
    };
    expect(raises(RuntimeError, () => loop.runInExecutor(executor as never, () => {}))).to.equal(error);
  });

  test('executor.run_in_executor.default_is_reused', 'counts the pools by their threads', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      async def main():
          names = [await loop.run_in_executor(None, lambda: threading.current_thread().name) for _ in range(3)]
          return len({name.rsplit('_', 1)[0] for name in names})
      return loop.run_until_complete(main())
      `,
      { loop },
    );
    expect(facts).to.equal(1);
  });

  test(
    'executor.run_in_executor.default_runs_jobs_in_parallel',
    'lets two functions wait for each other',
    async ({ loop, env }) => {
      const trace: string[] = [];
      let meet: (() => void) | undefined;
      const met = new Promise<void>((resolve) => (meet = resolve));
      await env.run(function* () {
        const wait = (): unknown => met.then(() => trace.push('first'));
        const first = loop.runInExecutor(null, wait);
        const second = loop.runInExecutor(null, () => {
          trace.push('second');
          meet?.();
        });
        yield* first;
        yield* second;
      });
      expect(trace).to.deep.equal(['second', 'first']);
    },
    { on: 'typescript' },
  );

  test(
    'executor.run_in_executor.default_runs_jobs_in_parallel',
    'lets two threads wait for each other',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        barrier = threading.Barrier(2)
        def meet():
            try:
                return barrier.wait(2) in (0, 1)
            except threading.BrokenBarrierError:
                return False
        async def main():
            return await asyncio.gather(*[loop.run_in_executor(None, meet) for _ in range(2)])
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(facts).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test('executor.run_in_executor.cancel_queued_job', 'cancels the concurrent future', async (world) => {
    const { loop, asyncio, env } = world;
    const executor = new StubExecutor(asyncio);
    const future = loop.runInExecutor(executor as never, () => {});
    expect(executor.jobs[0]?.future.cancelled()).to.equal(false);
    future.cancel();
    await env.spin(2);
    expect(executor.jobs[0]?.future.cancelled()).to.equal(true);
  });

  test(
    'executor.run_in_executor.cancel_queued_job',
    'runs the first and not the second',
    async (world) => {
      const { loop, asyncio, env } = world;
      const trace: string[] = [];
      const pool = new asyncio.ThreadPoolExecutor({ maxWorkers: 1 });
      env.defer(() => pool.shutdown({ wait: false }));
      const first = loop.runInExecutor(pool, () => trace.push('first'));
      const second = loop.runInExecutor(pool, () => trace.push('second'));
      expect(second.cancel()).to.equal(true);
      await loop.runUntilComplete(first);
      await env.run(() => asyncio.sleep(env.tick * 2));
      expect(trace).to.deep.equal(['first']);
      expect(second.cancelled()).to.equal(true);
    },
    { on: 'typescript' },
  );

  test('executor.run_in_executor.cancel_running_job', 'ends at once, quietly', async ({ loop, asyncio, env }) => {
    const executor = new StubExecutor(asyncio);
    const future = loop.runInExecutor(executor as never, () => {});
    const other = loop.runInExecutor(executor as never, () => {});
    const [job, otherJob] = executor.jobs;
    job?.future.setRunningOrNotifyCancel();
    otherJob?.future.setRunningOrNotifyCancel();
    await env.spin();
    expect([future.cancel(), other.cancel()]).to.deep.equal([true, true]);
    expect(future.cancelled()).to.equal(true);
    await env.spin(2);
    const told = env.fromHost(() => {
      job?.future.setResult('dropped');
      otherJob?.future.setException(new ValueError('dropped'));
    });
    await env.run(() => asyncio.sleep(env.tick * 3));
    await told;
    expect(job?.future.result()).to.equal('dropped');
    expect(future.cancelled()).to.equal(true);
    await rejects(CancelledError, loop.runUntilComplete(future));
  });

  test('executor.run_in_executor.completes_after_close', 'drops what comes too late', async (world) => {
    const { loop, asyncio, env } = world;
    const executor = new StubExecutor(asyncio);
    const future = loop.runInExecutor(executor as never, () => {});
    const other = loop.runInExecutor(executor as never, () => {});
    await env.spin();
    loop.close();
    await env.fromHost(() => {
      for (const { future: job } of executor.jobs) job.setRunningOrNotifyCancel();
      executor.jobs[0]?.future.setResult('late');
      executor.jobs[1]?.future.setException(new ValueError('late'));
    });
    await env.pause(env.tick);
    expect(executor.jobs[0]?.future.result()).to.equal('late');
    expect([future.done(), other.done()]).to.deep.equal([false, false]);
  });

  test(
    'executor.run_in_executor.completes_after_close',
    'logs nothing and raises nothing in the thread',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        records, done = [], threading.Event()
        class Recording(logging.Handler):
            def emit(self, record): records.append(record.getMessage())
        handler = Recording()
        loggers = [logging.getLogger(name) for name in ('asyncio', 'concurrent.futures')]
        for logger in loggers: logger.addHandler(handler)
        hook, threading.excepthook = threading.excepthook, lambda args: records.append(str(args.exc_value))
        try:
            future = loop.run_in_executor(None, lambda: (time.sleep(0.05), done.set()))
            loop.close()
            ended = done.wait(2)
            time.sleep(0.03)
            logging.getLogger('asyncio').error('control')
        finally:
            threading.excepthook = hook
            for logger in loggers: logger.removeHandler(handler)
        return [ended, future.done(), records]
        `,
        { loop },
      );
      expect(facts).to.deep.equal([true, false, ['control']]);
    },
    { on: 'python' },
  );

  test('executor.run_in_executor.process_pool', 'asks for the process', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      import multiprocessing
      async def main():
          with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context('fork')) as pool:
              return await loop.run_in_executor(pool, os.getpid)
      with warnings.catch_warnings():
          warnings.simplefilter('ignore')
          pid = loop.run_until_complete(main())
      return isinstance(pid, int) and pid != os.getpid()
      `,
      { loop },
    );
    expect(facts).to.equal(true);
  });

  test('executor.run_in_executor.default_thread_names', 'asks two threads for their names', ({ loop, env }) => {
    const names = env.python.exec(
      `
      barrier = threading.Barrier(2)
      def name():
          barrier.wait(2)
          return threading.current_thread().name
      async def main():
          return await asyncio.gather(*[loop.run_in_executor(None, name) for _ in range(2)])
      return loop.run_until_complete(main())
      `,
      { loop },
    ) as readonly string[];
    expect(names).to.have.lengthOf(2);
    for (const name of names) expect(name).to.match(/^asyncio/);
  });
});
