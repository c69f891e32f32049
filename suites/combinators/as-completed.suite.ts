/** as_completed(): results first come, first served. */
import { CancelledError, TimeoutError } from '../../spec';
import type { Task } from '../../spec';
import { expect, raisedBy, raises, suite } from '../support';
import { recordTimers } from './recorded-timers';
import { ThirdPartyFuture } from './third-party-future';

export const asCompletedSuite = suite('combinators', 'as_completed', (test) => {
  test('combinators.as_completed.order', 'sorts sleepers, and counts duplicates once', async ({ asyncio, env }) => {
    const sleeper = function* (name: string, ticks: number) {
      yield* asyncio.sleep(env.tick * ticks);
      return name;
    };
    const results = await env.run(function* () {
      const found: unknown[] = [];
      const slow = sleeper('slow', 8);
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
    'refuses a bare future and a bare coroutine',
    async ({ loop, asyncio, env }) => {
      const future = loop.createFuture();
      loop.callSoon(() => {
        const coro = asyncio.sleep(0);
        for (const bad of [future, coro]) raises(TypeError, () => asyncio.asCompleted(bad as never));
        coro.return(null);
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

  test('combinators.as_completed.order', 'refuses a keyword that it does not know', ({ asyncio }) => {
    raises(TypeError, () => asyncio.asCompleted([], { timeOut: 1 } as never));
  });

  test('combinators.as_completed.order', 'passes over those who gave up waiting', async ({ loop, asyncio, env }) => {
    const futures = [loop.createFuture<string>(), loop.createFuture<string>(), loop.createFuture<string>()];
    const takers: Task<string>[] = [];
    await env.run(function* () {
      const iterator = asyncio.asCompleted(futures);
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
        const { value } = next;
        takers.push(loop.createTask(value));
      }
      yield* asyncio.sleep(0);
      takers[0]?.cancel();
      yield* raisedBy(CancelledError, takers[0] as Task<string>);
      futures[1]?.setResult('first');
      const first = yield* takers[1] as Task<string>;
      expect(first).to.equal('first');
      futures[0]?.setResult('second');
      const second = yield* takers[2] as Task<string>;
      expect(second).to.equal('second');
    });
    futures[2]?.setResult('nobody asks');
    await env.spin(2);
    expect(takers.map((taker) => taker.cancelled())).to.deep.equal([true, false, false]);
  });

  test('combinators.as_completed.order', 'hands on what came for one that was cancelled', async (world) => {
    const { loop, asyncio, env } = world;
    const futures = [loop.createFuture<string>(), loop.createFuture<string>()];
    await env.run(function* () {
      const iterator = asyncio.asCompleted(futures);
      const takers: Task<string>[] = [];
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
        takers.push(loop.createTask(next.value));
      }
      yield* asyncio.sleep(0);
      futures[0]?.setResult('one');
      // The callback that brings it runs before this one: the first taker is woken already, and has not taken it.
      loop.callSoon(() => takers[0]?.cancel());
      const taken = yield* takers[1] as Task<string>;
      expect(taken).to.equal('one');
      expect(takers[0]?.cancelled()).to.equal(true);
    });
    futures[1]?.setResult('nobody asks');
    await env.spin(2);
  });

  test(
    'combinators.as_completed.timeout',
    'gives up the only one, and the last one',
    async ({ loop, asyncio, env }) => {
      for (const ready of [0, 1]) {
        const never = loop.createFuture<number>();
        const futures = [never, ...Array.from({ length: ready }, () => loop.createFuture<number>())];
        loop.callSoon(() => futures[1]?.setResult(1));
        await env.run(function* () {
          const iterator = asyncio.asCompleted(futures, { timeout: env.tick });
          for (let i = 0; i < ready; i++) {
            const next = iterator.next();
            expect(next.done).to.not.equal(true);
            if (next.done !== true) expect(yield* next.value).to.equal(1);
          }
          const last = iterator.next();
          expect(last.done).to.not.equal(true);
          if (last.done !== true) yield* raisedBy(TimeoutError, () => last.value);
        });
        expect(never.done()).to.equal(false);
      }
    },
  );

  test(
    'combinators.as_completed.timeout',
    'leaves no timer and no callback behind',
    async ({ loop, asyncio, env }) => {
      const handles = recordTimers(loop);
      const [good, never] = [loop.createFuture(), new ThirdPartyFuture(loop)];
      await env.run(function* () {
        expect(asyncio.asCompleted([], { timeout: 60 }).next().done).to.equal(true);
        expect(handles).to.have.lengthOf(0);
        const next = asyncio.asCompleted([good], { timeout: 60 }).next();
        expect(handles.map((handle) => handle.cancelled())).to.deep.equal([false]);
        good.setResult(null);
        if (next.done !== true) yield* next.value;
        expect(handles.map((handle) => handle.cancelled())).to.deep.equal([true]);
        const late = asyncio.asCompleted([never as never], { timeout: 0 }).next();
        if (late.done !== true) yield* raisedBy(TimeoutError, () => late.value);
        expect(never.added).to.have.lengthOf(1);
        expect(never.removed).to.deep.equal(never.added);
      });
    },
    { on: 'typescript' },
  );

  test(
    'combinators.as_completed.same_objects',
    'finds futures and tasks again',
    ({ loop, env }) => {
      const order = env.python.exec(
        `
        async def main():
            slow, future = loop.create_future(), loop.create_future()
            async def wait():
                return await slow
            given = {'task': loop.create_task(wait()), 'future': future}
            loop.call_soon(future.set_result, 1)
            loop.call_later(0.01, slow.set_result, 2)
            found = []
            async for done in asyncio.as_completed(given.values()):
                found.append([next((name for name, one in given.items() if one is done), 'another'), done.done()])
            return found
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(order).to.deep.equal([
        ['future', true],
        ['task', true],
      ]);
    },
    { on: 'python' },
  );

  test(
    'combinators.as_completed.cancelled_wait',
    'is cancelled while it waits for the first of two',
    ({ loop, env }) => {
      const results = env.python.exec(
        `
        async def main():
            futures = [loop.create_future(), loop.create_future()]
            ends = asyncio.as_completed(futures)
            waiting = loop.create_task(ends.__anext__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait([waiting])
            for number, future in enumerate(futures):
                future.set_result(number)
            return [await end async for end in ends]
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(results).to.deep.equal([0, 1]);
    },
    { on: 'python' },
  );
});
