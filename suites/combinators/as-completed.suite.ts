/** as_completed(): results first come, first served. */
import { TimeoutError } from '../../spec';
import { expect, raisedBy, raises, suite } from '../support';

export const asCompletedSuite = suite('combinators', 'as_completed', (test) => {
  test('combinators.as_completed.order', 'sorts sleepers, and counts duplicates once', async ({ asyncio, env }) => {
    const sleeper = function* (name: string, ticks: number) {
      yield* asyncio.sleep(env.tick * ticks);
      return name;
    };
    const results = await env.run(function* () {
      const found: unknown[] = [];
      const slow = sleeper('slow', 4);
      const iterator = asyncio.asCompleted([slow, sleeper('fast', 1), slow]);
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) found.push(yield* next.value);
      return found;
    });
    expect(results).to.deep.equal(['fast', 'slow']);
  });

  test('combinators.as_completed.order', 'gives results as they come', async ({ loop, asyncio, env }) => {
    const names = ['a', 'b', 'c'];
    const futures = names.map(() => loop.createFuture<string>());
    const order = [2, 0, 1];
    const results = await env.run(function* () {
      const found: string[] = [];
      const iterator = asyncio.asCompleted(futures);
      let next = iterator.next();
      for (const index of order) {
        futures[index]?.setResult(names[index] ?? '');
        yield* asyncio.sleep(0);
        expect(next.done).to.not.equal(true);
        if (next.done !== true) found.push(yield* next.value);
        next = iterator.next();
      }
      expect(next.done).to.equal(true);
      return found;
    });
    expect(results).to.deep.equal(['c', 'a', 'b']);
  });

  test(
    'combinators.as_completed.order',
    'refuses a bare future',
    async ({ loop, asyncio, env }) => {
      const future = loop.createFuture();
      loop.callSoon(() => {
        raises(TypeError, () => asyncio.asCompleted(future as never));
        future.setResult('refused');
      });
      expect(await env.run(() => future[Symbol.iterator]() as never)).to.equal('refused');
    },
    { on: 'typescript' },
  );

  test(
    'combinators.as_completed.order',
    'refuses a bare future, in Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      async def main():
          facts, coro = [], asyncio.sleep(0)
          for bad in (loop.create_future(), coro):
              try:
                  list(asyncio.as_completed(bad))
              except TypeError:
                  facts.append('TypeError')
          coro.close()
          return facts
      return loop.run_until_complete(main())
      `,
        { loop },
      );
      expect(facts).to.deep.equal(['TypeError', 'TypeError']);
    },
    { on: 'python' },
  );

  test('combinators.as_completed.timeout', 'gives up the rest', async ({ loop, asyncio, env }) => {
    const [ready, never, lost] = [
      loop.createFuture<string>(),
      loop.createFuture<string>(),
      loop.createFuture<string>(),
    ];
    ready.setResult('ready');
    await env.run(function* () {
      const iterator = asyncio.asCompleted([never, ready, lost], { timeout: env.tick });
      const first = iterator.next();
      if (first.done !== true) expect(yield* first.value).to.equal('ready');
      for (let i = 0; i < 2; i++) {
        const next = iterator.next();
        if (next.done !== true) yield* raisedBy(TimeoutError, () => next.value);
      }
      expect(iterator.next().done).to.equal(true);
    });
    expect([never.done(), lost.done()]).to.deep.equal([false, false]);
  });
});
