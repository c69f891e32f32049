/** eager_start and the factories that ask for it; names and coroutines of eager tasks. */
import type { CreateTaskOptions, Coroutine, Task } from '../../spec';
import { expect, suite } from '../support';
import { returning } from '../task/recorded-coroutine';

export const eagerFactorySuite = suite('eager', 'factories and arguments', (test) => {
  test('eager.init.flag_default_false', 'constructs with and without eager_start', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* child(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    await env.run(function* () {
      const tasks = [
        new asyncio.Task(child('default'), { loop }),
        new asyncio.Task(child('false'), { loop, eagerStart: false }),
        new asyncio.Task(child('true'), { loop, eagerStart: true }),
      ];
      trace.push(tasks.map((task) => task.done()).join());
      for (const task of tasks) yield* task;
    });
    expect(trace).to.deep.equal(['true', 'false,false,true', 'default', 'false']);
  });

  test('eager.init.idle_loop_schedules', 'starts on a loop that does not run', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* child(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const tasks = [
      new asyncio.Task(child('constructed'), { loop, eagerStart: true }),
      loop.createTask(child('created')),
    ];
    expect(tasks.map((task) => task.done())).to.deep.equal([false, false]);
    expect(trace).to.deep.equal([]);
    expect(asyncio.allTasks(loop).size).to.equal(2);
    await env.spin();
    expect(trace).to.deep.equal(['constructed', 'created']);
    expect(tasks.map((task) => task.done())).to.deep.equal([true, true]);
  });

  test('eager.init.running_loop_default', 'names no loop', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    await env.run(function* () {
      yield* [];
      const task = new asyncio.Task(
        (function* (): Coroutine<number> {
          yield* [];
          trace.push('first step');
          return 42;
        })(),
        { eagerStart: true },
      );
      trace.push(task.done(), task.getLoop() === loop);
      trace.push(yield* task);
    });
    expect(trace).to.deep.equal(['first step', true, true, 42]);
  });

  test('eager.factory.constructor_arguments', 'records the arguments', async ({ loop, asyncio, env }) => {
    const seen: unknown[][] = [];
    const factory = asyncio.createEagerTaskFactory((...args) => {
      seen.push([...args]);
      const [coro, options] = args;
      return new asyncio.Task(coro, options);
    });
    loop.setTaskFactory(factory);
    const context = asyncio.copyContext();
    const coroutines = [returning('a'), returning('b')] as const;
    const results = await env.run(function* () {
      yield* [];
      seen.length = 0;
      const tasks = [loop.createTask(coroutines[0]), loop.createTask(coroutines[1], { name: 'n', context })];
      return tasks.map((task) => (task.done() ? task.result() : 'pending'));
    });
    expect(results).to.deep.equal(['a', 'b']);
    expect(seen).to.have.length(2);
    for (const [index, [coro, options, ...rest]] of seen.entries()) {
      const given = options as CreateTaskOptions & { loop?: unknown };
      expect(coro === coroutines[index], 'the coroutine').to.equal(true);
      expect(given.loop === loop, 'the loop').to.equal(true);
      expect(given.eagerStart, 'eager_start').to.equal(true);
      expect(rest).to.deep.equal([]);
    }
    const given = seen[1]?.[1] as CreateTaskOptions;
    expect(given.context === context, 'the context').to.equal(true);
    expect(['n', null, undefined]).to.include(given.name);
  });

  test('eager.factory.default_instance', 'installs the factory', async ({ loop, asyncio, env }) => {
    expect(loop.getTaskFactory()).to.equal(null);
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    expect(loop.getTaskFactory() === asyncio.eagerTaskFactory, 'the very factory').to.equal(true);
    const task = await env.run(function* () {
      yield* [];
      return loop.createTask(returning(1));
    });
    expect(task instanceof asyncio.Task, 'a Task').to.equal(true);
    loop.setTaskFactory(null);
    const later = await env.run(function* () {
      const plain = loop.createTask(returning(2));
      const done = plain.done();
      yield* plain;
      return done;
    });
    expect(later).to.equal(false);
  });

  test('eager.name.applied', 'names tasks', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const names = await env.run(function* () {
      const done = loop.createTask(returning(1), { name: 'done' });
      const suspended = asyncio.createTask(asyncio.sleep(0), { name: 'suspended' });
      yield* suspended;
      return [done.getName(), suspended.getName()];
    });
    expect(names).to.deep.equal(['done', 'suspended']);
  });

  test('eager.name.visible_in_first_step', 'reads the name in the first step', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    function* child(): Coroutine<string | undefined> {
      yield* [];
      return asyncio.currentTask()?.getName();
    }
    const name = await env.run(function* () {
      return yield* loop.createTask(child(), { name: 'early' });
    });
    expect(name).to.equal('early');
  });

  test('eager.get_coro.none_when_completed', 'asks for the coroutine', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const sleeping = asyncio.sleep(0);
    const seen = await env.run(function* () {
      const done: Task = loop.createTask(returning(1));
      const suspended: Task = loop.createTask(sleeping);
      const pair = [done.done(), done.getCoro() ?? null, suspended.getCoro() === sleeping];
      yield* suspended;
      return pair;
    });
    expect(seen).to.deep.equal([true, null, true]);
  });

  test('eager.get_coro.none_when_completed', 'prints the task', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const text = await env.run(function* () {
      yield* [];
      return String(loop.createTask(returning(1), { name: 'N' }));
    });
    expect(text)
      .to.match(/^<Task finished name='N' .*result=1>$/)
      .and.not.match(/coro=/);
  });
});
