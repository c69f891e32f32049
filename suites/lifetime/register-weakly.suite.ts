/** That asyncio holds registered tasks weakly, and what it asks for to do so. */
import { expect, raises, suite } from '../support';
import { growOld, StandIn } from './stand-ins';

export const registerWeaklySuite = suite('lifetime', 'how registered tasks are held', (test) => {
  test(
    'lifetime.register.weak',
    'forgets a registered task',
    async ({ loop, asyncio, env }) => {
      const kept = new StandIn(loop);
      asyncio._registerTask(kept);
      const lost = (() => {
        const task = new StandIn(loop);
        asyncio._registerTask(task);
        return new WeakRef(task);
      })();
      expect(asyncio.allTasks(loop).size).to.equal(2);
      await env.spin(2);
      await env.collectGarbage();
      await env.collectGarbage();
      expect(lost.deref() === undefined, 'the task was collected').to.equal(true);
      expect(asyncio.allTasks(loop).size).to.equal(1);
      asyncio._unregisterTask(kept);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.weak',
    'forgets a task that was registered after others had come and gone',
    async ({ loop, asyncio, env }) => {
      // What other tests have lost is out of the way.
      await env.collectGarbage();
      const staying = new StandIn(loop);
      const passing = [0, 1, 2].map(() => new StandIn(loop));
      for (const task of [...passing, staying]) asyncio._registerTask(task);
      for (const i of [1, 0, 2]) asyncio._unregisterTask(passing[i] as StandIn);
      await growOld(env);
      expect(asyncio.allTasks(loop).size).to.equal(1);
      asyncio._unregisterTask(staying);
      expect(asyncio.allTasks(loop).size).to.equal(0);
      const lost = (() => {
        const task = new StandIn(loop);
        const beside = new StandIn(loop);
        asyncio._registerTask(beside);
        asyncio._registerTask(task);
        asyncio._unregisterTask(beside);
        return new WeakRef(task);
      })();
      expect(asyncio.allTasks(loop).size).to.equal(1);
      await growOld(env);
      await env.collectGarbage();
      await env.collectGarbage();
      expect(lost.deref() === undefined, 'the task was collected').to.equal(true);
      expect(asyncio.allTasks(loop).size).to.equal(0);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.weak',
    'forgets a registered Python task',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio, gc, weakref
      class Task:
          def done(self): return False
          def get_loop(self): return loop
      task = Task()
      asyncio._register_task(task)
      ref = weakref.ref(task)
      before = len(asyncio.all_tasks(loop))
      del task
      gc.collect()
      return [before, ref() is None, len(asyncio.all_tasks(loop))]
      `,
        { loop },
      );
      expect(result).to.deep.equal([1, true, 0]);
    },
    { on: 'python' },
  );

  test(
    'lifetime.register.needs_weakref_and_hash',
    'registers text and a number',
    ({ loop, asyncio }) => {
      raises(TypeError, () => asyncio._registerTask('task' as never), 'a text');
      raises(TypeError, () => asyncio._registerTask(5 as never), 'a number');
      expect(asyncio.allTasks(loop).size).to.equal(0);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.needs_weakref_and_hash',
    'registers what is no object, and then a task',
    async ({ loop, asyncio, env }) => {
      for (const value of ['task', 5, true, Symbol('task'), null, undefined]) {
        raises(TypeError, () => asyncio._registerTask(value as never), String(value));
      }
      const lost = (() => {
        const task = new StandIn(loop);
        asyncio._registerTask(task);
        return new WeakRef(task);
      })();
      await growOld(env);
      const tasks = [...asyncio.allTasks(loop)] as unknown[];
      expect(tasks.length === 1 && tasks[0] === lost.deref(), 'the task alone is listed').to.equal(true);
      tasks.length = 0;
      await growOld(env);
      await env.collectGarbage();
      await env.collectGarbage();
      // What was refused has not come in the way of what is done with tasks that are.
      expect(lost.deref() === undefined, 'the task was collected').to.equal(true);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.needs_weakref_and_hash',
    'registers what cannot be hashed or referenced weakly',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Slotted:
          __slots__ = ()
      class Unhashable:
          __hash__ = None
      refused = []
      for Class in (Slotted, Unhashable):
          try: asyncio._register_task(Class())
          except TypeError: refused.append(True)
          else: refused.append(False)
      return refused + [len(asyncio.all_tasks(loop))]
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, 0]);
    },
    { on: 'python' },
  );
});
