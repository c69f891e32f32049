/** What BaseEventLoop asks of its selector, and what it does with the answer. */
import { AttributeError, NotImplementedError, OSError } from '../../spec';
import { expect, raises, rejects, suite } from '../support';
import { Bench } from './bench';

export const selectorSuite = suite('extension', 'selecting and events', (test) => {
  test('extension.selector.select_called_once_per_iteration', 'counts the calls', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    bench.loop.callSoon(bench.note('callback'));
    for (let i = 1; i <= 3; i++) {
      bench.loop._runOnce();
      expect(bench.selects).to.have.lengthOf(i);
    }
    expect(bench.selects.map((args) => args.length)).to.deep.equal([1, 1, 1]);
    expect(bench.trace.filter((step) => step === 'callback')).to.have.lengthOf(1);
  });

  test('extension.selector.attribute_supplied_by_subclass', 'misses the selector', ({ asyncio, env }) => {
    const bare = new asyncio.BaseEventLoop();
    env.defer(() => bare.close());
    expect(bare._selector).to.equal(undefined);
    raises(AttributeError, () => bare._runOnce());
  });

  test('extension.selector.timeout_zero_when_ready', 'has something to do', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    bench.loop.callLater(60, bench.note('late'));
    bench.loop.callSoon(bench.note('ready'));
    bench.loop._runOnce();
    bench.loop.callSoon(bench.note('cancelled')).cancel();
    bench.loop._runOnce();
    bench.loop.stop();
    bench.loop._runOnce();
    expect(bench.timeouts).to.deep.equal([0, 0, 0]);
    expect(bench.trace).to.include('ready').and.not.include('cancelled');
  });

  test('extension.selector.timeout_none_when_idle', 'has nothing to do', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    bench.loop._runOnce();
    bench.loop.callLater(60, bench.note('cancelled')).cancel();
    bench.loop._runOnce();
    expect(bench.timeouts).to.deep.equal([null, null]);
  });

  test('extension.selector.timeout_until_next_timer', 'has timers', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0;
    bench.loop.callAt(1010, bench.note('second'));
    const first = bench.loop.callAt(1002.5, bench.note('first'));
    bench.loop._runOnce();
    first.cancel();
    bench.loop._runOnce();
    bench.loop.callAt(999, bench.note('due'));
    bench.loop._runOnce();
    expect(bench.timeouts).to.deep.equal([2.5, 10, 0]);
    expect(bench.trace.filter((step) => step !== 'select' && step !== 'process')).to.deep.equal(['due']);
  });

  test('extension.selector.timeout_capped', 'waits for a timer far away', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.loop.callLater(1e9, bench.note('far'));
    bench.loop._runOnce();
    bench.loop._runOnce();
    expect(bench.timeouts).to.deep.equal([86400, 86400]);
    expect(bench.trace).to.not.include('far');
  });

  test('extension.process_events.receives_select_result', 'compares the lists', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const event = {};
    const seen: (readonly unknown[])[] = [];
    bench.loop._processEvents = (...args) => {
      bench.trace.push('process');
      seen.push(args);
    };
    bench.events = [event, 'second'];
    bench.loop.callSoon(bench.note('callback'));
    bench.loop._runOnce();
    bench.events = [];
    bench.loop._runOnce();
    expect(seen).to.deep.equal([[[event, 'second']], [[]]]);
    expect((seen[0]?.[0] as readonly unknown[])[0]).to.equal(event);
    expect(bench.trace).to.deep.equal(['select', 'process', 'callback', 'select', 'process']);
  });

  test(
    'extension.process_events.queued_callbacks_run_same_iteration',
    'runs what was ready, then what the event queued, then what is due',
    ({ asyncio, env }) => {
      const bench = new Bench(asyncio, env).fakeTime();
      const { loop } = bench;
      loop._processEvents = () => {
        if (loop.getDebug()) return;
        loop.setDebug(true);
        loop._addCallback(new asyncio.Handle(bench.note('event'), [], loop, null));
        loop.callSoon(bench.note('event too'));
      };
      loop.callAt(900, bench.note('due'));
      loop.callSoon(bench.note('ready'));
      loop._runOnce();
      expect(bench.trace).to.deep.equal(['select', 'ready', 'event', 'event too', 'due']);
    },
  );

  test('extension.process_events.not_implemented', 'asks a bare loop', ({ asyncio, env }) => {
    const bare = new asyncio.BaseEventLoop();
    env.defer(() => bare.close());
    raises(NotImplementedError, () => bare._processEvents([]));
    expect(bare.isClosed()).to.equal(false);
  });

  test('extension.selector.events_not_repeated_after_stop', 'stops with an event at hand', async (world) => {
    const { asyncio, env } = world;
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    bench.events = ['event'];
    loop._processEvents = (events) => {
      if (events.length === 0) return;
      loop.callSoon(() => {
        bench.events = [];
        bench.trace.push('event');
      });
    };
    for (let i = 0; i < 2; i++) {
      loop.callSoon(() => loop.stop());
      await env.runForever(loop);
    }
    expect(bench.trace.filter((step) => step === 'event')).to.have.lengthOf(1);
    expect(bench.selects.length).to.be.greaterThan(1);
  });

  test('extension.selector.exception_propagates', 'fails once in each of the two', async ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    const error = new OSError('of the selector');
    let failing: 'select' | 'process' | 'none' = 'none';
    const failIf = (hook: typeof failing): void => {
      if (failing !== hook) return;
      failing = 'none';
      throw error;
    };
    bench.wait = () => {
      failIf('select');
      return 0;
    };
    loop._processEvents = () => failIf('process');
    // Whoever swallows the error gets as far as this, and ends.
    loop.callSoon(() => {
      bench.trace.push('callback');
      loop.stop();
    });
    for (const hook of ['select', 'process'] as const) {
      failing = hook;
      expect(await rejects(OSError, env.runForever(loop), `a run whose ${hook} failed`)).to.equal(error);
      expect(loop.isRunning()).to.equal(false);
      expect(bench.trace).to.not.include('callback');
    }
    await env.runForever(loop);
    expect(bench.trace).to.include('callback');
  });

  test('extension.selector.spurious_wakeup_ok', 'wakes too early again and again', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    bench.wait = () => 0.25;
    bench.loop.callAt(1001, bench.note('timer'));
    for (let i = 0; i < 3; i++) bench.loop._runOnce();
    expect(bench.trace).to.not.include('timer');
    bench.loop._runOnce();
    expect(bench.trace).to.include('timer');
    expect(bench.timeouts).to.deep.equal([1, 0.75, 0.5, 0.25]);
  });
});
