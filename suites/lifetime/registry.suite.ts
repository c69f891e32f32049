/** _register_task, _unregister_task and all_tasks. */
import { RuntimeError, type Coroutine, type TaskLike } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { growOld, StandIn } from './stand-ins';

export const registrySuite = suite('lifetime', 'the registry of tasks', (test) => {
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

  test('lifetime.all_tasks.running_loop_default', 'asks in a coroutine and outside', async ({ loop, asyncio, env }) => {
    const [size, own] = await env.run(function* () {
      yield;
      const tasks = asyncio.allTasks();
      return [tasks.size, tasks.has(asyncio.currentTask() as never)] as const;
    });
    expect([size, own]).to.deep.equal([1, true]);
    asyncio.setEventLoop(loop);
    env.defer(() => asyncio.setEventLoop(null));
    raises(RuntimeError, () => asyncio.allTasks(), 'all_tasks()');
    raises(RuntimeError, () => asyncio.allTasks(null), 'all_tasks(None)');
  });

  test(
    'lifetime.all_tasks.states',
    'lists an unstarted, a suspended and the running task',
    async ({ loop, asyncio, env }) => {
      const future = loop.createFuture<null>();
      const wait = function* (): Coroutine<void> {
        yield* future;
      };
      const sizes = await env.run(function* () {
        const suspended = loop.createTask(wait());
        yield;
        const unstarted = loop.createTask(wait());
        const tasks = asyncio.allTasks(loop);
        const three = [
          tasks.size,
          tasks.has(suspended),
          tasks.has(unstarted),
          tasks.has(asyncio.currentTask() as never),
        ];
        future.setResult(null);
        yield* suspended;
        yield* unstarted;
        return [...three, asyncio.allTasks(loop).size];
      });
      expect(sizes).to.deep.equal([3, true, true, true, 1]);
    },
  );

  test('lifetime.all_tasks.states', 'outlives a few turns of the host', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture<null>();
    const task = loop.createTask(
      (function* () {
        yield* future;
      })(),
    );
    await env.spin();
    await env.pause(env.tick);
    await env.spin();
    await env.pause(env.tick);
    expect(asyncio.allTasks(loop).has(task)).to.equal(true);
    future.setResult(null);
    await env.spin(2);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test(
    'lifetime.all_tasks.done_excluded_before_callbacks',
    'asks in a done callback',
    async ({ loop, asyncio, env }) => {
      const seen: boolean[] = [];
      const task = loop.createTask(
        (function* () {
          seen.push(asyncio.allTasks(loop).has(asyncio.currentTask(loop) as never));
        })(),
      );
      task.addDoneCallback(() => seen.push(asyncio.allTasks(loop).has(task)));
      await env.spin(3);
      expect(seen).to.deep.equal([true, false]);
    },
  );

  test('lifetime.all_tasks.other_loops_excluded', 'asks two loops for their tasks', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const body = function* (): Coroutine<void> {};
    const a = loop.createTask(body());
    const b = other.createTask(body());
    expect([asyncio.allTasks(loop).has(a), asyncio.allTasks(loop).size]).to.deep.equal([true, 1]);
    expect([asyncio.allTasks(other).has(b), asyncio.allTasks(other).size]).to.deep.equal([true, 1]);
    await env.spin(2);
    await env.spin(2, other);
  });

  test('lifetime.all_tasks.new_set', 'changes the set and asks again', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    asyncio._registerTask(task);
    const first = asyncio.allTasks(loop);
    (first as Set<unknown>).clear();
    const second = asyncio.allTasks(loop);
    expect(second.size).to.equal(1);
    expect(second).to.not.equal(first);
    asyncio._unregisterTask(task);
  });

  test(
    'lifetime.all_tasks.new_set',
    'asks for a set',
    ({ loop, env }) => {
      const result = env.python.exec(
        'import asyncio\nreturn [type(asyncio.all_tasks(loop)) is set, asyncio.all_tasks(loop) is not asyncio.all_tasks(loop)]',
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test(
    'lifetime.all_tasks.only_tasks',
    'has a future, a task of a factory and one of a subclass',
    async ({ loop, asyncio, env }) => {
      class Special extends asyncio.Task {}
      const future = loop.createFuture();
      loop.setTaskFactory((own, coro) => new Special(coro, { loop: own }));
      const made = loop.createTask((function* (): Coroutine<void> {})());
      const direct = new Special((function* (): Coroutine<void> {})(), { loop });
      const tasks = asyncio.allTasks(loop) as ReadonlySet<unknown>;
      expect([tasks.size, tasks.has(made), tasks.has(direct), tasks.has(future)]).to.deep.equal([2, true, true, false]);
      await env.spin(2);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.all_tasks.only_tasks',
    'has a future and tasks of a Python subclass',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Special(asyncio.Task): pass
      async def body(): pass
      future = loop.create_future()
      loop.set_task_factory(lambda loop, coro, **kwargs: Special(coro, loop=loop, **kwargs))
      made = loop.create_task(body())
      direct = Special(body(), loop=loop)
      result = asyncio.all_tasks(loop) == {made, direct}
      loop.call_soon(loop.call_soon, loop.stop)
      loop.run_forever()
      return result
      `,
        { loop },
      );
      expect(result).to.equal(true);
    },
    { on: 'python' },
  );

  test('lifetime.all_tasks.idle_and_closed_loop', 'asks an idle and a closed loop', async ({ loop, asyncio, env }) => {
    const task = loop.createTask((function* (): Coroutine<void> {})());
    expect(asyncio.allTasks(loop).has(task)).to.equal(true);
    await env.spin(2);
    loop.close();
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test(
    'lifetime.all_tasks.concurrent_creation',
    'asks five hundred times while a thread makes tasks',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio, threading
      going = True
      async def churn():
          while going: await asyncio.gather(*(asyncio.sleep(0) for _ in range(20)))
      def work():
          other = new_loop()
          other.run_until_complete(churn())
          other.close()
      thread = threading.Thread(target=work)
      thread.start()
      sizes = set()
      try:
          for _ in range(500): sizes.add(len(asyncio.all_tasks(loop)))
      finally:
          going = False
          thread.join()
      return sorted(sizes)
      `
          .replaceAll('going = False', 'globals().__setitem__("going", False)')
          .replaceAll('while going', 'while globals().get("going", True)'),
        { loop },
      );
      expect(result).to.deep.equal([0]);
    },
  );

  test('lifetime.private_sets.not_api', 'looks for the containers', ({ env }) => {
    expect(
      env.python.exec(
        'import asyncio.tasks\nreturn [hasattr(asyncio.tasks, "_all_tasks"), hasattr(asyncio.tasks, "_register_task")]',
      ),
    ).to.deep.equal([false, true]);
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
