/** The clock and the timers. */
import type { TimerHandle } from '../../spec';
import { expect, raises, suite } from '../support';

/** Seconds by which a clock's granularity may make a timer early. */
const GRAIN = 0.001;

/** Keeps the host busy for `seconds`. */
function block(seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}

export const timersSuite = suite('timers', 'time, call_later and call_at', (test) => {
  test('timers.time.float_seconds', 'reads the clock around a pause', async ({ loop, env }) => {
    const before = loop.time();
    await env.pause(0.1);
    const passed = loop.time() - before;
    expect(before).to.be.a('number');
    expect(passed).to.be.within(0.095, env.patience.wait);
  });

  test(
    'timers.time.float_seconds',
    'reads a float',
    ({ loop, env }) => {
      expect(env.python.exec('return type(loop.time()).__name__', { loop })).to.equal('float');
    },
    { on: 'python' },
  );

  test('timers.time.monotonic', 'reads the clock many times, in and outside a run', async ({ loop, env }) => {
    const readings: number[] = [];
    for (let i = 0; i < 100; i++) readings.push(loop.time());
    loop.callSoon(() => {
      for (let i = 0; i < 100; i++) readings.push(loop.time());
    });
    await env.spin();
    readings.push(loop.time());
    expect(readings).to.have.length(201);
    expect(readings).to.deep.equal([...readings].sort((a, b) => a - b));
    expect(Number.isFinite(readings[0])).to.equal(true);
  });

  test(
    'timers.time.advances_inside_callback',
    'reads the clock around a busy stretch of a callback',
    async ({ loop, env }) => {
      let passed = 0;
      loop.callSoon(() => {
        const before = loop.time();
        block(0.03);
        passed = loop.time() - before;
      });
      await env.spin();
      expect(passed).to.be.at.least(0.029);
    },
  );

  test(
    'timers.time.is_time_monotonic',
    'reads both clocks',
    ({ loop, env }) => {
      const difference = env.python.exec('import time\nreturn abs(loop.time() - time.monotonic())', { loop });
      expect(difference).to.be.lessThan(0.5);
    },
    { on: 'python' },
  );

  test(
    'timers.time.is_time_monotonic',
    'reads one clock between two readings of the other',
    ({ loop }) => {
      const before = performance.now() / 1000;
      const time = loop.time();
      expect(time).to.be.within(before, performance.now() / 1000);
    },
    { on: 'typescript' },
  );

  test('timers.call_later.fires_after_delay', 'waits for a timer on an idle loop', async ({ loop, env }) => {
    const trace: number[] = [];
    const start = loop.time();
    loop.callLater(0.05, () => {
      trace.push(loop.time() - start);
      loop.stop();
    });
    await env.runForever();
    await env.spin(2);
    expect(trace).to.have.length(1);
    expect(trace[0]).to.be.within(0.05 - GRAIN, env.patience.wait / 2);
  });

  test('timers.call_later.not_early', 'fires timers of awkward delays, none early', async ({ loop, env }) => {
    const early: number[] = [];
    let fired = 0;
    const delays = [0.0699999, 0.01, 0.025, 0.033, 0.0015, 0.0499];
    for (const delay of delays) {
      const timer: TimerHandle = loop.callLater(delay, () => {
        fired += 1;
        early.push(Math.max(0, timer.when() - loop.time()));
        if (fired === delays.length) loop.stop();
      });
    }
    await env.runForever();
    expect(early).to.have.length(delays.length);
    for (const lead of early) expect(lead).to.be.at.most(GRAIN);
  });

  test('timers.call_later.sub_millisecond_not_early', 'fires ten timers of 0.4 ms', async ({ loop, env }) => {
    const waits: number[] = [];
    const next = (): void => {
      const start = loop.time();
      loop.callLater(0.0004, () => {
        waits.push(loop.time() - start);
        if (waits.length < 10) next();
        else loop.stop();
      });
    };
    loop.callSoon(next);
    await env.runForever();
    expect(waits).to.have.length(10);
    for (const wait of waits) expect(wait).to.be.at.least(0.0003);
  });

  test('timers.call_later.int_and_float', 'schedules with whole numbers and fractions', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callLater(0, () => trace.push('zero'));
    loop.callLater(1, () => trace.push('one')).cancel();
    loop.callAt(Math.floor(loop.time()) - 1, () => trace.push('whole'));
    loop.callLater(env.tick * 2.5, () => {
      trace.push('fraction');
      loop.stop();
    });
    await env.runForever();
    // Which of the two that are overdue comes first is not this clause's matter.
    expect(trace.splice(0, 2).sort()).to.deep.equal(['whole', 'zero']);
    expect(trace).to.deep.equal(['fraction']);
  });

  for (const [clause, method] of [
    ['timers.call_later.none_type_error', 'callLater'],
    ['timers.call_at.none_type_error', 'callAt'],
  ] as const) {
    test(clause, 'schedules for None', async ({ loop, env }) => {
      const trace: string[] = [];
      raises(TypeError, () => loop[method](null as never, () => trace.push('refused')), `${method}(None)`);
      loop.callSoon(() => trace.push('sound'));
      await env.spin(2);
      expect(trace).to.deep.equal(['sound']);
    });
  }

  test('timers.call_later.non_number_type_error', 'schedules for a text', async ({ loop, env }) => {
    const trace: string[] = [];
    raises(TypeError, () => loop.callLater('1' as never, () => trace.push('refused')), 'call_later("1")');
    loop.callSoon(() => trace.push('sound'));
    await env.spin(2);
    expect(trace).to.deep.equal(['sound']);
  });

  test(
    'timers.call_later.zero_delay',
    'schedules without delay from outside and from a callback',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callLater(0, () => {
        trace.push('outer');
        loop.callLater(0, () => trace.push('inner'));
        trace.push('outer ends');
      });
      expect(trace).to.deep.equal([]);
      await env.spin();
      expect(trace).to.deep.equal(['outer', 'outer ends']);
      await env.spin();
      expect(trace).to.deep.equal(['outer', 'outer ends', 'inner']);
    },
  );

  test('timers.call_later.negative_delay', 'schedules for the past', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callAt(loop.time() - 5, () => trace.push('at'));
    loop.callLater(-1, () => trace.push('later'));
    expect(trace).to.deep.equal([]);
    await env.spin();
    expect(trace).to.deep.equal(['at', 'later']);
    await env.spin();
    expect(trace).to.have.length(2);
  });

  test(
    'timers.call_later.overdue_in_deadline_order',
    'schedules for the past, the later first',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callLater(-1, () => trace.push('a'));
      loop.callLater(-2, () => trace.push('b'));
      loop.callAt(loop.time() - 1.5, () => trace.push('c'));
      await env.spin();
      expect(trace).to.deep.equal(['b', 'c', 'a']);
    },
  );

  test('timers.order.by_deadline', 'lets three timers fall due while a callback is busy', async ({ loop, env }) => {
    const trace: number[] = [];
    // From one moment: on a busy machine the calls may lie further apart than the deadlines.
    const now = loop.time();
    for (const n of [3, 1, 2]) loop.callAt(now + env.tick * n, () => trace.push(n));
    loop.callSoon(() => block(env.tick * 4));
    loop.callAt(now + env.tick * 5, () => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal([1, 2, 3]);
  });

  test('timers.order.by_deadline', 'lets timers of both methods fall due one by one', async ({ loop, env }) => {
    const trace: number[] = [];
    const deadlines = new Map<number, number>();
    // In one callback, so that a slow way to the loop does not make them overdue before all are made.
    loop.callSoon(() => {
      const now = loop.time();
      for (const n of [4, 2]) deadlines.set(n, loop.callAt(now + env.tick * n, () => trace.push(n)).when());
      for (const n of [3, 1]) deadlines.set(n, loop.callLater(env.tick * n, () => trace.push(n)).when());
      loop.callLater(env.tick * 6, () => loop.stop());
    });
    await env.runForever();
    // 1, 2, 3, 4, unless the machine paused between the calls.
    const expected = [...deadlines].sort(([, a], [, b]) => a - b).map(([n]) => n);
    expect(trace).to.have.length(4).and.deep.equal(expected);
  });

  test('timers.order.ties_all_run', 'schedules ten timers for one moment', async ({ loop, env }) => {
    const trace: number[] = [];
    const when = loop.time() + env.tick;
    for (let i = 0; i < 10; i++) loop.callAt(when, (n: number) => trace.push(n), [i]);
    loop.callAt(when + env.tick, () => loop.stop());
    await env.runForever();
    expect([...trace].sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test(
    'timers.call_later.many',
    'runs six hundred timers of mixed deadlines, a third cancelled',
    async ({ loop, env }) => {
      const start = loop.time();
      const expected: number[] = [];
      const trace: number[] = [];
      for (let i = 0; i < 600; i++) {
        // A fixed scramble of a grid of 40 deadlines.
        const slot = (i * 7919) % 40;
        const timer = loop.callAt(start + slot * 0.002, () => trace.push(slot));
        if (i % 3 === 0) timer.cancel();
        else expected.push(slot);
      }
      loop.callAt(start + 0.1, () => loop.stop());
      await env.runForever();
      expect(trace).to.deep.equal([...expected].sort((a, b) => a - b));
    },
    { timeout: 20 },
  );

  test('timers.call_later.many', 'goes on after three hundred cancelled ones', async ({ loop, env }) => {
    const trace: string[] = [];
    const timers = Array.from({ length: 300 }, () => loop.callLater(60, () => trace.push('cancelled')));
    await env.spin();
    for (const timer of timers) timer.cancel();
    await env.spin();
    loop.callLater(env.tick, () => trace.push('first'));
    loop.callLater(env.tick * 3, () => {
      trace.push('second');
      loop.stop();
    });
    await env.runForever();
    expect(trace).to.deep.equal(['first', 'second']);
  });

  test(
    'timers.call_later.many',
    'runs two hundred of six hundred timers',
    async ({ loop, env }) => {
      const start = loop.time() + env.tick;
      const expected: number[] = [];
      const trace: number[] = [];
      for (let i = 0; i < 600; i++) {
        const slot = (i * 7919) % 40;
        const timer = loop.callAt(start + slot * 0.002, () => trace.push(slot));
        if (i % 3 === 0) expected.push(slot);
        else timer.cancel();
      }
      loop.callAt(start + 0.1, () => loop.stop());
      await env.runForever();
      expect(trace).to.deep.equal([...expected].sort((a, b) => a - b));
    },
    { timeout: 20 },
  );

  test('timers.call_later.more_than_a_day', 'schedules for days and years ahead', async ({ loop, env }) => {
    const trace: string[] = [];
    const far = [
      loop.callLater(86400 * 2, () => trace.push('two days')),
      loop.callLater(2 ** 31 / 1000 + 10, () => trace.push('31 bits of milliseconds')),
      loop.callLater(2 ** 32 / 1000 + 10, () => trace.push('32 bits of milliseconds')),
      loop.callLater(1e8, () => trace.push('three years')),
      loop.callAt(loop.time() + 1e9, () => trace.push('thirty years')),
    ];
    loop.callLater(env.patience.silence, () => {
      trace.push('soon');
      loop.stop();
    });
    await env.runForever();
    expect(trace).to.deep.equal(['soon']);
    for (const timer of far) timer.cancel();
  });

  test('timers.call_later.more_than_a_day', 'waits with nothing but a distant timer', async ({ loop, env }) => {
    const trace: string[] = [];
    const far = loop.callLater(2 ** 31 / 1000 + 10, () => trace.push('far'));
    const asked = env.fromHost(() => {
      loop.callSoonThreadsafe(() => {
        trace.push('outside');
        loop.stop();
      });
    }, env.patience.silence);
    await env.runForever();
    await asked;
    far.cancel();
    expect(trace).to.deep.equal(['outside']);
  });

  test('timers.call_later.infinite', 'schedules for never', async ({ loop, env }) => {
    const trace: string[] = [];
    const never = loop.callLater(Infinity, () => trace.push('never'));
    loop.callLater(env.tick, () => {
      trace.push('soon');
      loop.stop();
    });
    await env.runForever();
    never.cancel();
    await env.spin();
    expect(trace).to.deep.equal(['soon']);
  });

  test('timers.call_later.args', 'passes arguments through both methods', async ({ loop, env }) => {
    const object = {};
    const seen: unknown[][] = [];
    const record = (...args: unknown[]): void => {
      seen.push(args);
    };
    const now = loop.time();
    loop.callAt(now - 3, record, [1, 'x', object]);
    loop.callAt(now - 2, record, [null]);
    loop.callLater(0, record, [object, 2]);
    loop.callLater(0, record);
    await env.spin(2);
    // In which order overdue timers fire is for other clauses to say.
    seen.sort((a, b) => a.length - b.length);
    expect(seen.map((args) => args.length)).to.deep.equal([0, 1, 2, 3]);
    expect(seen[3]?.[2]).to.equal(object);
    expect(seen[2]?.[0]).to.equal(object);
    expect(seen[1]?.[0] ?? null).to.equal(null);
    expect(seen[3]?.slice(0, 2)).to.deep.equal([1, 'x']);
  });

  test('timers.call_later.relative_to_call_time', 'schedules at the end of a busy callback', async ({ loop, env }) => {
    let wait = 0;
    loop.callSoon(() => {
      block(0.05);
      const start = performance.now();
      loop.callLater(0.03, () => {
        wait = (performance.now() - start) / 1000;
        loop.stop();
      });
    });
    await env.runForever();
    expect(wait).to.be.at.least(0.03 - GRAIN);
  });

  test('timers.call_later.cancel', 'cancels one timer of each method', async ({ loop, env }) => {
    const trace: string[] = [];
    const later = loop.callLater(env.tick, () => trace.push('later'));
    const at = loop.callAt(loop.time() + env.tick, () => trace.push('at'));
    loop.callLater(env.tick, () => trace.push('kept'));
    later.cancel();
    loop.callSoon(() => at.cancel());
    loop.callLater(env.tick * 3, () => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal(['kept']);
    expect([later.cancelled(), at.cancelled()]).to.deep.equal([true, true]);
  });

  test('timers.call_later.cancel_when_due', 'cancels, in one overdue timer, the next', async ({ loop, env }) => {
    const trace: string[] = [];
    const due = loop.time() - 1;
    loop.callAt(due, () => {
      trace.push('first');
      second.cancel();
    });
    const second = loop.callAt(due + 0.001, () => trace.push('second'));
    loop.callAt(due + 0.002, () => trace.push('third'));
    await env.spin(2);
    expect(trace).to.deep.equal(['first', 'third']);
  });

  test(
    'timers.call_later.rescheduling_from_callback',
    'renews a timer of no delay again and again',
    async ({ loop, env }) => {
      let turns = 0;
      let going = true;
      const again = (): void => {
        turns += 1;
        if (going) loop.callLater(turns % 2 === 0 ? 0 : -1, again);
      };
      loop.callLater(0, again);
      loop.callLater(env.tick * 2, () => {
        going = false;
        loop.stop();
      });
      await env.runForever();
      expect(turns).to.be.greaterThan(1);
      await env.spin();
    },
  );

  test(
    'timers.call_later.rescheduling_from_callback',
    'runs one turn of a renewed timer an iteration',
    async ({ loop, env }) => {
      let turns = 0;
      const again = (): void => {
        turns += 1;
        if (turns < 10) loop.callLater(0, again);
      };
      loop.callLater(0, again);
      await env.spin();
      expect(turns).to.equal(1);
      await env.spin();
      expect(turns).to.equal(2);
    },
  );

  test('timers.call_later.exception_isolated', 'throws in the first of two due timers', async ({ loop, env }) => {
    const trace: string[] = [];
    const error = new RangeError('from a timer');
    const due = loop.time() - 1;
    const first = loop.callAt(due, () => {
      trace.push('first');
      throw error;
    });
    loop.callAt(due + 0.5, () => trace.push('second'));
    await env.spin(2);
    expect(trace).to.deep.equal(['first', 'second']);
    const reports = env.takeReports();
    expect(reports).to.have.length(1);
    expect(reports[0]?.exception).to.equal(error);
    expect(reports[0]?.handle).to.equal(first);
  });

  test(
    'timers.call_later.returns_timer_handle',
    'asks the handles of both methods for their class',
    ({ loop, asyncio }) => {
      for (const delay of [-1, 0, 60]) {
        const handles = [loop.callLater(delay, () => {}), loop.callAt(loop.time() + delay, () => {})];
        for (const handle of handles) {
          expect(handle instanceof asyncio.TimerHandle, `a TimerHandle for ${delay} s`).to.equal(true);
          handle.cancel();
        }
      }
    },
  );

  test('timers.call_later.when_for_every_delay', 'asks for the deadline of awkward delays', ({ loop }) => {
    for (const delay of [-1, 0, 0.0001, 5]) {
      const now = loop.time();
      const timer = loop.callLater(delay, () => {});
      expect(timer.when() - now).to.be.closeTo(delay, 0.5);
      timer.cancel();
    }
    const when = loop.time() - 1;
    const past = loop.callAt(when, () => {});
    expect(past.when()).to.equal(when);
    past.cancel();
  });

  test('timers.call_later.when_value', 'brackets the deadline by two readings of the clock', ({ loop }) => {
    const before = loop.time();
    const timer = loop.callLater(5, () => {});
    const after = loop.time();
    expect(timer.when()).to.be.within(before + 5 - 0.002, after + 5 + 0.002);
    timer.cancel();
  });

  test('timers.call_at.when_exact', 'asks for the deadline that was given', ({ loop }) => {
    const when = loop.time() + 5.25;
    const timer = loop.callAt(when, () => {});
    expect(timer.when()).to.equal(when);
    timer.cancel();
  });

  test('timers.handle.when_stable', 'asks again after cancel() and after firing', async ({ loop, env }) => {
    const cancelled = loop.callLater(60, () => {});
    const fired = loop.callLater(0, () => {});
    const before = [cancelled.when(), fired.when()];
    cancelled.cancel();
    await env.spin(2);
    expect([cancelled.when(), fired.when()]).to.deep.equal(before);
    expect(before[0]).to.be.greaterThan(before[1] ?? Infinity);
  });

  test('timers.call_at.same_clock_as_time', 'reads time() in the callback of call_at()', async ({ loop, env }) => {
    const target = loop.time() + 0.05;
    let at = 0;
    loop.callAt(target, () => {
      at = loop.time();
      loop.stop();
    });
    await env.runForever();
    expect(at).to.be.within(target - GRAIN, target + env.patience.wait / 2);
  });

  test('timers.call_at.keeps_deadline_across_runs', 'lets a timer fall due between two runs', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callLater(env.tick * 2, () => trace.push('timer'));
    await env.spin();
    expect(trace).to.deep.equal([]);
    await env.pause(env.tick * 4);
    expect(trace).to.deep.equal([]);
    await env.spin();
    expect(trace).to.deep.equal(['timer']);
  });

  test(
    'timers.cancelled.memory_bounded',
    'makes and cancels twenty thousand timers',
    ({ loop, env }) => {
      const live = env.python.exec(
        `
      import asyncio, gc
      def rounds():
          for _ in range(200):
              for _ in range(100): loop.call_later(3600, print).cancel()
              loop.call_soon(loop.stop)
              loop.run_forever()
      def objects():
          gc.collect()
          return len(gc.get_objects())
      before = objects()
      rounds()
      return [objects() - before, sum(isinstance(o, asyncio.TimerHandle) for o in gc.get_objects())]
      `,
        { loop },
      ) as readonly number[];
      // Handles of another class than asyncio's show among all objects only.
      expect(live).to.have.length(2);
      for (const count of live) expect(count).to.be.lessThan(1000);
    },
    { timeout: 30 },
  );
});
