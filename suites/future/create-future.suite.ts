/** How a loop makes its futures. */
import { expect, suite } from '../support';

const ts = { on: 'typescript' } as const;

const py = { on: 'python' } as const;

export const createFutureSuite = suite('future', 'create_future() and get_loop()', (test) => {
  test('future.create_future.bound', 'asks for one', ({ loop, asyncio }) => {
    const future = loop.createFuture();
    expect([asyncio.isfuture(future), future.getLoop() === loop, future.done()]).to.deep.equal([true, true, false]);
  });

  test('future.create_future.bound', 'asks for one while another loop is current', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    env.defer(() => asyncio.setEventLoop(null));
    expect(loop.createFuture().getLoop() === loop, 'its own loop').to.equal(true);
    expect(
      await env.run(function* () {
        return other.createFuture().getLoop() === other;
      }),
    ).to.equal(true);
  });

  test('future.create_future.distinct', 'asks for two and completes one', ({ loop }) => {
    const [a, b] = [loop.createFuture(), loop.createFuture()];
    expect(a === b, 'the same').to.equal(false);
    a.setResult(1);
    expect([a.done(), b.done()]).to.deep.equal([true, false]);
  });

  test('future.create_future.not_running_ok', 'asks an idle loop', async ({ loop }) => {
    const future = loop.createFuture<number>();
    future.setResult(5);
    expect(await loop.runUntilComplete(future)).to.equal(5);
  });

  test(
    'future.create_future.used_by_helpers',
    'overrides create_future() and calls the helpers',
    async ({ loop, asyncio, env }) => {
      let made = 0;
      const sound = loop.createFuture.bind(loop);
      loop.createFuture = () => {
        made += 1;
        return sound();
      };
      const counts = await env.run(function* () {
        const used: boolean[] = [];
        const look = (before: number): void => {
          used.push(made > before);
        };
        let before = made;
        yield* asyncio.sleep(0.001);
        look(before);
        before = made;
        const inner = sound();
        const shielded = asyncio.shield(inner);
        look(before);
        inner.setResult(1);
        yield* shielded;
        before = made;
        const source = new asyncio.ConcurrentFuture<number>();
        const wrapped = asyncio.wrapFuture(source, { loop });
        look(before);
        source.setResult(1);
        yield* wrapped;
        before = made;
        const waited = sound();
        loop.callSoon(() => waited.setResult(1));
        yield* asyncio.wait([waited]);
        look(before);
        before = made;
        yield* asyncio.gather([]);
        look(before);
        return used;
      });
      expect(counts).to.deep.equal([true, true, true, true, true]);
    },
  );

  test(
    'future.create_future.no_extra_callbacks',
    'completes a new one and counts what is scheduled',
    async ({ loop, env }) => {
      let scheduled = 0;
      const sound = loop.callSoon.bind(loop);
      loop.callSoon = ((...args: Parameters<typeof sound>) => {
        scheduled += 1;
        return sound(...args);
      }) as typeof loop.callSoon;
      const future = loop.createFuture();
      expect(String(future)).to.not.match(/cb=/);
      future.setResult(1);
      expect(scheduled).to.equal(0);
      future.addDoneCallback(() => {});
      expect(scheduled).to.equal(1);
      await env.spin();
    },
  );

  test('future.get_loop.done_and_closed', 'asks a done future of a closed loop', ({ loop }) => {
    const future = loop.createFuture();
    future.setResult(1);
    loop.close();
    expect(future.getLoop() === loop, 'its loop').to.equal(true);
  });

  test(
    'future.get_loop.legacy_attribute',
    'awaits a future that has lost get_loop()',
    async ({ loop, asyncio, env }) => {
      class Legacy extends asyncio.Future<number> {}
      Object.defineProperty(Legacy.prototype, 'getLoop', { value: undefined });
      const future = new Legacy({ loop });
      loop.callSoon(() => loop.callSoon(() => future.setResult(5)));
      expect(
        await env.run(function* () {
          return yield* future;
        }),
      ).to.equal(5);
    },
    ts,
  );

  test(
    'future.get_loop.legacy_attribute',
    'awaits a Python future that has lost get_loop()',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Legacy(asyncio.Future):
          @property
          def get_loop(self): raise AttributeError('get_loop')
      future = Legacy(loop=loop)
      loop.call_soon(loop.call_soon, future.set_result, 5)
      async def body(): return await future
      return loop.run_until_complete(body())
      `,
        { loop },
      );
      expect(result).to.equal(5);
    },
    py,
  );
});
