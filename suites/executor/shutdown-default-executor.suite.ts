/** shutdown_default_executor(): waiting for jobs, and giving up. */
import { RuntimeError, ValueError } from '../../spec';
import { expect, expectNone, raises, rejects, suite, type World } from '../support';
import { StubExecutor, stubPool } from './stub-executor';

interface Shutdown {
  readonly wait?: boolean;
}

/** Makes a pool the default executor whose shutdown() is `answer`; returns the options of its calls. */
function recordShutdown({ loop, asyncio }: World, answer: (options: Shutdown) => unknown): readonly Shutdown[] {
  const { pool } = stubPool(asyncio);
  const calls: Shutdown[] = [];
  (pool as { shutdown: unknown }).shutdown = (options: Shutdown = {}): unknown => {
    calls.push(options);
    return answer(options);
  };
  loop.setDefaultExecutor(pool);
  return calls;
}

export const shutdownDefaultExecutorSuite = suite('executor', 'shutdown_default_executor()', (test) => {
  test('executor.shutdown_default_executor.no_executor', 'ends at once, twice', async ({ loop, env }) => {
    for (let i = 0; i < 2; i++) expectNone(await env.run(() => loop.shutdownDefaultExecutor()));
    expect(loop.isClosed()).to.equal(false);
  });

  test('executor.shutdown_default_executor.rejects_later_use', 'refuses on an unused loop', async (world) => {
    const { loop, env } = world;
    await env.run(() => loop.shutdownDefaultExecutor());
    raises(RuntimeError, () => loop.runInExecutor(null, () => {}));
  });

  test(
    'executor.shutdown_default_executor.rejects_later_use',
    'refuses after it was used',
    async ({ loop, env }) => {
      const result = await env.run(function* () {
        const value = yield* loop.runInExecutor(null, () => 'ran');
        yield* loop.shutdownDefaultExecutor();
        return value;
      });
      expect(result).to.equal('ran');
      raises(RuntimeError, () => loop.runInExecutor(null, () => {}));
      raises(RuntimeError, () => loop.runInExecutor(null, () => {}));
    },
    { needs: ['thread_pool'] },
  );

  test('executor.shutdown_default_executor.explicit_executor_still_allowed', 'uses its own', async (world) => {
    const { loop, asyncio, env } = world;
    await env.run(() => loop.shutdownDefaultExecutor());
    raises(RuntimeError, () => loop.runInExecutor(null, () => {}));
    const executor = new StubExecutor(asyncio);
    const future = loop.runInExecutor(executor as never, () => {});
    executor.jobs[0]?.future.setResult('its own');
    expect(await loop.runUntilComplete(future)).to.equal('its own');
  });

  test(
    'executor.shutdown_default_executor.waits',
    'ends after the job',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.runInExecutor(null, () =>
        env.pause(env.tick * 4).then(() => {
          trace.push('job');
        }),
      );
      await env.run(() => loop.shutdownDefaultExecutor());
      trace.push('shut down');
      expect(trace).to.deep.equal(['job', 'shut down']);
      await loop.runUntilComplete(future);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.waits',
    'ends after the thread',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      trace = []
      def job():
          trace.append(threading.current_thread())
          time.sleep(0.06)
          trace.append('job')
      loop.run_in_executor(None, job)
      trace.append(loop.run_until_complete(loop.shutdown_default_executor()))
      return trace[1:] + [trace[0].is_alive()]
      `,
        { loop },
      );
      expect(facts).to.deep.equal(['job', null, false]);
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.waits',
    'has nothing to wait for when shutdown() is done',
    async (world) => {
      const { loop, env } = world;
      const calls = recordShutdown(world, () => undefined);
      expectNone(await env.run(() => loop.shutdownDefaultExecutor()));
      expect(calls).to.deep.equal([{ wait: true }]);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.loop_keeps_running',
    'lets a timer pass',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.runInExecutor(null, () =>
        env.pause(env.tick * 5).then(() => {
          trace.push('job');
        }),
      );
      loop.callLater(env.tick, () => trace.push('timer'));
      await env.run(() => loop.shutdownDefaultExecutor());
      expect(trace).to.deep.equal(['timer', 'job']);
      await loop.runUntilComplete(future);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.loop_keeps_running',
    'lets a timer and the job itself pass',
    (world) => {
      const { loop, env } = world;
      const facts = env.python.exec(
        `
      trace = []
      def job():
          time.sleep(0.04)
          loop.call_soon_threadsafe(trace.append, 'from the job')
          time.sleep(0.03)
          trace.append('job')
      loop.run_in_executor(None, job)
      loop.call_later(0.01, trace.append, 'timer')
      loop.run_until_complete(loop.shutdown_default_executor())
      return trace
      `,
        { loop },
      );
      expect(facts).to.deep.equal(['timer', 'from the job', 'job']);
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.timeout',
    'gives up with a warning',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      go = threading.Event()
      loop.run_in_executor(None, go.wait, 3)
      start = time.monotonic()
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter('always')
          result = loop.run_until_complete(loop.shutdown_default_executor(timeout=0.05))
      taken = time.monotonic() - start
      go.set()
      return [result, 0.045 < taken < 2.5, [w.category.__name__ for w in caught if issubclass(w.category, RuntimeWarning)]]
      `,
        { loop },
      );
      expect(facts).to.deep.equal([null, true, ['RuntimeWarning']]);
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.timeout',
    'gives up, and says so to the host',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const warn = (warning: Error): void => {
        trace.push(warning.name);
      };
      process.on('warning', warn);
      env.defer(() => process.off('warning', warn));
      const future = loop.runInExecutor(null, () => env.pause(env.tick * 8).then(() => trace.push('job')));
      expectNone(await env.run(() => loop.shutdownDefaultExecutor(env.tick * 2)));
      trace.push('gave up');
      await loop.runUntilComplete(future);
      expect(trace.slice().sort()).to.deep.equal(['RuntimeWarning', 'gave up', 'job']);
      expect(trace.at(-1)).to.equal('job');
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.timeout_lets_go',
    'counts the calls of shutdown()',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      calls, go = [], threading.Event()
      class Pool(concurrent.futures.ThreadPoolExecutor):
          def shutdown(self, wait=True, **kwargs):
              calls.append(wait)
              if wait: go.wait(3)
      pool = Pool()
      loop.set_default_executor(pool)
      with warnings.catch_warnings():
          warnings.simplefilter('ignore')
          loop.run_until_complete(loop.shutdown_default_executor(timeout=0.05))
      go.set()
      return calls
      `,
        { loop },
      );
      expect(facts).to.deep.equal([true, false]);
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.timeout_lets_go',
    'counts the calls of shutdown(), in TypeScript',
    async (world) => {
      const { loop, env } = world;
      const calls = recordShutdown(world, ({ wait }) => (wait === false ? undefined : new Promise(() => {})));
      const ignore = (): void => {};
      process.on('warning', ignore);
      env.defer(() => process.off('warning', ignore));
      await env.run(() => loop.shutdownDefaultExecutor(env.tick));
      expect(calls).to.deep.equal([{ wait: true }, { wait: false }]);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.timeout_not_reached',
    'waits without a warning',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      trace = []
      loop.run_in_executor(None, lambda: (time.sleep(0.04), trace.append('job')))
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter('always')
          loop.run_until_complete(loop.shutdown_default_executor(timeout=60))
          trace.append('shut down')
          loop.run_until_complete(loop.shutdown_default_executor(timeout=None))
      return [trace, [str(w.message) for w in caught]]
      `,
        { loop },
      );
      expect(facts).to.deep.equal([['job', 'shut down'], []]);
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.timeout_not_reached',
    'waits for the job',
    async ({ loop, env }) => {
      for (const timeout of [60, null]) {
        const other = await env.newLoop();
        const trace: string[] = [];
        const future = other.runInExecutor(null, () => env.pause(env.tick * 3).then(() => trace.push('job')));
        await other.runUntilComplete(other.shutdownDefaultExecutor(timeout));
        trace.push('shut down');
        expect(trace).to.deep.equal(['job', 'shut down']);
        await other.runUntilComplete(future);
      }
      expect(loop.isRunning()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.error_propagates',
    'raises it',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      class Failing(concurrent.futures.ThreadPoolExecutor):
          def shutdown(self, wait=True, **kwargs):
              if wait: raise ValueError('of shutdown()')
      loop.set_default_executor(Failing())
      try:
          return loop.run_until_complete(loop.shutdown_default_executor())
      except ValueError as error:
          return str(error)
      `,
        { loop },
      );
      expect(facts).to.equal('of shutdown()');
    },
    { on: 'python' },
  );

  test(
    'executor.shutdown_default_executor.error_propagates',
    'raises what shutdown() throws',
    async (world) => {
      const { loop, asyncio, env } = world;
      const { pool } = stubPool(asyncio);
      const error = new RuntimeError('of shutdown()');
      (pool as { shutdown: unknown }).shutdown = (options?: { readonly wait?: boolean }) => {
        if (options?.wait !== false) throw error;
      };
      loop.setDefaultExecutor(pool);
      let seen: unknown;
      await env.run(() => loop.shutdownDefaultExecutor()).catch((caught: unknown) => (seen = caught));
      expect(seen).to.equal(error);
    },
    { on: 'typescript' },
  );

  test(
    'executor.shutdown_default_executor.error_propagates',
    'raises what the promise of shutdown() is rejected with',
    async (world) => {
      const { loop, env } = world;
      const error = new ValueError('of shutdown()');
      recordShutdown(world, ({ wait }) => (wait === false ? undefined : Promise.reject(error)));
      expect(
        await rejects(
          ValueError,
          env.run(() => loop.shutdownDefaultExecutor(60)),
        ),
      ).to.equal(error);
    },
    { on: 'typescript' },
  );
});
