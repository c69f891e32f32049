/** Taking tasks out, eager tasks, and who awaits whom. */
import { expect, expectNone, suite } from '../support';
import { growOld, StandIn } from './stand-ins';

export const unregisterSuite = suite('lifetime', '_unregister_task() and its neighbours', (test) => {
  test('lifetime.unregister.removes', 'unregisters, and registers again', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    asyncio._registerTask(task);
    expect(asyncio.allTasks(loop).size).to.equal(1);
    expectNone(asyncio._unregisterTask(task), '_unregister_task()');
    expect(asyncio.allTasks(loop).size).to.equal(0);
    asyncio._registerTask(task);
    expect(asyncio.allTasks(loop).size).to.equal(1);
    asyncio._unregisterTask(task);
  });

  test(
    'lifetime.unregister.removes',
    'unregisters one of two tasks of old, and registers it again',
    async ({ loop, asyncio, env }) => {
      const [a, b, young] = [new StandIn(loop), new StandIn(loop), new StandIn(loop)];
      const listed = (): readonly boolean[] => {
        const tasks = asyncio.allTasks(loop) as ReadonlySet<unknown>;
        return [a, b, young].map((task) => tasks.has(task));
      };
      asyncio._registerTask(a);
      asyncio._registerTask(b);
      await growOld(env);
      asyncio._registerTask(young);
      const seen = [listed()];
      asyncio._unregisterTask(a);
      seen.push(listed());
      asyncio._registerTask(a);
      seen.push(listed());
      await growOld(env);
      seen.push(listed());
      for (const task of [a, b, young]) {
        asyncio._unregisterTask(task);
        seen.push(listed());
      }
      const all = [true, true, true];
      expect(seen).to.deep.equal([
        all,
        [false, true, true],
        all,
        all,
        [false, true, true],
        [false, false, true],
        [false, false, false],
      ]);
      expect(asyncio.allTasks(loop).size).to.equal(0);
    },
  );

  test('lifetime.unregister.unknown_ignored', 'looks beside a task of old', async ({ loop, asyncio, env }) => {
    const [known, unknown] = [new StandIn(loop), new StandIn(loop)];
    asyncio._registerTask(known);
    await growOld(env);
    asyncio._unregisterTask(unknown);
    expect(asyncio.allTasks(loop).size).to.equal(1);
    asyncio._unregisterTask(known);
    asyncio._unregisterTask(known);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test('lifetime.unregister.unknown_ignored', 'unregisters what is unknown, twice', ({ loop, asyncio }) => {
    const known = new StandIn(loop);
    const unknown = new StandIn(loop);
    asyncio._registerTask(known);
    asyncio._unregisterTask(unknown);
    asyncio._unregisterTask(unknown);
    expect(asyncio.allTasks(loop).size).to.equal(1);
    asyncio._unregisterTask(known);
    asyncio._unregisterTask(known);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test('lifetime.awaited_by.third_party', 'records for stand-ins and for futures', ({ loop, asyncio }) => {
    const standIn = { any: 'thing' } as never;
    const [a, b] = [loop.createFuture(), loop.createFuture()];
    expectNone(asyncio.futureAddToAwaitedBy(standIn, standIn), 'future_add_to_awaited_by()');
    expectNone(asyncio.futureDiscardFromAwaitedBy(standIn, standIn), 'future_discard_from_awaited_by()');
    expectNone(asyncio.futureAddToAwaitedBy(a, b), 'future_add_to_awaited_by()');
    expectNone(asyncio.futureDiscardFromAwaitedBy(a, b), 'future_discard_from_awaited_by()');
    expect(a.done()).to.equal(false);
  });
});
