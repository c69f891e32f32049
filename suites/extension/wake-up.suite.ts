/** Waking a loop from outside: _write_to_self(), and who calls it. */
import { NotImplementedError } from '../../spec';
import type { BaseEventLoop, Handle } from '../../spec';
import { expect, expectNone, fail, raises, suite } from '../support';
import { Bench } from './bench';

export const wakeUpSuite = suite('extension', 'waking the loop', (test) => {
  test('extension.write_to_self.called_by_call_soon_threadsafe', 'wakes after queueing', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    loop._writeToSelf = (...args: readonly unknown[]) => {
      bench.trace.push(['wake', ...args]);
      // The handle is there already: an iteration now runs it.
      loop._runOnce();
      return 'ignored';
    };
    const handle = loop.callSoonThreadsafe(bench.note('callback'));
    expect(bench.trace).to.deep.equal([['wake'], 'select', 'process', 'callback']);
    expect(handle.cancelled()).to.equal(false);
    loop.callSoonThreadsafe(bench.note('callback'));
    expect(bench.trace.filter((step) => Array.isArray(step))).to.have.lengthOf(2);
  });

  test('extension.write_to_self.not_called_by_call_soon', 'counts the calls', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    loop.callSoon(bench.note('a'));
    loop.callLater(60, bench.note('b')).cancel();
    loop.callAt(loop.time() + 60, bench.note('c')).cancel();
    expect(bench.wakeUps).to.equal(0);
    loop.callSoonThreadsafe(bench.note('d'));
    expect(bench.wakeUps).to.equal(1);
  });

  test('extension.write_to_self.not_implemented', 'asks a bare loop', ({ asyncio, env }) => {
    const bare = new asyncio.BaseEventLoop();
    env.defer(() => bare.close());
    raises(NotImplementedError, () => bare._writeToSelf());
    raises(NotImplementedError, () => bare.callSoonThreadsafe(() => fail('called')));
    expect(bare.isClosed()).to.equal(false);
  });

  test('extension.write_to_self.ends_blocked_select', 'ends a wait for nothing', async ({ loop, env }) => {
    const trace: string[] = [];
    const asked = env.fromHost(
      () =>
        loop.callSoonThreadsafe(() => {
          trace.push('woken');
          loop.stop();
        }),
      env.tick * 3,
    );
    await env.runForever();
    await asked;
    expect(trace).to.deep.equal(['woken']);
  });

  test('extension.write_to_self.ends_blocked_select', 'wakes often before a run', async ({ loop, env }) => {
    let calls = 0;
    for (let i = 0; i < 300; i++) loop.callSoonThreadsafe(() => (calls += 1));
    await env.spin();
    expect(calls).to.equal(300);
    const start = loop.time();
    loop.callLater(env.tick * 2, () => loop.stop());
    await env.runForever();
    expect(loop.time() - start).to.be.greaterThan(env.tick * 1.8);
  });

  test('extension.write_to_self.harmless_when_closed', 'wakes before and after close()', ({ loop }) => {
    const { _writeToSelf } = loop as BaseEventLoop;
    if (typeof _writeToSelf !== 'function') fail('the loop has no method _writeToSelf()');
    (loop as BaseEventLoop)._writeToSelf();
    loop.close();
    (loop as BaseEventLoop)._writeToSelf();
    (loop as BaseEventLoop)._writeToSelf();
    expect(loop.isClosed()).to.equal(true);
  });

  test('extension.add_callback.contract', 'queues one and ignores another', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    const handles = ['live', 'cancelled'].map((name) => new asyncio.Handle(bench.note(name), [], loop, null));
    const [live, cancelled] = handles as [Handle, Handle];
    cancelled.cancel();
    loop._addCallback(cancelled);
    loop._runOnce();
    expect(bench.timeouts, 'a cancelled handle is not queued').to.deep.equal([null]);
    loop._addCallback(live);
    loop._runOnce();
    expect(bench.trace.filter((step) => step === 'live' || step === 'cancelled')).to.deep.equal(['live']);
    expect(bench.wakeUps).to.equal(0);
  });

  test('extension.add_callback_signalsafe.contract', 'queues and wakes once', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    expectNone(loop._addCallbackSignalsafe(new asyncio.Handle(bench.note('live'), [], loop, null)));
    expect(bench.wakeUps).to.equal(1);
    loop._runOnce();
    expect(bench.trace).to.deep.equal(['select', 'process', 'live']);
  });

  test('extension.call_soon_hook', 'records what the hook gets', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    const context = asyncio.copyContext();
    const seen: (readonly unknown[])[] = [];
    const handles: Handle[] = [];
    loop._callSoon = (callback, args, chosen) => {
      seen.push([callback, args, chosen === context]);
      const handle = new asyncio.Handle(callback, args, loop, chosen);
      loop._addCallback(handle);
      handles.push(handle);
      return handle;
    };
    const add = (a: number, b: number): unknown => bench.trace.push(a + b);
    expect(loop.callSoon(add, [1, 2], { context })).to.equal(handles[0]);
    loop.callSoon(bench.note('plain'));
    expect(seen[0]).to.deep.equal([add, [1, 2], true]);
    expect(seen[1]?.[1]).to.deep.equal([]);
    loop._runOnce();
    expect(bench.trace).to.deep.equal(['select', 'process', 3, 'plain']);
  });
});
