/** run_coroutine_threadsafe(): a task started from outside the loop. */
import { BaseException, CancelledError, KeyboardInterrupt, SystemExit, ValueError } from '../../spec';
import type { ConcurrentFuture, Coroutine } from '../../spec';
import { expect, fail, raises, rejects, suite, type World } from '../support';

/** Submits `coro` from the host while the loop runs; returns the concurrent future once it is done. */
async function submit<T>(
  { loop, asyncio, env }: World,
  coro: () => Coroutine<T>,
  meanwhile: (future: ConcurrentFuture<T>) => void = () => {},
): Promise<ConcurrentFuture<T>> {
  const submitted = env.fromHost(() => {
    const future = asyncio.runCoroutineThreadsafe(coro(), loop);
    future.addDoneCallback(() => loop.callSoonThreadsafe(() => loop.stop()));
    meanwhile(future);
    return future;
  });
  await env.runForever();
  return submitted;
}

export const threadsafeSuite = suite('combinators', 'run_coroutine_threadsafe', (test) => {
  test('combinators.run_coroutine_threadsafe.result', 'gives the result', async (world) => {
    const value = {};
    const trace: unknown[] = [];
    const future = await submit(world, function* () {
      trace.push(world.asyncio.getRunningLoop() === world.loop);
      yield* world.asyncio.sleep(0);
      return value;
    });
    expect(future.done()).to.equal(true);
    expect(future.result()).to.equal(value);
    expect(trace).to.deep.equal([true]);
  });

  test('combinators.run_coroutine_threadsafe.result', 'gives the error', async (world) => {
    const error = new ValueError('of the coroutine');
    const future = await submit(world, function* () {
      yield* world.asyncio.sleep(0);
      throw error;
    });
    expect(future.exception()).to.equal(error);
  });

  test(
    'combinators.run_coroutine_threadsafe.result',
    'wakes a loop that has nothing to do',
    async (world) => {
      const start = world.loop.time();
      const timer = world.loop.callLater(60, () => {});
      const future = await submit(world, () => world.asyncio.sleep(0, 'woken'));
      timer.cancel();
      expect(future.result()).to.equal('woken');
      expect(world.loop.time() - start).to.be.lessThan(world.env.patience.wait);
    },
    { needs: ['host_clock'] },
  );

  for (const [title, debug] of [
    ['cancels the task', false],
    ['cancels the task in debug mode', true],
  ] as const)
    test(
      'combinators.run_coroutine_threadsafe.cancel',
      title,
      async (world) => {
        const { loop, asyncio, env } = world;
        loop.setDebug(debug);
        const trace: string[] = [];
        const submitted = env.fromHost(() =>
          asyncio.runCoroutineThreadsafe(
            (function* () {
              trace.push('started');
              try {
                yield* asyncio.sleep(60);
              } catch (error) {
                trace.push(error instanceof CancelledError ? 'cancelled' : String(error));
                throw error;
              } finally {
                loop.stop();
              }
            })(),
            loop,
          ),
        );
        const cancelled = submitted.then((future) => env.fromHost(() => future.cancel(), env.tick * 2));
        const guard = loop.callLater(env.patience.wait / 5, () => loop.stop());
        await env.runForever();
        guard.cancel();
        expect(await cancelled).to.equal(true);
        expect(trace).to.deep.equal(['started', 'cancelled']);
        expect((await submitted).cancelled()).to.equal(true);
        await env.spin(3);
      },
      { needs: ['host_clock'] },
    );

  test('combinators.run_coroutine_threadsafe.cancel', 'is cancelled when it is too late', async (world) => {
    const { asyncio, env } = world;
    let own: ConcurrentFuture<string> | undefined;
    const future = await submit(
      world,
      function* () {
        yield* asyncio.sleep(env.tick);
        own?.cancel();
        return 'a result';
      },
      (submitted) => (own = submitted),
    );
    expect(future.cancelled()).to.equal(true);
    await env.spin(3);
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('combinators.run_coroutine_threadsafe.cancel', 'is cancelled with the task', async (world) => {
    const future = await submit(world, function* () {
      yield* world.asyncio.sleep(0);
      throw new CancelledError();
    });
    expect([future.done(), future.cancelled()]).to.deep.equal([true, true]);
  });

  test('combinators.run_coroutine_threadsafe.result_timeout', 'asks twice', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      facts = []
      async def slow():
          await asyncio.sleep(0.05)
          return 'result'
      def ask():
          future = asyncio.run_coroutine_threadsafe(slow(), loop)
          try:
              future.result(0.005)
          except (TimeoutError, concurrent.futures.TimeoutError):
              facts.append('timeout')
          try:
              facts.append(future.result(5))
          except BaseException as error:
              facts.append(type(error).__name__)
          loop.call_soon_threadsafe(loop.stop)
      thread = threading.Thread(target=ask)
      thread.start()
      loop.run_forever()
      thread.join()
      return facts
      `,
      { loop },
    );
    expect(facts).to.deep.equal(['timeout', 'result']);
  });

  test('combinators.run_coroutine_threadsafe.errors', 'refuses what is no coroutine', async (world) => {
    const { loop, asyncio } = world;
    raises(TypeError, () => asyncio.runCoroutineThreadsafe(loop.createFuture() as never, loop));
    raises(TypeError, () => asyncio.runCoroutineThreadsafe((() => fail('called')) as never, loop));
    expect((await submit(world, () => asyncio.sleep(0, 'a coroutine'))).result()).to.equal('a coroutine');
  });

  test('combinators.run_coroutine_threadsafe.errors', 'hands on an error of the task factory', async (world) => {
    const { loop, asyncio, env } = world;
    const error = new ValueError('of the factory');
    loop.setTaskFactory((_loop, coro) => {
      coro.return(undefined);
      throw error;
    });
    const future = await submit(world, () => asyncio.sleep(0));
    loop.setTaskFactory(null);
    expect(future.exception()).to.equal(error);
    expect(env.takeReports().map((report) => report.exception)).to.deep.equal([error]);
  });

  test('combinators.run_coroutine_threadsafe.errors', 'spares one that was cancelled before', async (world) => {
    const { loop, env } = world;
    const error = new ValueError('of the factory');
    loop.setTaskFactory((_loop, coro) => {
      coro.return(undefined);
      throw error;
    });
    const future = await submit(
      world,
      () => world.asyncio.sleep(0),
      (submitted) => submitted.cancel(),
    );
    loop.setTaskFactory(null);
    await env.spin(2);
    expect(future.cancelled()).to.equal(true);
    expect(env.takeReports().map((report) => report.exception)).to.deep.equal([error]);
  });

  test('combinators.run_coroutine_threadsafe.errors', 'lets an exit of the factory through', async (world) => {
    const { loop, asyncio, env } = world;
    for (const error of [new SystemExit(3), new KeyboardInterrupt('key')]) {
      loop.setTaskFactory((_loop, coro) => {
        coro.return(undefined);
        throw error;
      });
      let future: ConcurrentFuture | undefined;
      loop.callSoon(() => (future = asyncio.runCoroutineThreadsafe(asyncio.sleep(0), loop)));
      expect(await rejects(BaseException, env.runForever())).to.equal(error);
      loop.setTaskFactory(null);
      expect(future?.done()).to.equal(false);
    }
  });
});
