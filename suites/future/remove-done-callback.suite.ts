/** remove_done_callback(), and changes to the callbacks in its midst. */
import { expect, suite } from '../support';

export const removeDoneCallbackSuite = suite('future', 'remove_done_callback()', (test) => {
  test('future.remove_done_callback.count', 'removes callbacks added thrice, once and never', ({ loop }) => {
    const [a, b, c] = [() => {}, () => {}, () => {}];
    const future = loop.createFuture();
    for (const callback of [a, b, a, a]) future.addDoneCallback(callback);
    expect([a, a, b, c].map((callback) => future.removeDoneCallback(callback))).to.deep.equal([3, 0, 1, 0]);
  });

  for (const clause of [
    'future.remove_done_callback.removed_not_called',
    'future.remove_done_callback.order_kept',
  ] as const) {
    test(clause, 'removes the first and the third of five, which were added twice', async ({ loop, env }) => {
      const trace: number[] = [];
      const future = loop.createFuture();
      const callbacks = [0, 1, 2, 3, 4].map((i) => () => trace.push(i));
      for (const i of [0, 1, 2, 0, 2, 3, 4]) future.addDoneCallback(callbacks[i] as () => void);
      for (const i of [0, 2]) future.removeDoneCallback(callbacks[i] as () => void);
      future.setResult(1);
      await env.spin();
      expect(trace).to.deep.equal([1, 3, 4]);
    });
  }

  test('future.remove_done_callback.equality', 'removes a bound method got anew', ({ loop, env }) => {
    const result = env.python.exec(
      `
      class Owner:
          def method(self, future): pass
      owner, future = Owner(), loop.create_future()
      future.add_done_callback(owner.method)
      return [future.remove_done_callback(Owner().method), future.remove_done_callback(owner.method)]
      `,
      { loop },
    );
    expect(result).to.deep.equal([0, 1]);
  });

  test('future.remove_done_callback.after_done_zero', 'removes after completion', async ({ loop, env }) => {
    let calls = 0;
    const callback = (): void => {
      calls += 1;
    };
    const future = loop.createFuture();
    future.addDoneCallback(callback);
    future.setResult(1);
    expect(future.removeDoneCallback(callback)).to.equal(0);
    await env.spin();
    expect(calls).to.equal(1);
  });

  test('future.remove_done_callback.any_context', 'removes from three contexts', ({ loop, asyncio }) => {
    const callback = (): void => {};
    const future = loop.createFuture();
    future.addDoneCallback(callback);
    for (let i = 0; i < 2; i++) future.addDoneCallback(callback, { context: asyncio.copyContext() });
    expect(future.removeDoneCallback(callback)).to.equal(3);
  });

  for (const [what, change, expected] of [
    ['removes the others', 'future.remove_done_callback(other)', ['first']],
    ['adds one', 'future.add_done_callback(late)', ['first', 'late', 'other', 'other', 'other']],
    ['ends the future', 'future.set_result(1)', ['first', 'other', 'other', 'other']],
    ['cancels the future', 'future.cancel()', ['first', 'other', 'other', 'other']],
  ] as const) {
    test('future.remove_done_callback.changes_meanwhile', `compares with what ${what}`, ({ loop, env }) => {
      const result = env.python.exec(
        `
      future, trace, changes = loop.create_future(), [], []
      def first(future): trace.append('first')
      def other(future): trace.append('other')
      def late(future): trace.append('late')
      class Changing:
          def __eq__(self, callback):
              if not changes:
                  changes.append(1)
                  ${change}
              return False
      future.add_done_callback(first)
      for _ in range(3): future.add_done_callback(other)
      future.remove_done_callback(Changing())
      if not future.done(): future.set_result(1)
      for _ in range(2):
          loop.call_soon(loop.stop)
          loop.run_forever()
      return [len(changes), sorted(trace)]
      `,
        { loop },
      );
      expect(result).to.deep.equal([1, expected]);
    });
  }

  test(
    'future.add_done_callback.changes_while_scheduling',
    'removes a callback as it is scheduled',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const callbacks = ['a', 'b', 'c', 'd'].map((name) => (): void => {
        trace.push(name);
      });
      const future = loop.createFuture<number>();
      for (const callback of callbacks) future.addDoneCallback(callback);
      const sound = loop.callSoon.bind(loop);
      let scheduled = 0;
      loop.callSoon = ((...args: Parameters<typeof sound>) => {
        scheduled += 1;
        if (scheduled === 2) future.removeDoneCallback(callbacks[1] as () => void);
        return sound(...args);
      }) as typeof loop.callSoon;
      future.setResult(1);
      loop.callSoon = sound;
      await env.spin(2);
      expect(trace).to.deep.equal(['a', 'b', 'c', 'd']);
    },
  );
});
