/** In which order timers fire, when many wait or some are overdue. */
import { expect, suite } from '../support';
import { block } from './grain';

export const orderSuite = suite('timers', 'the order of timers', (test) => {
  test(
    'timers.call_later.overdue_in_deadline_order',
    'schedules for the past, the later first',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const now = loop.time();
      loop.callAt(now - 1, () => trace.push('a'));
      loop.callAt(now - 2, () => trace.push('b'));
      loop.callAt(now - 1.5, () => trace.push('c'));
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

  test(
    'timers.call_later.rescheduling_from_callback',
    'renews a timer of no delay again and again',
    async ({ loop, env }) => {
      let turns = 0;
      let going = true;
      const end = (): void => {
        going = false;
        loop.stop();
      };
      const again = (): void => {
        turns += 1;
        if (going) loop.callLater(0, again);
        // Later than the next turn in any case, however busy the machine is.
        if (turns === 1) loop.callLater(env.tick * 2, end);
      };
      loop.callLater(0, again);
      await env.runForever();
      expect(turns).to.be.greaterThan(1);
      await env.spin();
    },
    { needs: ['host_clock'] },
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
});
