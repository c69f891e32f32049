/** What debug mode refuses: callbacks that are none, and calls from a wrong thread. */
import { RuntimeError, type AbstractEventLoop, type Callback } from '../../spec';
import { expect, raises, rejects, suite } from '../support';

type Schedule = (loop: AbstractEventLoop, callback: Callback) => unknown;

const callSoon: Schedule = (loop, callback) => loop.callSoon(callback);
const callLater: Schedule = (loop, callback) => loop.callLater(0, callback);
const callAt: Schedule = (loop, callback) => loop.callAt(loop.time(), callback);
const callSoonThreadsafe: Schedule = (loop, callback) => loop.callSoonThreadsafe(callback);
const runInExecutor: Schedule = (loop, callback) => loop.runInExecutor(null, callback);

export const debugChecksSuite = suite('debug', 'the checks of debug mode', (test) => {
  for (const [clause, name, schedule] of [
    ['debug.check_thread.call_soon', 'call_soon', callSoon],
    ['debug.check_thread.call_later', 'call_later', callLater],
    ['debug.check_thread.call_at', 'call_at', callAt],
  ] as const) {
    test(clause, `calls ${name}() from outside a running loop`, async ({ loop, env }) => {
      const trace: string[] = [];
      loop.setDebug(true);
      schedule(loop, () => trace.push('inside'));
      const asked = rejects(
        RuntimeError,
        env.fromHost(() => schedule(loop, () => trace.push('outside'))),
        `${name}() from outside`,
      );
      const stopped = asked.finally(() => loop.callSoonThreadsafe(() => loop.stop()));
      await Promise.all([env.runForever(), stopped]);
      await env.spin(2);
      expect(trace).to.deep.equal(['inside']);
      schedule(loop, () => trace.push('idle'));
      await env.spin(2);
      expect(trace).to.deep.equal(['inside', 'idle']);
    });
  }

  test('debug.check_thread.threadsafe_exempt', 'calls call_soon_threadsafe() from outside', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.setDebug(true);
    const asked = env.fromHost(() => {
      loop.callSoonThreadsafe(
        (text: string) => {
          trace.push(text);
          loop.stop();
        },
        ['outside'],
      );
    });
    await Promise.all([env.runForever(), asked]);
    expect(trace).to.deep.equal(['outside']);
  });

  test('debug.check_thread.off_without_debug', 'calls three methods from outside', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.setDebug(false);
    const asked = env.fromHost(() => {
      callSoon(loop, () => trace.push('call_soon'));
      callLater(loop, () => trace.push('call_later'));
      callAt(loop, () => trace.push('call_at'));
    });
    // The timer comes later than the calls, whatever became of them: they need not wake the loop.
    loop.callLater(env.tick * 10, () => loop.stop());
    await Promise.all([env.runForever(), asked]);
    await env.spin(2);
    expect(trace.sort()).to.deep.equal(['call_at', 'call_later', 'call_soon']);
  });

  test('debug.check_thread.idle_loop_exempt', 'schedules from a thread while the loop is idle', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import threading
      trace = []
      loop.set_debug(True)
      def outside():
          try:
              loop.call_soon(trace.append, 'soon')
              loop.call_later(0, trace.append, 'later')
              loop.call_at(loop.time(), trace.append, 'at')
          except BaseException as exc: trace.append(repr(exc))
      thread = threading.Thread(target=outside)
      thread.start(); thread.join()
      loop.call_later(0.02, loop.stop)
      loop.run_forever()
      return trace
      `,
      { loop },
    );
    expect(result).to.include('soon');
    expect([...(result as string[])].sort()).to.deep.equal(['at', 'later', 'soon']);
  });

  for (const [clause, name, schedule] of [
    ['debug.check_callback.call_soon', 'call_soon', callSoon],
    ['debug.check_callback.call_later', 'call_later', callLater],
    ['debug.check_callback.call_at', 'call_at', callAt],
    ['debug.check_callback.call_soon_threadsafe', 'call_soon_threadsafe', callSoonThreadsafe],
    ['debug.check_callback.run_in_executor', 'run_in_executor', runInExecutor],
  ] as const) {
    test(clause, `offers ${name}() a coroutine, its function and a number`, async ({ loop, env }) => {
      const trace: string[] = [];
      function* coroutine() {
        yield;
        trace.push('the coroutine ran');
      }
      loop.setDebug(true);
      const object = coroutine();
      for (const [what, wrong] of Object.entries({ coroutine: object, function: coroutine, number: 1 })) {
        raises(TypeError, () => schedule(loop, wrong as never), `${name}() of a ${what}`);
      }
      expect(object.return(undefined).done).to.equal(true);
      loop.callSoon(() => trace.push('sound'));
      await env.spin(3);
      expect(trace).to.deep.equal(['sound']);
      expect(env.takeReports()).to.deep.equal([]);
    });
  }

  test('debug.check_callback.off_without_debug', 'offers a coroutine function', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.setDebug(false);
    function* coroutine() {
      trace.push('the coroutine ran');
      yield;
    }
    for (const schedule of [callSoon, callLater, callAt]) {
      try {
        schedule(loop, coroutine);
      } catch (error) {
        expect(error).to.be.instanceOf(TypeError);
      }
    }
    loop.callSoon(() => trace.push('sound'));
    await env.spin(3);
    expect(trace).to.deep.equal(['sound']);
  });
});
