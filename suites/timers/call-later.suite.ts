/** call_later() and call_at(): delays, arguments and what is refused. */
import { expect, raises, suite } from '../support';
import { GRAIN, block } from './grain';

export const callLaterSuite = suite('timers', 'call_later() and call_at()', (test) => {
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
      // At the latest: whether the handle tells its deadline, other clauses ask.
      const deadline = loop.time() + delay;
      loop.callLater(delay, () => {
        fired += 1;
        early.push(Math.max(0, deadline - loop.time()));
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

  test(
    'timers.call_later.more_than_a_day',
    'waits with nothing but a distant timer',
    async ({ loop, env }) => {
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
    },
    { needs: ['host_clock'] },
  );

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
});
