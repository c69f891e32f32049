/** One iteration, and what a successor may check and override. */
import { RuntimeError } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { Bench } from './bench';

export const runOnceSuite = suite('extension', '_run_once() and the checks', (test) => {
  test('extension.run_once.single_iteration', 'traces one, with a stop request', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    loop.stop();
    loop.callSoon(() => {
      bench.trace.push('first');
      loop.callSoon(bench.note('second'));
    });
    expectNone(loop._runOnce());
    expect(bench.trace).to.deep.equal(['select', 'process', 'first']);
    loop._runOnce();
    expect(bench.trace.slice(3)).to.deep.equal(['select', 'process', 'second']);
    expect(loop.isRunning()).to.equal(false);
  });

  test('extension.run_once.overridable', 'counts the calls until the stop', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    let calls = 0;
    // Nobody runs it; while it is ready the loop has no reason to wait.
    loop.callSoon(() => {});
    loop._runOnce = () => {
      calls += 1;
      if (calls === 3) loop.stop();
    };
    await env.runForever(loop);
    expect(calls).to.equal(3);
    loop.stop();
    await env.runForever(loop);
    expect(calls).to.equal(4);
  });

  test('extension.check_closed.contract', 'asks before and after close()', ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    expectNone(loop._checkClosed());
    loop.close();
    raises(RuntimeError, () => loop._checkClosed());
  });

  test('extension.check_running.contract', 'asks idle, inside, and inside another', async ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    const other = new Bench(asyncio, env).loop;
    expectNone(loop._checkRunning());
    loop.callSoon(() => {
      raises(RuntimeError, () => loop._checkRunning());
      raises(RuntimeError, () => other._checkRunning());
      bench.trace.push('checked');
    });
    await env.spin(1, loop);
    expect(bench.trace).to.include('checked');
    expectNone(loop._checkRunning());
  });

  test('extension.check_callback.contract', 'asks about one of each kind', ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const coroutineFunction = function* (): Generator {
      yield;
    };
    const coro = asyncio.sleep(0);
    for (const bad of [coro, coroutineFunction, 'text', 7]) {
      expect(raises(TypeError, () => loop._checkCallback(bad, 'the_method')).message).to.contain('the_method');
    }
    coro.return(null);
    expectNone(loop._checkCallback(() => {}, 'the_method'));
  });

  test('extension.thread_id', 'looks before, inside and after', async ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    bench.trace.push(loop._threadId ?? null);
    loop.callSoon(() => bench.trace.push((loop._threadId ?? null) !== null));
    await env.spin(1, loop);
    bench.trace.push(loop._threadId ?? null);
    expect(bench.trace).to.deep.equal([null, 'select', 'process', true, null]);
  });

  test('extension.minimal_successor', 'does all that needs no I/O', async ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env).fakeTime();
    const { loop } = bench;
    const { trace } = bench;
    loop._processEvents = () => {};
    trace.length = 0;
    loop.callSoonThreadsafe(bench.note('threadsafe'));
    const main = function* () {
      const child = loop.createTask(asyncio.sleep(0, 'child'));
      trace.push(yield* child);
      const future = loop.createFuture<string>();
      loop.callSoon(() => future.setResult('future'));
      trace.push(yield* future);
      return 'main';
    };
    trace.push(await env.patience.bound(loop.runUntilComplete(main()), 'the run to end'));
    expect(trace.filter((step) => step !== 'select')).to.deep.equal(['threadsafe', 'child', 'future', 'main']);
    expect(bench.wakeUps).to.equal(1);
    loop.close();
    raises(RuntimeError, () => loop.callSoon(() => {}));
  });
});
