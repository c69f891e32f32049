/** run_in_executor(): functions that run outside the loop. */
import { ValueError } from '../../spec';
import { expect, rejects, suite } from '../support';
import { StubExecutor } from './stub-executor';

export const runInExecutorSuite = suite('executor', 'run_in_executor()', (test) => {
  test('executor.run_in_executor.outside_the_loop', 'sees no running loop', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const inside = await env.run(function* () {
      const future = loop.runInExecutor(null, () => {
        trace.push('function');
        return asyncio._getRunningLoop();
      });
      return yield* future;
    });
    expect(trace).to.deep.equal(['function']);
    expect(inside ?? null).to.equal(null);
  });

  test(
    'executor.run_in_executor.outside_the_loop',
    'does not run it inside the call',
    ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.runInExecutor(null, () => trace.push('function'));
      trace.push('returned');
      env.defer(() => future.cancel());
      expect(trace).to.deep.equal(['returned']);
      expect(future.done()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'executor.run_in_executor.other_thread',
    'lets a timer pass while the function waits',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callLater(env.tick, () => trace.push('timer'));
      const job = (): unknown => env.pause(env.tick * 4);
      await env.run(function* () {
        yield* loop.runInExecutor(null, job);
        trace.push('function');
      });
      expect(trace).to.deep.equal(['timer', 'function']);
    },
    { on: 'typescript' },
  );

  test(
    'executor.run_in_executor.other_thread',
    'lets a timer pass while the function blocks its thread',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        trace = []
        def block():
            time.sleep(0.08)
            return threading.get_ident()
        async def main():
            loop.call_later(0.01, trace.append, 'timer')
            ident = await loop.run_in_executor(None, block)
            return trace + [ident != threading.get_ident()]
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(facts).to.deep.equal(['timer', true]);
    },
    { on: 'python' },
  );

  test('executor.run_in_executor.returns_future', 'submits at the call', ({ loop, asyncio, env }) => {
    const executor = new StubExecutor(asyncio);
    const future = loop.runInExecutor(executor as never, () => 1);
    expect(asyncio.isfuture(future)).to.equal(true);
    expect(future.getLoop()).to.equal(loop);
    expect(future.done()).to.equal(false);
    expect(executor.jobs).to.have.lengthOf(1);
    env.defer(() => future.cancel());
  });

  test(
    'executor.run_in_executor.returns_future',
    'works without the loop, and without any current loop',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        asyncio.set_event_loop(None)
        class Inline:
            def submit(self, fn, *args):
                future = concurrent.futures.Future()
                future.set_result(fn(*args))
                return future
        future = loop.run_in_executor(Inline(), lambda: 'ran')
        return [asyncio.isfuture(future), future.get_loop() is loop, loop.run_until_complete(future)]
        `,
        { loop },
      );
      expect(facts).to.deep.equal([true, true, 'ran']);
    },
    { on: 'python' },
  );

  test('executor.run_in_executor.result_and_args', 'passes objects through', async ({ loop, env }) => {
    const object = {};
    const result = {};
    const seen: unknown[] = [];
    const value = await env.run(function* () {
      const work = (...args: readonly unknown[]): unknown => {
        seen.push(args);
        return result;
      };
      return yield* loop.runInExecutor(null, work, [1, object, 'three']);
    });
    expect(value).to.equal(result);
    expect(seen).to.deep.equal([[1, object, 'three']]);
    expect((seen[0] as unknown[])[1]).to.equal(object);
  });

  test('executor.run_in_executor.result_and_args', 'calls without arguments', async ({ loop, env }) => {
    const counts: number[] = [];
    const nothing = await env.run(function* () {
      return yield* loop.runInExecutor(null, (...args: readonly unknown[]) => void counts.push(args.length));
    });
    expect(nothing ?? null).to.equal(null);
    expect(counts).to.deep.equal([0]);
  });

  test('executor.run_in_executor.exception', 'raises the very error', async ({ loop, env }) => {
    const error = new ValueError('of the function');
    const run = env.run(function* () {
      yield* loop.runInExecutor(null, () => {
        throw error;
      });
    });
    expect(await rejects(ValueError, run)).to.equal(error);
  });

  test('executor.run_in_executor.stop_iteration', 'raises StopIteration in a job', ({ loop, env }) => {
    const result = env.python.exec(
      `
      def work(): raise StopIteration('of the function')
      async def main():
          try:
              await asyncio.wait_for(loop.run_in_executor(None, work), 3)
          except RuntimeError as error:
              return [type(error).__name__, type(error.__cause__).__name__]
          except asyncio.TimeoutError:
              return 'never ended'
      return loop.run_until_complete(main())
      `,
      { loop },
    );
    expect(result).to.deep.equal(['RuntimeError', 'StopIteration']);
  });

  test('executor.run_in_executor.wakes_loop', 'ends a wait for nothing', async ({ loop, asyncio, env }) => {
    const executor = new StubExecutor(asyncio);
    const timer = loop.callLater(60, () => {});
    const future = loop.runInExecutor(executor as never, () => {});
    const told = env.fromHost(() => executor.jobs[0]?.future.setResult('woken'), env.tick * 2);
    expect(await env.run(() => asyncio.waitFor(future, 60))).to.equal('woken');
    await told;
    timer.cancel();
  });

  test('executor.run_in_executor.context_not_propagated', 'looks at a variable', async ({ loop, asyncio, env }) => {
    const variable = new asyncio.ContextVar<string>('variable');
    const seen = await env.run(function* () {
      variable.set('of the caller');
      return [variable.get(), yield* loop.runInExecutor(null, () => variable.get('default'))];
    });
    expect(seen).to.deep.equal(['of the caller', 'default']);
  });

  test('executor.run_in_executor.completion_keeps_order', 'sees what the job scheduled first', async (world) => {
    const { loop, env } = world;
    const trace: unknown[] = [];
    await env.run(function* () {
      for (let i = 0; i < 10; i++) {
        const future = loop.runInExecutor(null, () => {
          loop.callSoonThreadsafe(() => trace.push(future.done()));
        });
        yield* future;
        trace.push('completed');
      }
    });
    expect(trace).to.deep.equal(Array.from({ length: 10 }, () => [false, 'completed']).flat());
  });
});
