/** cancel() and cancelled() of a handle. */
import { expect, expectNone, suite } from '../support';

export const cancelSuite = suite('handles', 'cancelling a handle', (test) => {
  test('handles.cancel.prevents_call', 'cancels the second of three callbacks', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => trace.push('a'));
    const handle = loop.callSoon(() => trace.push('b'));
    loop.callSoon(() => trace.push('c'));
    expectNone(handle.cancel(), 'cancel()');
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'c']);
  });

  test('handles.cancel.prevents_call', 'cancels a callback of call_soon_threadsafe()', async ({ loop, env }) => {
    const trace: string[] = [];
    const handle = loop.callSoonThreadsafe(() => trace.push('a'));
    loop.callSoonThreadsafe(() => trace.push('b'));
    handle.cancel();
    await env.spin(2);
    expect(trace).to.deep.equal(['b']);
  });

  test('handles.cancel.idempotent', 'cancels twice before the run and once after', async ({ loop, env }) => {
    const trace: string[] = [];
    const ran = loop.callSoon(() => trace.push('ran'));
    const soon = loop.callSoon(() => trace.push('soon'));
    const later = loop.callLater(0, () => trace.push('later'));
    const fired = loop.callLater(0, () => trace.push('fired'));
    for (const handle of [soon, later, soon, later]) handle.cancel();
    await env.spin(2);
    for (const handle of [soon, later, ran, fired, ran, fired]) handle.cancel();
    loop.callSoon(() => trace.push('after'));
    await env.spin(2);
    expect(trace).to.deep.equal(['ran', 'fired', 'after']);
  });

  for (const kind of ['call_soon', 'call_later'] as const) {
    test('handles.cancel.inside_own_callback', `cancels itself in a callback of ${kind}()`, async ({ loop, env }) => {
      const trace: unknown[] = [];
      const callback = (...args: unknown[]): void => {
        handle.cancel();
        trace.push(args);
        loop.callSoon(() => trace.push('next'));
      };
      const handle = kind === 'call_soon' ? loop.callSoon(callback, [1, 'x']) : loop.callLater(0, callback, [1, 'x']);
      await env.spin(3);
      expect(trace).to.deep.equal([[1, 'x'], 'next']);
      expect(env.takeReports()).to.deep.equal([]);
    });

    test('handles.cancelled.states', `asks a handle of ${kind}() before and after`, async ({ loop, env }) => {
      const schedule = (callback: () => void) =>
        kind === 'call_soon' ? loop.callSoon(callback) : loop.callLater(0, callback);
      let ran = false;
      const kept = schedule(() => {
        ran = true;
      });
      const dropped = schedule(() => {});
      expect(kept.cancelled()).to.equal(false);
      expect(dropped.cancelled()).to.equal(false);
      dropped.cancel();
      expect(dropped.cancelled()).to.equal(true);
      await env.spin(2);
      expect(ran).to.equal(true);
      expect(kept.cancelled()).to.equal(false);
      expect(dropped.cancelled()).to.equal(true);
    });
  }

  test(
    'handles.cancel.releases_references',
    'looks at what a cancelled handle holds',
    ({ loop }) => {
      for (const handle of [loop.callSoon(() => {}, [{}] as never), loop.callLater(60, () => {}, [{}] as never)]) {
        expect(handle._callback).to.be.a('function');
        handle.cancel();
        expectNone(handle._callback, '_callback');
        expectNone(handle._args, '_args');
      }
    },
    { on: 'typescript' },
  );

  test(
    'handles.cancel.releases_references',
    'frees an argument at once',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc, weakref
      class Argument: pass
      def schedule(method, *args):
          argument = Argument()
          return method(*args, lambda a: None, argument), weakref.ref(argument)
      results = []
      for method, args in ((loop.call_soon, ()), (loop.call_later, (60,))):
          handle, ref = schedule(method, *args)
          held = ref() is not None
          handle.cancel()
          gc.collect()
          results += [held, ref() is None]
      return results
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true]);
    },
    { on: 'python' },
  );
});
