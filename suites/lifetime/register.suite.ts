/** Which tasks asyncio can be told of, and how it holds them. */
import type { TaskLike } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { growOld, StandIn } from './stand-ins';

export const registerSuite = suite('lifetime', '_register_task()', (test) => {
  test('lifetime.exports.public_package', 'finds the functions in the package and in its module', ({ env }) => {
    const result = env.python.exec(`
      import asyncio, asyncio.tasks
      names = ['_register_task', '_unregister_task', '_enter_task', '_leave_task']
      return [callable(getattr(asyncio, name)) and getattr(asyncio, name) is getattr(asyncio.tasks, name) for name in names]
    `);
    expect(result).to.deep.equal([true, true, true, true]);
  });

  test('lifetime.register.visible', 'registers a stand-in', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    expect([...asyncio.allTasks(loop)]).to.deep.equal([]);
    expectNone(asyncio._registerTask(task), '_register_task()');
    const tasks = [...asyncio.allTasks(loop)] as unknown[];
    expect(tasks).to.have.length(1);
    expect(tasks[0] === task, 'the stand-in itself').to.equal(true);
    asyncio._unregisterTask(task);
  });

  test(
    'lifetime.register.legacy_loop_attribute',
    'registers tasks that know their loop by attribute',
    async ({ loop, asyncio, env }) => {
      const other = await env.newLoop();
      const legacy = { _loop: loop, done: () => false } as unknown as TaskLike;
      const both = { _loop: other, done: () => false, getLoop: () => loop } as unknown as TaskLike;
      asyncio._registerTask(legacy);
      asyncio._registerTask(both);
      const tasks = asyncio.allTasks(loop) as ReadonlySet<unknown>;
      expect([tasks.has(legacy), tasks.has(both), tasks.size]).to.deep.equal([true, true, 2]);
      expect(asyncio.allTasks(other).size).to.equal(0);
      asyncio._unregisterTask(legacy);
      asyncio._unregisterTask(both);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.legacy_loop_attribute',
    'registers Python tasks that know their loop by attribute',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      other = new_loop()
      class Legacy:
          def __init__(self, loop): self._loop = loop
          def done(self): return False
      class Both(Legacy):
          def get_loop(self): return loop
      a, b = Legacy(loop), Both(other)
      asyncio._register_task(a); asyncio._register_task(b)
      result = [asyncio.all_tasks(loop) == {a, b}, asyncio.all_tasks(other) == set()]
      asyncio._unregister_task(a); asyncio._unregister_task(b)
      other.close()
      return result
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test('lifetime.register.idempotent', 'registers twice and unregisters once', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    asyncio._registerTask(task);
    asyncio._registerTask(task);
    expect(asyncio.allTasks(loop).size).to.equal(1);
    asyncio._unregisterTask(task);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test('lifetime.register.idempotent', 'registers again after a while', async ({ loop, asyncio, env }) => {
    const task = new StandIn(loop);
    const sizes: number[] = [];
    const look = (): void => {
      sizes.push(asyncio.allTasks(loop).size);
    };
    asyncio._registerTask(task);
    await growOld(env);
    look();
    asyncio._registerTask(task);
    look();
    await growOld(env);
    look();
    asyncio._unregisterTask(task);
    look();
    await growOld(env);
    look();
    expect(sizes).to.deep.equal([1, 1, 1, 0, 0]);
  });

  test(
    'lifetime.register.inspects_nothing',
    'registers an object that cannot be asked anything',
    ({ loop, asyncio }) => {
      const reads: string[] = [];
      const shy = new Proxy(
        {},
        {
          get: (_target, name) => {
            reads.push(String(name));
            return undefined;
          },
        },
      ) as TaskLike;
      const control = new StandIn(loop);
      asyncio._registerTask(control);
      asyncio._registerTask(shy);
      asyncio._unregisterTask(shy);
      expect(reads).to.deep.equal([]);
      expect(asyncio.allTasks(loop).size).to.equal(1);
      asyncio._unregisterTask(control);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.register.inspects_nothing',
    'registers a Python object that cannot be asked anything',
    ({ env }) => {
      const result = env.python.exec(`
      import asyncio
      reads = []
      class Shy:
          def __getattr__(self, name):
              reads.append(name)
              raise AttributeError(name)
      shy = Shy()
      asyncio._register_task(shy)
      asyncio._unregister_task(shy)
      return [reads, callable(asyncio._register_task)]
    `);
      expect(result).to.deep.equal([[], true]);
    },
    { on: 'python' },
  );

  test('lifetime.register.any_thread', 'registers in another thread', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import asyncio, threading
      class Task:
          def done(self): return False
          def get_loop(self): return loop
      task = Task()
      thread = threading.Thread(target=asyncio._register_task, args=(task,))
      thread.start(); thread.join()
      found = asyncio.all_tasks(loop) == {task}
      asyncio._unregister_task(task)
      return found
      `,
      { loop },
    );
    expect(result).to.equal(true);
  });

  test('lifetime.register.done_checked_on_read', 'lets a task be done and undone', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    asyncio._registerTask(task);
    const sizes = [asyncio.allTasks(loop).size];
    task.finished = true;
    sizes.push(asyncio.allTasks(loop).size);
    task.finished = false;
    sizes.push(asyncio.allTasks(loop).size);
    expect(sizes).to.deep.equal([1, 0, 1]);
    task.done = () => {
      throw new RangeError('from done()');
    };
    raises(RangeError, () => asyncio.allTasks(loop), 'all_tasks()');
    asyncio._unregisterTask(task);
  });

  test(
    'lifetime.register_eager.strong_and_visible',
    'registers eagerly and lets go',
    async ({ loop, asyncio, env }) => {
      const ref = (() => {
        const task = new StandIn(loop);
        asyncio._registerEagerTask(task);
        return new WeakRef(task);
      })();
      await env.spin();
      await env.collectGarbage();
      expect(asyncio.allTasks(loop).size).to.equal(1);
      const held = ref.deref();
      expect(held === undefined, 'the task was lost').to.equal(false);
      if (held !== undefined) {
        held.finished = true;
        expect(asyncio.allTasks(loop).size).to.equal(0);
        held.finished = false;
        asyncio._unregisterEagerTask(held);
        asyncio._unregisterEagerTask(held);
      }
      expect(asyncio.allTasks(loop).size).to.equal(0);
    },
  );

  test('lifetime.register_eager.independent_registries', 'registers in both registries', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    const sizes: number[] = [];
    const look = (): void => {
      sizes.push(asyncio.allTasks(loop).size);
    };
    asyncio._registerEagerTask(task);
    asyncio._unregisterTask(task);
    look();
    asyncio._registerTask(task);
    look();
    asyncio._unregisterEagerTask(task);
    look();
    asyncio._unregisterTask(task);
    look();
    expect(sizes).to.deep.equal([1, 1, 1, 0]);
  });
});
