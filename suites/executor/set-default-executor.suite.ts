/** set_default_executor(): what it takes and replaces. */
import { expect, expectNone, fail, raises, suite } from '../support';
import { stubPool } from './stub-executor';

export const setDefaultExecutorSuite = suite('executor', 'set_default_executor()', (test) => {
  test('executor.set_default_executor.used', 'submits to it', async ({ loop, asyncio, env }) => {
    const { pool, used } = stubPool(asyncio);
    const work = (): void => {};
    expectNone(loop.setDefaultExecutor(pool));
    const results = await env.run(function* () {
      return [yield* loop.runInExecutor(null, work), yield* loop.runInExecutor(null, work)];
    });
    expect(results).to.deep.equal(['from the stub', 'from the stub']);
    expect(used).to.deep.equal([work, work]);
  });

  test('executor.set_default_executor.used', 'replaces one by another', async ({ loop, asyncio, env }) => {
    const [first, second] = [stubPool(asyncio), stubPool(asyncio)];
    for (const { pool } of [first, second]) {
      loop.setDefaultExecutor(pool);
      await env.run(function* () {
        yield* loop.runInExecutor(null, () => {});
      });
    }
    expect([first.used.length, second.used.length]).to.deep.equal([1, 1]);
  });

  test(
    'executor.set_default_executor.used',
    'has it run a function of Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      import concurrent.futures
      class Counting(concurrent.futures.ThreadPoolExecutor):
          submitted = 0
          def submit(self, *args, **kwargs):
              self.submitted += 1
              return super().submit(*args, **kwargs)
      executor = Counting(1)
      loop.set_default_executor(executor)
      async def body():
          return await loop.run_in_executor(None, len, 'four')
      result = loop.run_until_complete(body())
      executor.shutdown()
      return [result, executor.submitted]
      `,
        { loop },
      );
      expect(facts).to.deep.equal([4, 1]);
    },
    { on: 'python', needs: ['thread_pool'] },
  );

  test('executor.set_default_executor.type_check', 'refuses, and keeps the one before', async (world) => {
    const { loop, asyncio, env } = world;
    const { pool, used } = stubPool(asyncio);
    loop.setDefaultExecutor(pool);
    const halves = [{ submit: () => {} }, { shutdown: () => {} }];
    for (const bad of [{}, null, 'pool', () => {}, ...halves])
      raises(TypeError, () => loop.setDefaultExecutor(bad as never));
    const job = env.run(function* () {
      yield* loop.runInExecutor(null, () => {});
    });
    await job.catch((error: unknown) => fail(`the executor before is gone: ${String(error)}`));
    expect(used).to.have.lengthOf(1);
  });

  test(
    'executor.set_default_executor.type_check',
    'refuses another kind of executor',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        facts = []
        class Other(concurrent.futures.Executor):
            def submit(self, fn, *args): raise NotImplementedError
        class Pool(concurrent.futures.ThreadPoolExecutor): pass
        for executor in (Other(), Pool, object(), None):
            try:
                loop.set_default_executor(executor)
            except TypeError:
                facts.append('TypeError')
        loop.set_default_executor(Pool())
        return facts
        `,
        { loop },
      );
      expect(facts).to.deep.equal(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    },
    { on: 'python' },
  );
});
