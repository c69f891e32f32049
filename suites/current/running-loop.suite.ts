/** The running loop: where get_running_loop() finds it, and where there is none. */
import { RuntimeError, SystemExit, type Coroutine } from '../../spec';
import { expect, expectNone, raises, rejects, suite } from '../support';

class Stopped extends Error {}

export const runningLoopSuite = suite('current', 'the running loop', (test) => {
  test(
    'current.get_running_loop.inside_callback_and_coroutine',
    'asks in a callback, in timers, in coroutines and in done callbacks',
    async ({ loop, asyncio, env }) => {
      const found: Record<string, boolean> = {};
      const look = (where: string): void => {
        found[where] = asyncio.getRunningLoop() === loop;
      };
      loop.callSoon(() => look('call_soon'));
      loop.callSoonThreadsafe(() => look('call_soon_threadsafe'));
      loop.callLater(env.tick, () => look('call_later'));
      loop.callAt(loop.time() + env.tick, () => look('call_at'));
      function* child(): Coroutine<null> {
        look('task');
        yield* asyncio.sleep(0);
        look('task later');
        return null;
      }
      await env.run(function* () {
        look('coroutine');
        const task = loop.createTask(child());
        task.addDoneCallback(() => look('done callback'));
        yield* task;
        yield* asyncio.sleep(env.tick * 3);
      });
      expect(found).to.deep.equal({
        call_soon: true,
        call_soon_threadsafe: true,
        call_later: true,
        call_at: true,
        coroutine: true,
        task: true,
        'task later': true,
        'done callback': true,
      });
    },
  );

  test('current.get_running_loop.raises_outside', 'asks before, between and after', async ({ loop, asyncio, env }) => {
    asyncio.setEventLoop(loop);
    raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
    const inside = await env.run(function* () {
      yield* [];
      return asyncio.getRunningLoop() === loop;
    });
    expect(inside).to.equal(true);
    raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
    asyncio.setEventLoop(null);
  });

  for (const how of [
    'to its end',
    'into stop()',
    'into an error',
    'into an error of its coroutine',
    'into an exit request',
  ] as const) {
    test('current.get_running_loop.cleared_after_run', `runs ${how}`, async ({ loop, asyncio, env }) => {
      let inside: unknown;
      const waited = loop.createFuture<null>();
      function* body(): Coroutine<void> {
        inside = asyncio._getRunningLoop();
        yield* asyncio.sleep(0);
        if (how === 'into an error of its coroutine') throw new Stopped();
        if (how === 'to its end') return;
        loop.stop();
        // However late the run ends, the coroutine does not end before it.
        yield* waited;
      }
      if (how === 'to its end') await env.run(body);
      else if (how === 'into an error of its coroutine') await rejects(Stopped, env.run(body));
      else if (how === 'into stop()') await rejects(RuntimeError, env.run(body));
      else if (how === 'into an exit request') {
        loop.callSoon(() => {
          inside = asyncio._getRunningLoop();
          loop.stop();
          throw new SystemExit(1);
        });
        // Whether the request leaves the run is for other clauses to say: it ends in either case.
        await env.runForever().catch(() => undefined);
        env.takeReports();
      } else {
        loop.callSoon(() => {
          inside = asyncio._getRunningLoop();
          loop.stop();
          throw new Stopped();
        });
        await env.runForever();
        env.takeReports();
      }
      expect(inside === loop, 'the running loop meanwhile').to.equal(true);
      expectNone(asyncio._getRunningLoop(), '_get_running_loop()');
      raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
      waited.setResult(null);
      await env.spin(2);
    });
  }

  test('current._get_running_loop.none_outside', 'asks before, while and after', async ({ loop, asyncio, env }) => {
    expectNone(asyncio._getRunningLoop(), 'before');
    let inside: unknown;
    loop.callSoon(() => {
      inside = asyncio._getRunningLoop();
    });
    await env.spin();
    expect(inside === loop, 'in a callback').to.equal(true);
    expectNone(asyncio._getRunningLoop(), 'after');
  });

  test('current._set_running_loop.contract', 'sets it by hand', ({ loop, asyncio }) => {
    try {
      asyncio._setRunningLoop(loop);
      expect(asyncio.getRunningLoop() === loop, 'get_running_loop()').to.equal(true);
      expect(asyncio._getRunningLoop() === loop, '_get_running_loop()').to.equal(true);
      expect(asyncio.getEventLoop() === loop, 'get_event_loop()').to.equal(true);
      expect(loop.isRunning(), 'is_running() is of the loop itself').to.equal(false);
    } finally {
      asyncio._setRunningLoop(null);
    }
    raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
  });

  test(
    'current.get_running_loop.thread_specific',
    'asks in a thread of the executor',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        def ask():
            try: return repr(asyncio.get_running_loop())
            except RuntimeError: return [asyncio._get_running_loop(), threading.get_ident() != own]
        own = threading.get_ident()
        async def main():
            return await loop.run_in_executor(None, ask)
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(result).to.deep.equal([null, true]);
    },
    { on: 'python' },
  );

  test(
    'current.get_running_loop.fork',
    'forks in a callback',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        codes = []
        def fork():
            child = os.fork()
            if child == 0:
                try:
                    asyncio.get_running_loop()
                    os._exit(1)
                except RuntimeError:
                    os._exit(9)
                finally:
                    os._exit(2)
            codes.append(os.waitpid(child, 0)[1] >> 8)
            codes.append(asyncio.get_running_loop() is loop)
            loop.stop()
        loop.call_soon(fork)
        with warnings.catch_warnings():
            warnings.simplefilter('ignore', DeprecationWarning)
            loop.run_forever()
        return codes
        `,
        { loop },
      );
      expect(result).to.deep.equal([9, true]);
    },
    { on: 'python' },
  );
});
