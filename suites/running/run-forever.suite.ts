/** run_forever(): how long it runs, and what it refuses. */
import { RuntimeError } from '../../spec';
import { expect, expectNone, rejects, suite } from '../support';

export const runForeverSuite = suite('running', 'run_forever()', (test) => {
  test(
    'running.run_forever.until_stop',
    'runs a chain of callbacks, the last of which stops',
    async ({ loop, env }) => {
      const trace: number[] = [];
      const chain = (n: number): void => {
        trace.push(n);
        if (n === 5) loop.stop();
        else loop.callSoon(chain, [n + 1]);
      };
      loop.callSoon(chain, [1]);
      await env.runForever();
      expect(trace).to.deep.equal([1, 2, 3, 4, 5]);
    },
  );

  test('running.run_forever.until_stop', 'outlasts timers with pauses between them', async ({ loop, env }) => {
    const trace: number[] = [];
    for (const n of [1, 2, 3]) loop.callLater(env.tick * n, () => trace.push(n));
    loop.callLater(env.tick * 4, () => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal([1, 2, 3]);
  });

  test('running.run_forever.returns_none', 'stops at once', async ({ loop, env }) => {
    let called = false;
    loop.callSoon(() => {
      called = true;
      loop.stop();
    });
    const value: unknown = await env.patience.bound(loop.runForever(), 'run_forever()');
    expect(called).to.equal(true);
    expectNone(value, 'run_forever()');
  });

  test(
    'running.run_forever.stays_alive_when_idle',
    'runs with nothing to do until it is stopped from outside',
    async ({ loop, env }) => {
      let running: boolean | undefined;
      const started = loop.time();
      const asked = env.fromHost(() => {
        running = loop.isRunning();
        loop.callSoonThreadsafe(() => loop.stop());
      }, env.patience.silence * 2);
      await env.runForever();
      const took = loop.time() - started;
      await asked;
      expect(running).to.equal(true);
      expect(took).to.be.at.least(env.patience.silence * 2 - 0.005);
    },
  );

  test(
    'running.run_forever.stays_alive_when_idle',
    'goes on after its last timer and callback',
    async ({ loop, env }) => {
      const trace: string[] = [];
      let asked: Promise<unknown> | undefined;
      const outside = (): void => {
        loop.callSoonThreadsafe(() => {
          trace.push('from outside');
          loop.stop();
        });
      };
      loop.callSoon(() => {
        trace.push('last callback');
        loop.callLater(env.tick, () => {
          trace.push('last timer');
          asked = env.fromHost(outside, env.tick * 3);
        });
      });
      await env.runForever();
      await asked;
      expect(trace).to.deep.equal(['last callback', 'last timer', 'from outside']);
    },
  );

  test(
    'running.run_forever.runs_callbacks_queued_before',
    'queues two callbacks before the run',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => trace.push('a'));
      loop.callSoon(() => trace.push('b'));
      loop.callSoon(() => loop.stop());
      await env.pause(env.tick);
      trace.push('run');
      await env.runForever();
      expect(trace).to.deep.equal(['run', 'a', 'b']);
    },
  );

  test('running.run_forever.restartable', 'alternates both run methods three times', async ({ loop, env, asyncio }) => {
    const trace: string[] = [];
    for (const round of ['1', '2', '3']) {
      loop.callSoon(() => trace.push('forever ' + round));
      loop.callSoon(() => loop.stop());
      await env.runForever();
      trace.push(
        await env.run(function* () {
          yield* asyncio.sleep(0.001);
          return 'until ' + round;
        }),
      );
    }
    expect(trace).to.deep.equal(['forever 1', 'until 1', 'forever 2', 'until 2', 'forever 3', 'until 3']);
  });

  test('running.run_forever.same_loop_reentry', 'runs the loop in its own callback', async ({ loop, env }) => {
    const trace: unknown[] = [];
    let refusal: Promise<unknown> = Promise.resolve();
    loop.callSoon(() => {
      refusal = rejects(RuntimeError, () => loop.runForever(), 'run_forever()');
      loop.callSoon(() => {
        trace.push(loop.isRunning());
        loop.stop();
      });
    });
    await env.runForever();
    await refusal;
    expect(trace).to.deep.equal([true]);
    expect(loop.isRunning()).to.equal(false);
  });

  test('running.run_forever.other_loop_running', 'runs another loop in a callback', async ({ loop, env, asyncio }) => {
    const other = await env.newLoop();
    const trace: unknown[] = [];
    let refusal: Promise<unknown> = Promise.resolve();
    loop.callSoon(() => {
      refusal = rejects(RuntimeError, () => other.runForever(), 'run_forever() of another loop');
      trace.push(other.isRunning(), asyncio.getRunningLoop() === loop, loop.isRunning());
      loop.callSoon(() => {
        trace.push(asyncio.getRunningLoop() === loop);
        // One that runs nevertheless is to end.
        if (other.isRunning()) other.callSoonThreadsafe(() => other.stop());
        loop.stop();
      });
    });
    await env.runForever();
    await refusal;
    expect(trace).to.deep.equal([false, true, true, true]);
    await env.spin(1, other);
  });

  const threaded: readonly (readonly [
    clause:
      | 'running.run_forever.running_in_other_thread'
      | 'running.run_forever.two_loops_two_threads'
      | 'running.run_forever.non_main_thread'
      | 'running.run_forever.thread_hop_between_runs'
      | 'running.is_running.visible_from_other_thread',
    title: string,
    source: string,
    expected: unknown,
  ])[] = [
    [
      'running.run_forever.running_in_other_thread',
      'runs a running loop in a second thread',
      `
      seen = []
      def second():
          try: loop.run_forever()
          except RuntimeError: seen.append('refused')
          except BaseException as error: seen.append(repr(error))
          else: seen.append('ran')
          loop.call_soon_threadsafe(stop)
      def stop():
          seen.append(loop.is_running())
          loop.stop()
      thread = threading.Thread(target=second)
      loop.call_soon(thread.start)
      loop.run_forever()
      thread.join(5)
      return seen
      `,
      ['refused', true],
    ],
    [
      'running.run_forever.two_loops_two_threads',
      'asks each of two threads for its running loop',
      `
      barrier = threading.Barrier(2, timeout=5)
      seen = []
      def use(own):
          def check():
              try:
                  barrier.wait()
                  seen.append(asyncio.get_running_loop() is own)
                  barrier.wait()
              finally:
                  own.stop()
          own.call_soon(check)
          own.run_forever()
      # Each thread makes its own: whether a loop may be carried to another thread is no matter here.
      def work():
          own = new_loop()
          use(own)
          own.close()
      thread = threading.Thread(target=work)
      thread.start()
      use(loop)
      thread.join(5)
      return seen
      `,
      [true, true],
    ],
    [
      'running.run_forever.non_main_thread',
      'makes, runs and closes a loop in a thread',
      `
      seen = []
      def work():
          try:
              own = new_loop()
              seen.append(own.run_until_complete(asyncio.sleep(0.01, 'slept')))
              own.close()
              seen.append(own.is_closed())
          except BaseException as error:
              seen.append(repr(error))
      thread = threading.Thread(target=work)
      thread.start()
      thread.join(5)
      return seen
      `,
      ['slept', true],
    ],
    [
      'running.run_forever.thread_hop_between_runs',
      'runs in the main thread, then in another',
      `
      seen = []
      def once():
          loop.call_soon(lambda: seen.append(threading.get_ident()))
          loop.call_soon(loop.stop)
          loop.run_forever()
      once()
      thread = threading.Thread(target=once)
      thread.start()
      ident = thread.ident
      thread.join(5)
      return [seen[:1] == [threading.get_ident()], seen[1:] == [ident], len(seen)]
      `,
      [true, true, 2],
    ],
    [
      'running.is_running.visible_from_other_thread',
      'asks from a thread while the loop runs',
      `
      seen = [loop.is_running()]
      def ask():
          seen.append(loop.is_running())
          loop.call_soon_threadsafe(loop.stop)
      thread = threading.Thread(target=ask)
      loop.call_soon(thread.start)
      loop.run_forever()
      thread.join(5)
      return seen
      `,
      [false, true],
    ],
  ];

  for (const [clause, title, source, expected] of threaded) {
    test(
      clause,
      title,
      ({ loop, env }) => {
        expect(env.python.exec(`import asyncio, threading\n${dedent(source)}`, { loop })).to.deep.equal(expected);
      },
      { on: 'python' },
    );
  }

  test(
    'running.run_forever.running_in_other_thread',
    'runs a running loop from outside, by either method',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const asked = env.fromHost(async () => {
        const runs = [() => loop.runForever(), () => loop.runUntilComplete(loop.createFuture())];
        for (const run of runs) {
          await rejects(RuntimeError, () => env.patience.bound(run(), 'a second run to be refused'));
        }
        loop.callSoonThreadsafe(() => {
          trace.push('undisturbed');
          loop.stop();
        });
      });
      await Promise.all([env.runForever(), asked]);
      expect(trace).to.deep.equal(['undisturbed']);
      expect(loop.isRunning()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_forever.two_loops_two_threads',
    'runs two loops side by side on the host',
    async ({ loop, env, asyncio }) => {
      const loops = [loop, await env.newLoop()];
      const trace: boolean[] = [];
      const runs = loops.map((own) => {
        own.callSoon(() => {
          trace.push(asyncio.getRunningLoop() === own);
          own.callLater(env.tick, () => {
            trace.push(asyncio.getRunningLoop() === own);
            own.stop();
          });
        });
        const run = env.runForever(own);
        trace.push(asyncio._getRunningLoop() === null);
        return run;
      });
      await Promise.all(runs);
      expect(trace).to.deep.equal([true, true, true, true, true, true]);
    },
    { on: 'typescript' },
  );
});

/** Python of one indentation, to be put behind lines of none. */
function dedent(source: string): string {
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}
