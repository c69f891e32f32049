/** all_tasks(): which tasks it returns, and when. */
import { RuntimeError, type Coroutine } from '../../spec';
import { expect, raises, suite } from '../support';
import { StandIn } from './stand-ins';

export const allTasksSuite = suite('lifetime', 'all_tasks()', (test) => {
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

  test('lifetime.all_tasks.changes_meanwhile', 'lets a task change the registry when it is asked', (world) => {
    const { loop, asyncio, env } = world;
    const [steady, leaving, coming] = [0, 1, 2].map(() => Array.from({ length: 30 }, () => new StandIn(loop)));
    const [first] = steady as [StandIn];
    let asked = 0;
    first.done = () => {
      asked += 1;
      if (asked > 1) return false;
      for (const task of leaving ?? []) asyncio._unregisterTask(task);
      for (const task of coming ?? []) asyncio._registerTask(task);
      return false;
    };
    env.defer(() => {
      for (const task of [...(steady ?? []), ...(coming ?? [])]) asyncio._unregisterTask(task);
    });
    for (const [i, task] of (steady ?? []).entries()) {
      asyncio._registerTask(task);
      asyncio._registerTask(leaving?.[i] as StandIn);
    }
    const found = asyncio.allTasks(loop) as ReadonlySet<unknown>;
    expect(asked).to.be.at.least(1);
    expect((steady ?? []).filter((task) => !found.has(task))).to.have.lengthOf(0);
    const later = asyncio.allTasks(loop) as ReadonlySet<unknown>;
    expect((coming ?? []).filter((task) => !later.has(task))).to.have.lengthOf(0);
    expect(later.size).to.equal(60);
  });
});
