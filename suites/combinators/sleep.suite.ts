/** sleep(): what it asks of the loop. */
import { RuntimeError, ValueError } from '../../spec';
import { expect, raisedBy, raises, rejects, suite } from '../support';
import { recordTimers } from './recorded-timers';

export const sleepSuite = suite('combinators', 'sleep', (test) => {
  test('combinators.sleep.zero_is_bare_yield', 'steps it by hand, without any loop', ({ asyncio }) => {
    for (const delay of [0, -1]) {
      const sleeping = asyncio.sleep(delay, 'r');
      const first = sleeping.next();
      expect([first.done, first.value ?? null]).to.deep.equal([false, null]);
      expect(sleeping.next()).to.deep.equal({ done: true, value: 'r' });
    }
  });

  test('combinators.sleep.zero_is_bare_yield', 'takes turns with callbacks', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const result = await env.run(function* () {
      loop.callSoon(() => trace.push('a'));
      trace.push(yield* asyncio.sleep(0, 'slept'));
      loop.callSoon(() => trace.push('b'));
      trace.push(yield* asyncio.sleep(-3, 'again'));
      return 'end';
    });
    expect(trace).to.deep.equal(['a', 'slept', 'b', 'again']);
    expect(result).to.equal('end');
  });

  test('combinators.sleep.nan', 'sleeps for NaN, and for a moment', async ({ asyncio, env }) => {
    await rejects(
      ValueError,
      env.run(() => asyncio.sleep(NaN)),
      'sleep(NaN)',
    );
    expect(await env.run(() => asyncio.sleep(env.tick, 'slept'))).to.equal('slept');
  });

  test('combinators.sleep.timer', 'sleeps no shorter than it should', async ({ loop, asyncio, env }) => {
    const value = {};
    const delays: number[] = [];
    for (const ticks of [1, 3]) {
      const start = loop.time();
      expect(await env.run(() => asyncio.sleep(env.tick * ticks, value))).to.equal(value);
      delays.push((loop.time() - start) / env.tick);
    }
    expect(delays[0]).to.be.greaterThan(0.8);
    expect(delays[1]).to.be.greaterThan(2.8);
  });

  test('combinators.sleep.timer', 'wakes several in the order of their delays', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    // A slow machine begins a short sleep long after a long one.
    const due = new Map<string, number>();
    const sleeper = function* (name: string, ticks: number) {
      due.set(name, loop.time() + env.tick * ticks);
      yield* asyncio.sleep(env.tick * ticks);
      trace.push(name);
    };
    const tasks = [sleeper('c', 13), sleeper('a', 1), sleeper('b', 7)].map((coro) => loop.createTask(coro));
    await env.run(function* () {
      for (const task of tasks) yield* task;
    });
    const expected = [...due].sort(([, one], [, other]) => one - other).map(([name]) => name);
    expect(trace).to.deep.equal(expected);
  });

  test('combinators.sleep.timer', 'refuses where no loop runs', async ({ asyncio, env }) => {
    raises(RuntimeError, () => asyncio.sleep(env.tick).next());
    expect(await env.run(() => asyncio.sleep(env.tick, 'slept'))).to.equal('slept');
  });

  test(
    'combinators.sleep.timer',
    'sleeps by a timer and a future of the loop',
    async ({ loop, asyncio, env }) => {
      const trace: unknown[] = [];
      const createFuture = loop.createFuture.bind(loop);
      const callLater = loop.callLater.bind(loop);
      loop.createFuture = () => {
        trace.push('future');
        return createFuture();
      };
      loop.callLater = (delay, ...rest) => {
        trace.push(delay);
        return callLater(delay, ...rest);
      };
      await env.run(() => asyncio.sleep(env.tick));
      expect(trace).to.deep.equal(['future', env.tick]);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.sleep.cancel_cancels_timer',
    'looks at the handle',
    async ({ loop, asyncio, env }) => {
      const handles = recordTimers(loop);
      const task = loop.createTask(asyncio.sleep(10));
      await env.spin();
      expect(handles.map((handle) => handle.cancelled())).to.deep.equal([false]);
      task.cancel();
      await env.spin(2);
      expect(task.cancelled()).to.equal(true);
      expect(handles.map((handle) => handle.cancelled())).to.deep.equal([true]);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.sleep.cancel_cancels_timer',
    'looks at the handle, in Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      handles = []
      call_later = loop.call_later
      def record(*args, **kwargs):
          handles.append(call_later(*args, **kwargs))
          return handles[-1]
      loop.call_later = record
      async def main():
          task = loop.create_task(asyncio.sleep(10))
          await asyncio.sleep(0)
          facts = [h.cancelled() for h in handles]
          task.cancel()
          try:
              await task
          except asyncio.CancelledError:
              return facts + [h.cancelled() for h in handles]
      return loop.run_until_complete(main())
      `,
        { loop },
      );
      expect(facts).to.deep.equal([false, true]);
    },
    { on: 'python' },
  );

  test('combinators.sleep.timer', 'refuses a delay that is no number', async ({ asyncio, env }) => {
    await env.run(function* () {
      yield* raisedBy(TypeError, () => asyncio.sleep('soon' as never));
      return null;
    });
  });

  test(
    'combinators.sleep.cancel_cancels_timer',
    'is cancelled when its time is up',
    async ({ loop, asyncio, env }) => {
      const task = loop.createTask(asyncio.sleep(env.tick));
      await env.spin();
      loop.callSoon(() => {
        const end = loop.time() + env.tick * 1.5;
        while (loop.time() < end);
        // Ahead of the timer, which is due by now, in one batch with it.
        loop.callSoon(() => task.cancel());
      });
      await env.spin(4);
      expect(task.cancelled()).to.equal(true);
      expect(env.takeReports()).to.deep.equal([]);
    },
    { needs: ['host_clock'] },
  );
});
