/** asyncio.run() with a loop_factory, and SIGINT during a run. */
import { CancelledError, KeyboardInterrupt, type AbstractEventLoop, type Coroutine } from '../../spec';
import { expect, expectNone, isKind, rejects, suite } from '../support';

class Failed extends Error {}

export const runSuite = suite('runner', 'run() and SIGINT', (test) => {
  test('runner.loop_factory.asyncio_run', 'runs a coroutine to its end', async ({ loop, asyncio }) => {
    const calls: unknown[][] = [];
    const loopFactory = (...args: unknown[]): AbstractEventLoop => {
      calls.push(args);
      return loop;
    };
    function* body(): Coroutine<readonly boolean[]> {
      yield* asyncio.sleep(0);
      return [asyncio.getRunningLoop() === loop, loop.isRunning(), loop.isClosed()];
    }
    expect(await asyncio.run(body(), { loopFactory })).to.deep.equal([true, true, false]);
    expect(calls).to.deep.equal([[]]);
    expect([loop.isClosed(), loop.isRunning()]).to.deep.equal([true, false]);
    expectNone(asyncio._getRunningLoop(), '_get_running_loop()');
  });

  test('runner.loop_factory.asyncio_run', 'runs a coroutine into an error', async ({ loop, asyncio }) => {
    const trace: string[] = [];
    function* left(): Coroutine<void> {
      try {
        yield* loop.createFuture<never>();
      } finally {
        trace.push('cleaned up');
      }
    }
    function* body(): Coroutine<never> {
      loop.createTask(left());
      yield* asyncio.sleep(0);
      throw new Failed();
    }
    await rejects(Failed, asyncio.run(body(), { loopFactory: () => loop }), 'run()');
    expect(trace).to.deep.equal(['cleaned up']);
    expect(loop.isClosed()).to.equal(true);
  });

  test(
    'runner.run.sigint_cancels_main_task',
    'interrupts a coroutine that waits',
    async ({ loop, asyncio, env }) => {
      const trace: unknown[] = [];
      // A program's own listener would be left to it; a test runner or a coverage tool may have one here.
      const others = process.listeners('SIGINT');
      for (const other of others) process.off('SIGINT', other);
      env.defer(() => {
        for (const other of others) process.on('SIGINT', other);
      });
      function* body(): Coroutine<void> {
        try {
          yield* loop.createFuture<never>();
        } catch (error) {
          trace.push(isKind(error, CancelledError) ? 'cancelled' : error);
          throw error;
        }
      }
      const runner = new asyncio.Runner({ loopFactory: () => loop });
      const kill = env.fromHost(() => {
        trace.push('SIGINT');
        env.kill('SIGINT');
      }, env.tick * 3);
      await env.patience.bound(rejects(KeyboardInterrupt, runner.run(body()), 'run()'), 'run() to return');
      await kill;
      await runner.close();
      expect(trace).to.deep.equal(['SIGINT', 'cancelled']);
    },
    { on: 'typescript' },
  );

  test(
    'runner.run.sigint_cancels_main_task',
    'interrupts a coroutine that waits in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        async def body():
            try:
                await asyncio.wait_for(loop.create_future(), 6)
            except asyncio.CancelledError:
                trace.append('cancelled')
                raise
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.get_loop()
                timer.start()
                runner.run(body())
        except BaseException as error:
            trace.append(type(error).__name__)
        finally:
            timer.join()
            trace.append(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
            signal.signal(signal.SIGINT, before)
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal(['cancelled', 'KeyboardInterrupt', true]);
    },
    { on: 'python', needs: ['real_thread'] },
  );
});
