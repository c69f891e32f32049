/** What the handle of a timer knows, and when its deadline is. */
import { expect, suite } from '../support';
import { GRAIN } from './grain';

export const handleSuite = suite('timers', 'the handles of timers', (test) => {
  test(
    'timers.call_later.returns_timer_handle',
    'asks the handles of both methods for their class',
    ({ loop, asyncio }) => {
      for (const delay of [0, 60]) {
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
    const fired = loop.callLater(env.tick, () => loop.stop());
    const before = [cancelled.when(), fired.when()];
    cancelled.cancel();
    await env.runForever();
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
});
