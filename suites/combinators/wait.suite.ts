/** wait(): watches futures and never touches them. */
import { CancelledError, ValueError } from '../../spec';
import type { Future, ReturnWhen } from '../../spec';
import { expect, raisedBy, raises, rejects, suite } from '../support';
import { recordTimers } from './recorded-timers';
import { ThirdPartyFuture } from './third-party-future';

export const waitSuite = suite('combinators', 'wait', (test) => {
  test('combinators.wait.timeout_keeps_pending', 'sorts the futures given', async ({ loop, asyncio, env }) => {
    const [ready, never] = [loop.createFuture(), loop.createFuture()];
    ready.setResult(1);
    const start = loop.time();
    const [done, pending] = await env.run(() => asyncio.wait([ready, never], { timeout: env.tick * 2 }));
    expect(loop.time() - start).to.be.greaterThan(env.tick * 1.8);
    expect(done).to.be.instanceOf(Set);
    expect([...done]).to.deep.equal([ready]);
    expect([...pending]).to.deep.equal([never]);
    expect([...pending][0]).to.equal(never);
    expect([never.done(), never.cancelled()]).to.deep.equal([false, false]);
  });

  test('combinators.wait.timeout_keeps_pending', 'returns before the timeout when it can', async (world) => {
    const { loop, asyncio, env } = world;
    const future = loop.createFuture();
    loop.callSoon(() => future.setException(new ValueError('no error of wait()')));
    const [done, pending] = await env.run(() => asyncio.wait([future], { timeout: 60 }));
    expect([done.size, pending.size]).to.deep.equal([1, 0]);
    expect(future.exception()).to.be.instanceOf(ValueError);
  });

  test('combinators.wait.return_when', 'waits for all, the first, or the first failure', async (world) => {
    const { loop, asyncio, env } = world;
    const sizes: Record<string, readonly number[]> = {};
    for (const returnWhen of ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED'] as const) {
      const futures = [1, 2, 3, 4].map(() => loop.createFuture());
      const [good, gone, bad, last] = futures as [Future, Future, Future, Future];
      const steps = [
        () => good.setResult(null),
        () => gone.cancel(),
        () => bad.setException(new ValueError('bad')),
        () => last.setResult(null),
      ];
      const [done, pending] = await env.run(function* () {
        const waiting = loop.createTask(asyncio.wait(futures, { returnWhen }));
        for (const step of steps) {
          yield* asyncio.sleep(0);
          yield* asyncio.sleep(0);
          yield* asyncio.sleep(0);
          step();
        }
        return yield* waiting;
      });
      sizes[returnWhen] = [done.size, pending.size];
      expect(bad.exception()).to.be.instanceOf(ValueError);
    }
    expect(sizes).to.deep.equal({ FIRST_COMPLETED: [1, 3], FIRST_EXCEPTION: [3, 1], ALL_COMPLETED: [4, 0] });
  });

  test('combinators.wait.return_when', 'takes several that end in one turn', async ({ loop, asyncio, env }) => {
    const futures = [loop.createFuture<number>(), loop.createFuture<number>(), loop.createFuture<number>()];
    loop.callSoon(() => futures.slice(0, 2).forEach((future, index) => future.setResult(index)));
    const [done, pending] = await env.run(() => asyncio.wait(futures, { returnWhen: 'FIRST_COMPLETED' }));
    expect([...done]).to.have.members(futures.slice(0, 2));
    expect([...pending]).to.deep.equal([futures[2]]);
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('combinators.wait.return_when', 'waits for all when nothing is said', async ({ loop, asyncio, env }) => {
    const [bad, good] = [loop.createFuture(), loop.createFuture()];
    bad.setException(new ValueError('first'));
    loop.callLater(env.tick, () => good.setResult(null));
    const [done] = await env.run(() => asyncio.wait([bad, good]));
    expect(done.size).to.equal(2);
    expect(bad.exception()).to.be.instanceOf(ValueError);
  });

  test('combinators.wait.cancel_leaves_children', 'cancels the waiter alone', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture<string>();
    const task = loop.createTask(asyncio.wait([future]));
    await env.spin(2);
    task.cancel();
    await rejects(CancelledError, loop.runUntilComplete(task));
    expect(future.done()).to.equal(false);
    future.setResult('still alive');
    expect(await loop.runUntilComplete(future)).to.equal('still alive');
  });

  test('combinators.wait.callbacks_removed', 'adds and removes one callback', async ({ loop, asyncio, env }) => {
    const future = new ThirdPartyFuture(loop);
    const [done, pending] = await env.run(() => asyncio.wait([future as never], { timeout: env.tick }));
    expect([done.size, pending.size]).to.deep.equal([0, 1]);
    expect(future.added).to.have.lengthOf(1);
    expect(future.removed).to.deep.equal(future.added);
    expect([...pending][0]).to.equal(future);
  });

  test(
    'combinators.wait.callbacks_removed',
    'cancels its timer, whether it ends well or is cancelled',
    async ({ loop, asyncio, env }) => {
      const timers = recordTimers(loop);
      const [soon, never] = [loop.createFuture(), loop.createFuture()];
      loop.callSoon(() => soon.setResult(null));
      await env.run(() => asyncio.wait([soon], { timeout: 60 }));
      const task = loop.createTask(asyncio.wait([never], { timeout: 60 }));
      await env.spin(2);
      task.cancel();
      await env.spin(3);
      expect(task.cancelled()).to.equal(true);
      expect(timers.map((timer) => timer.cancelled())).to.deep.equal([true, true]);
    },
  );

  test('combinators.wait.callbacks_removed', 'removes it when the waiter is cancelled', async (world) => {
    const { loop, asyncio, env } = world;
    const future = new ThirdPartyFuture(loop);
    const task = loop.createTask(asyncio.wait([future as never]));
    await env.spin(2);
    expect(future.added).to.have.lengthOf(1);
    task.cancel();
    await env.spin(3);
    expect(task.cancelled()).to.equal(true);
    expect(future.removed).to.deep.equal(future.added);
  });

  test(
    'combinators.wait.lets_waiter_go',
    'collects a task that waited for what is still pending',
    async ({ loop, asyncio, env }) => {
      const long = loop.createFuture();
      const waiter = new WeakRef(
        loop.createTask(
          (function* () {
            const soon = loop.createFuture();
            soon.setResult(null);
            yield* asyncio.wait([long, soon], { returnWhen: 'FIRST_COMPLETED' });
          })(),
        ),
      );
      await env.spin(4);
      expect(waiter.deref()?.done()).to.equal(true);
      await env.spin();
      await env.collectGarbage();
      expect(waiter.deref()).to.equal(undefined);
      expect(long.done()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.wait.lets_waiter_go',
    'collects a task that waited for what is still pending, in Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      import asyncio, gc, weakref
      long = loop.create_future()
      async def wait():
          soon = loop.create_future()
          soon.set_result(None)
          await asyncio.wait([long, soon], return_when=asyncio.FIRST_COMPLETED)
      async def main():
          task = loop.create_task(wait())
          await task
          return weakref.ref(task)
      waiter = loop.run_until_complete(main())
      gc.collect()
      return [waiter() is None, long.done()]
      `,
        { loop },
      );
      expect(facts).to.deep.equal([true, false]);
    },
    { on: 'python' },
  );

  test('combinators.wait.argument_errors', 'refuses what it cannot wait for', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture();
    const coro = asyncio.sleep(0);
    await env.run(function* () {
      yield* raisedBy(TypeError, () => asyncio.wait([coro as never]));
      yield* raisedBy(ValueError, () => asyncio.wait([]));
      yield* raisedBy(ValueError, () => asyncio.wait([future], { returnWhen: 'SOME' as ReturnWhen }));
      return null;
    });
    coro.return(null);
    future.setResult(null);
    const [done] = await env.run(() => asyncio.wait([future, future]));
    expect(done.size).to.equal(1);
  });

  test(
    'combinators.wait.argument_errors',
    'refuses a bare future, takes an iterator',
    async (world) => {
      const { loop, asyncio, env } = world;
      const future = loop.createFuture();
      await env.run(() => raisedBy(TypeError, () => asyncio.wait(future as never)));
      future.setResult(null);
      const [done] = await env.run(() => asyncio.wait([future, future].values()));
      expect([...done]).to.deep.equal([future]);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.wait.argument_errors',
    'refuses a bare future, takes an iterator, in Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      async def main():
          future, facts = loop.create_future(), []
          coro = asyncio.sleep(0)
          for bad in (future, coro):
              try:
                  await asyncio.wait(bad)
              except TypeError:
                  facts.append('TypeError')
          coro.close()
          future.set_result(None)
          done, pending = await asyncio.wait(iter([future, future]))
          return facts + [done == {future}]
      return loop.run_until_complete(main())
      `,
        { loop },
      );
      expect(facts).to.deep.equal(['TypeError', 'TypeError', true]);
    },
    { on: 'python' },
  );

  test('combinators.wait.argument_errors', 'refuses coroutines among futures', async ({ loop, asyncio, env }) => {
    const future = new ThirdPartyFuture(loop);
    const coro = asyncio.sleep(0);
    await env.run(() => raisedBy(TypeError, () => asyncio.wait([future as never, coro as never])));
    expect(future.added).to.have.lengthOf(0);
    coro.return(null);
    raises(TypeError, () => asyncio.wait([future as never], { returnwhen: 'x' } as never).next());
    expect(future.added).to.have.lengthOf(0);
  });
});
