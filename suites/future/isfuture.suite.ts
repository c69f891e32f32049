/** isfuture(): what counts as a future. */
import type { Coroutine } from '../../spec';
import { expect, suite } from '../support';

const ts = { on: 'typescript' } as const;

export const isfutureSuite = suite('future', 'isfuture()', (test) => {
  test('future.isfuture.instances', 'asks futures and a task in all states', async ({ loop, asyncio, env }) => {
    const [pending, done, cancelled] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    done.setResult(1);
    cancelled.cancel();
    const task = loop.createTask((function* (): Coroutine<void> {})());
    const answers = [pending, done, cancelled, task].map((future) => asyncio.isfuture(future));
    await env.spin(2);
    expect([...answers, asyncio.isfuture(task)]).to.deep.equal([true, true, true, true, true]);
  });

  test(
    'future.isfuture.class_object',
    'asks the classes',
    ({ asyncio, loop }) => {
      expect([
        asyncio.isfuture(asyncio.Future),
        asyncio.isfuture(asyncio.Task),
        asyncio.isfuture(loop.createFuture()),
      ]).to.deep.equal([false, false, true]);
    },
    ts,
  );

  test(
    'future.isfuture.duck_type',
    'asks look-alikes',
    ({ asyncio }) => {
      class No {}
      class Yes {}
      Object.defineProperty(No.prototype, '_asyncioFutureBlocking', { value: false });
      Object.defineProperty(Yes.prototype, '_asyncioFutureBlocking', { value: true });
      const no = new No();
      expect([asyncio.isfuture(no), asyncio.isfuture(new Yes())]).to.deep.equal([true, true]);
      expect((asyncio.ensureFuture(no as never) as unknown) === no, 'ensure_future() returns it').to.equal(true);
    },
    ts,
  );

  test(
    'future.isfuture.none_opts_out',
    'asks classes with the marker null',
    ({ asyncio }) => {
      class A {
        _asyncioFutureBlocking: boolean | null = null;
      }
      class B extends A {
        override _asyncioFutureBlocking: boolean | null = false;
      }
      expect([asyncio.isfuture(new A()), asyncio.isfuture(new B())]).to.deep.equal([false, true]);
    },
    ts,
  );

  test(
    'future.isfuture.other_objects',
    'asks other things',
    ({ asyncio }) => {
      const values = [
        (function* () {})(),
        function* () {},
        1,
        null,
        undefined,
        'x',
        Promise.resolve(),
        new asyncio.ConcurrentFuture(),
        {},
      ];
      for (const value of values) expect(asyncio.isfuture(value), String(value)).to.equal(false);
    },
    ts,
  );
});
