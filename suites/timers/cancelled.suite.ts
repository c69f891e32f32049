/** Timers that were cancelled: that they never fire, and are let go. */
import { expect, suite } from '../support';

export const cancelledSuite = suite('timers', 'cancelled timers', (test) => {
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

  test(
    'timers.cancelled.freed_beside_live_timer',
    'cancels four hundred timers behind a live one',
    async ({ loop, env }) => {
      const live = loop.callLater(1800, () => {});
      const cancelled = (() => {
        const handles = Array.from({ length: 400 }, (_, i) => loop.callLater(3600 + i, () => {}));
        for (const handle of handles) handle.cancel();
        return handles.map((handle) => new WeakRef(handle));
      })();
      await env.spin(3);
      await env.collectGarbage();
      expect(cancelled.filter((handle) => handle.deref() !== undefined)).to.have.length.below(200);
      expect(live.cancelled()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'timers.cancelled.freed_beside_live_timer',
    'cancels four hundred timers behind a live one, in Python',
    ({ loop, env }) => {
      const grown = env.python.exec(
        `
      import gc
      def objects():
          gc.collect()
          return len(gc.get_objects())
      live = loop.call_later(1800, print)
      def make():
          handles = [loop.call_later(3600 + i, print) for i in range(400)]
          for handle in handles: handle.cancel()
          try: return [weakref.ref(handle) for handle in handles]
          except TypeError: return []
      make()
      for _ in range(3):
          loop.call_soon(loop.stop); loop.run_forever()
      before = objects()
      refs = make()
      for _ in range(3):
          loop.call_soon(loop.stop); loop.run_forever()
      kept = sum(ref() is not None for ref in refs)
      del refs
      return [objects() - before, kept]
      `,
        { loop },
      ) as readonly number[];
      // Handles that know no weak references show among all objects only.
      for (const count of grown) expect(count).to.be.lessThan(200);
    },
    { on: 'python' },
  );
});
