/** Timers over a clock and a heap that a successor may see and replace. */
import type { BaseEventLoop } from '../../spec';
import { expect, fail, raises, suite } from '../support';
import { Bench } from './bench';

export const timersSuite = suite('extension', 'clock and timers', (test) => {
  test('extension.time.override', 'lets an hour pass in no time', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    const timer = bench.loop.callLater(3600, () => bench.trace.push(bench.now));
    expect(timer.when()).to.equal(4600);
    bench.loop._runOnce();
    expect(bench.trace).to.deep.equal(['select', 'process', 4600]);
    expect(bench.timeouts).to.deep.equal([3600]);
  });

  test('extension.time.override', 'runs nothing while the clock stands still', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    bench.loop.callLater(0.001, bench.note('timer'));
    for (let i = 0; i < 3; i++) bench.loop._runOnce();
    expect(bench.trace).to.not.include('timer');
    bench.now += 1;
    bench.loop._runOnce();
    expect(bench.trace).to.include('timer');
  });

  test('extension.clock_resolution.early_by_at_most_one', 'enlarges the resolution', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    bench.loop._clockResolution = 0.5;
    bench.loop.callAt(1000.5, bench.note('0.5'));
    bench.loop.callAt(1000.4, bench.note('0.4'));
    bench.loop._runOnce();
    expect(bench.trace).to.deep.equal(['select', 'process', '0.4']);
    bench.now += 0.25;
    bench.loop._runOnce();
    expect(bench.trace.slice(3)).to.deep.equal(['select', 'process', '0.5']);
  });

  test(
    'extension.clock_resolution.early_by_at_most_one',
    'begins with the resolution of the clock',
    ({ env }) => {
      const same = env.python.exec(`
        loop = asyncio.BaseEventLoop()
        loop.close()
        return loop._clock_resolution == time.get_clock_info('monotonic').resolution
      `);
      expect(same).to.equal(true);
    },
    { on: 'python' },
  );

  test('extension.clock_resolution.too_small', 'runs what is due now, and nothing else', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    // A clock that has run so long that a microsecond does not move it.
    bench.now = 2 ** 40;
    for (const resolution of [0, 1e-6]) {
      bench.loop._clockResolution = resolution;
      const [due, later] = [`due, with ${resolution}`, `later, with ${resolution}`];
      bench.loop.callAt(bench.now, bench.note(due));
      const timer = bench.loop.callAt(bench.now + 1, bench.note(later));
      bench.loop._runOnce();
      expect(bench.trace).to.include(due).and.not.include(later);
      timer.cancel();
    }
  });

  test(
    'extension.tiny_timeouts_do_not_spin',
    'counts iterations',
    async ({ loop, asyncio, env }) => {
      const base = loop as BaseEventLoop;
      if (typeof base._runOnce !== 'function') fail('the loop has no method _runOnce()');
      const runOnce = base._runOnce.bind(base);
      let iterations = 0;
      base._runOnce = () => {
        iterations += 1;
        runOnce();
      };
      await env.run(function* () {
        for (const delay of [1e-2, 1e-4, 1e-6, 1e-8, 1e-10]) yield* asyncio.sleep(delay);
      });
      expect(iterations).to.be.within(5, 20);
    },
    { on: 'typescript' },
  );

  test(
    'extension.tiny_timeouts_do_not_spin',
    'counts iterations, in Python',
    ({ loop, env }) => {
      const iterations = env.python.exec(
        `
        count = [0]
        run_once = loop._run_once
        def counting():
            count[0] += 1
            run_once()
        loop._run_once = counting
        async def main():
            for delay in (1e-2, 1e-4, 1e-6, 1e-8, 1e-10): await asyncio.sleep(delay)
        loop.run_until_complete(main())
        return count[0]
        `,
        { loop },
      );
      expect(iterations).to.be.within(5, 20);
    },
    { on: 'python' },
  );

  test('extension.timers.cancelled_head_removed', 'cancels the first of two', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    const first = bench.loop.callAt(1005, bench.note('first'));
    const second = bench.loop.callAt(1010, bench.note('second'));
    first.cancel();
    bench.loop._runOnce();
    expect(bench.timeouts).to.deep.equal([10]);
    expect([first._scheduled, second._scheduled]).to.deep.equal([false, true]);
  });

  test('extension.timers.bulk_cleanup', 'cancels many behind a live one', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    const timers = Array.from({ length: 111 }, (_, i) => bench.loop.callAt(2000 + i, bench.note('timer')));
    timers.slice(1, 61).forEach((timer) => timer.cancel());
    bench.loop._runOnce();
    expect(timers.filter((timer) => timer._scheduled)).to.have.lengthOf(51);
    expect(bench.loop._timerCancelledCount).to.equal(0);
    expect(bench.timeouts).to.deep.equal([1000]);
  });

  test('extension.queues.ready_and_scheduled', 'looks into both', ({ env }) => {
    const facts = env.python.exec(`
      loop = asyncio.BaseEventLoop()
      ready = [loop.call_soon(print), loop.call_soon(print)]
      late, early = loop.call_later(5, print), loop.call_later(1, print)
      facts = [list(loop._ready) == ready, loop._scheduled[0] is early, len(loop._scheduled)]
      loop.close()
      return facts + [len(loop._ready), len(loop._scheduled)]
    `);
    expect(facts).to.deep.equal([true, true, 2, 0, 0]);
  });

  test('extension.create_task.keyword_only', 'gives it a number and a text', ({ loop, asyncio }) => {
    const coro = asyncio.sleep(0);
    for (const wrong of [1, 'a name']) raises(TypeError, () => loop.createTask(coro, wrong as never));
    coro.return(null);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test(
    'extension.create_task.keyword_only',
    'gives it nothing for options',
    ({ loop, asyncio }) => {
      const coro = asyncio.sleep(0);
      raises(TypeError, () => loop.createTask(coro, null as never));
      coro.return(null);
    },
    { on: 'typescript' },
  );
});
