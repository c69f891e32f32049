/** call_soon(): once each, in order, never at once. */
import { expect, suite, type World } from '../support';

export const callSoonSuite = suite('callbacks', 'call_soon()', (test) => {
  test(
    'callbacks.call_soon.not_synchronous',
    'schedules on an idle loop, which calls nothing until it runs',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => trace.push('called'));
      await env.pause(env.patience.silence);
      expect(trace).to.deep.equal([]);
      await env.spin();
      expect(trace).to.deep.equal(['called']);
    },
  );

  test(
    'callbacks.call_soon.not_synchronous',
    'schedules from a callback, which ends before the new one begins',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => {
        trace.push('outer begins');
        loop.callSoon(() => trace.push('inner'));
        loop.callSoonThreadsafe(() => trace.push('threadsafe'));
        trace.push('outer ends');
      });
      await env.spin(2);
      expect(trace.slice(0, 2)).to.deep.equal(['outer begins', 'outer ends']);
      // Which of the two comes first is for other clauses to say.
      expect(trace.slice(2).sort()).to.deep.equal(['inner', 'threadsafe']);
    },
  );

  test(
    'callbacks.call_soon.not_synchronous',
    'schedules from a coroutine, which goes on first',
    async ({ loop, env }) => {
      const trace: string[] = [];
      await env.run(function* () {
        loop.callSoon(() => trace.push('callback'));
        trace.push('coroutine');
        yield;
        trace.push('resumed');
      });
      expect(trace).to.deep.equal(['coroutine', 'callback', 'resumed']);
    },
  );

  const numbers = Array.from({ length: 100 }, (_, i) => i);

  /** Where stop() comes early, because of its own place in the order, all are called nevertheless: the order shows. */
  async function spinForAll({ env }: Pick<World, 'env'>, trace: readonly number[]): Promise<void> {
    for (let turn = 0; turn < 50 && trace.length < numbers.length; turn++) await env.spin();
  }

  test(
    'callbacks.call_soon.fifo',
    'calls a hundred callbacks, scheduled from outside, in order',
    async ({ loop, env }) => {
      const trace: number[] = [];
      for (const i of numbers) loop.callSoon(() => trace.push(i));
      await spinForAll({ env }, trace);
      expect(trace).to.deep.equal(numbers);
    },
  );

  test(
    'callbacks.call_soon.fifo',
    'calls a hundred callbacks, scheduled from a callback, in order',
    async ({ loop, env }) => {
      const trace: number[] = [];
      loop.callSoon(() => {
        for (const i of numbers) loop.callSoon((n: number) => trace.push(n), [i]);
      });
      await env.spin(2);
      await spinForAll({ env }, trace);
      expect(trace).to.deep.equal(numbers);
    },
  );

  test('callbacks.call_soon.fifo', 'keeps the order of chains that schedule themselves anew', async ({ loop, env }) => {
    const trace: string[] = [];
    const step = (name: string, left: number): void => {
      trace.push(name + String(left));
      if (left > 0) loop.callSoon(step, [name, left - 1]);
    };
    for (const name of ['a', 'b', 'c']) loop.callSoon(step, [name, 2]);
    await env.spin(3);
    expect(trace).to.deep.equal(['a2', 'b2', 'c2', 'a1', 'b1', 'c1', 'a0', 'b0', 'c0']);
  });

  test('callbacks.call_soon.exactly_once', 'calls once in many iterations and runs', async ({ loop, env }) => {
    let calls = 0;
    loop.callSoon(() => (calls += 1));
    await env.spin(3);
    await env.run(function* () {
      yield;
      yield;
    });
    expect(calls).to.equal(1);
  });

  test(
    'callbacks.call_soon.exactly_once',
    'calls a callback scheduled three times three times',
    async ({ loop, env }) => {
      let calls = 0;
      const callback = (): void => {
        calls += 1;
      };
      loop.callSoon(callback);
      loop.callSoon(callback);
      loop.callSoon(callback);
      await env.spin(2);
      expect(calls).to.equal(3);
    },
  );

  test(
    'callbacks.call_soon.return_value_ignored',
    'takes no notice of futures, coroutines, numbers and false',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.createFuture();
      const coroutine = (function* () {
        trace.push('started');
      })();
      for (const value of [future, coroutine, 1, false, null, 'text']) {
        loop.callSoon(() => {
          trace.push('called');
          return value;
        });
      }
      loop.callSoon(() => trace.push('last'));
      await env.spin(3);
      coroutine.return();
      expect(trace).to.deep.equal([...Array.from({ length: 6 }, () => 'called'), 'last']);
      expect(env.takeReports()).to.deep.equal([]);
      expect(future.done()).to.equal(false);
    },
  );

  test(
    'callbacks.call_soon.loop_keeps_callback_alive',
    'calls what only the loop still knows',
    async ({ loop, env }) => {
      const trace: string[] = [];
      (() => {
        const argument = { name: 'argument' };
        loop.callSoon((object: { name: string }) => trace.push('soon ' + object.name), [argument]);
        loop.callLater(env.tick, (object: { name: string }) => trace.push('later ' + object.name), [argument]);
      })();
      await env.collectGarbage();
      await env.run(function* () {
        const done = loop.createFuture();
        loop.callLater(env.tick * 3, () => done.setResult(null));
        yield* done;
      });
      // Collecting may take longer than the timer: the order is not this clause's matter.
      expect(trace.sort()).to.deep.equal(['later argument', 'soon argument']);
    },
  );

  test(
    'callbacks.call_soon.releases_after_run',
    'lets go of callback and arguments once they were used',
    ({ loop, env }) => {
      const alive = env.python.exec(
        `
        import gc, weakref
        class Argument: pass
        calls = []
        def schedule():
            refs = []
            for kind in ('soon', 'later', 'threadsafe'):
                argument = Argument()
                callback = lambda a: calls.append(type(a).__name__)
                refs += [weakref.ref(argument), weakref.ref(callback)]
                if kind == 'soon': loop.call_soon(callback, argument)
                elif kind == 'later': loop.call_later(0.005, callback, argument)
                else: loop.call_soon_threadsafe(callback, argument)
            return refs
        refs = schedule()
        loop.call_later(0.03, loop.stop)
        loop.run_forever()
        gc.collect()
        return [len(calls), sum(ref() is not None for ref in refs)]
        `,
        { loop },
      );
      expect(alive).to.deep.equal([3, 0]);
    },
  );

  test('callbacks.call_soon.releases_after_run', 'needs no garbage collector for it', ({ loop, env }) => {
    const alive = env.python.exec(
      `
        import gc, weakref
        class Argument: pass
        def callback(argument): pass
        def schedule():
            refs = []
            for method, delay in ((loop.call_soon, ()), (loop.call_later, (0.005,)), (loop.call_soon_threadsafe, ())):
                argument = Argument()
                refs.append(weakref.ref(argument))
                method(*delay, callback, argument)
            return refs
        gc.collect()
        gc.disable()
        try:
            refs = schedule()
            scheduled = sum(ref() is not None for ref in refs)
            loop.call_later(0.03, loop.stop)
            loop.run_forever()
            return [scheduled, sum(ref() is not None for ref in refs)]
        finally:
            gc.enable()
        `,
      { loop },
    );
    expect(alive).to.deep.equal([3, 0]);
  });

  test('callbacks.call_soon.releases_after_run', 'keeps nothing of six thousand calls', ({ loop, env }) => {
    const grown = env.python.exec(
      `
        import gc
        left = 0
        def called():
            nonlocal left
            left -= 1
            if left == 0: loop.stop()
        def run(count):
            nonlocal left
            left = 3 * count
            for _ in range(count):
                loop.call_soon(called)
                loop.call_later(0.001, called)
                loop.call_soon_threadsafe(called)
            loop.run_forever()
            gc.collect()
            return len(gc.get_objects())
        return run(100) - run(2000)
        `,
      { loop },
    ) as number;
    expect(-grown).to.be.lessThan(600);
  });

  test('callbacks.call_soon.returns_handle', 'returns a Handle', async ({ loop, asyncio, env }) => {
    const handle = loop.callSoon(() => {});
    expect(handle instanceof asyncio.Handle, 'an asyncio.Handle').to.equal(true);
    await env.spin();
  });

  test(
    'callbacks.call_soon.exception_does_not_stop_loop',
    'goes on past a callback that throws, and reports it once',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const error = new RangeError('from a callback');
      loop.callSoon(() => trace.push('a'));
      loop.callSoon(() => {
        trace.push('throws');
        throw error;
      });
      loop.callSoon(() => trace.push('b'));
      const end = (): void => {
        trace.push('end');
        loop.stop();
      };
      loop.callSoon(() => loop.callSoon(() => loop.callSoon(end)));
      await env.runForever();
      expect(trace).to.deep.equal(['a', 'throws', 'b', 'end']);
      const reports = env.takeReports();
      expect(reports).to.have.length(1);
      expect(reports[0]?.exception).to.equal(error);
    },
  );
});
