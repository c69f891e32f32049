/** The task factory of a loop. */
import { RuntimeError, ValueError, type Coroutine, type CreateTaskOptions, type TaskFactory } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { returning } from './recorded-coroutine';

class Own extends ValueError {}

export const factorySuite = suite('task', 'task factories', (test) => {
  test('task.factory.set_get', 'sets two factories and none', async ({ loop, asyncio, env }) => {
    const calls: string[] = [];
    const factory =
      (name: string): TaskFactory =>
      (each, coro) => {
        calls.push(name);
        return new asyncio.Task(coro, { loop: each });
      };
    for (const name of ['a', 'b']) {
      const made = factory(name);
      expectNone(loop.setTaskFactory(made), 'set_task_factory()');
      expect(loop.getTaskFactory() === made, 'the factory itself').to.equal(true);
      loop.createTask(returning(1));
    }
    loop.setTaskFactory(null);
    expect(loop.getTaskFactory() ?? null).to.equal(null);
    const task = loop.createTask(returning(1));
    expect([task instanceof asyncio.Task, calls]).to.deep.equal([true, ['a', 'b']]);
    await env.spin();
  });

  test('task.factory.invalid', 'tries three other things', async ({ loop, asyncio, env }) => {
    const calls: string[] = [];
    const factory: TaskFactory = (each, coro) => {
      calls.push('called');
      return new asyncio.Task(coro, { loop: each });
    };
    for (const value of [1, 'x', {}]) {
      raises(TypeError, () => loop.setTaskFactory(value as never), 'set_task_factory()');
      expect(loop.getTaskFactory() ?? null).to.equal(null);
    }
    loop.setTaskFactory(factory);
    for (const value of [1, false]) raises(TypeError, () => loop.setTaskFactory(value as never), 'set_task_factory()');
    expect(loop.getTaskFactory() === factory, 'the factory is kept').to.equal(true);
    loop.createTask(returning(1));
    await env.spin();
    expect(calls).to.deep.equal(['called']);
  });

  test('task.factory.called_with_loop_coro', 'records the arguments on two loops', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const seen: unknown[][] = [];
    const made: unknown[] = [];
    const factory: TaskFactory = (each, coro, ...rest) => {
      seen.push([each, coro, rest.length]);
      const task = new asyncio.Task(coro, { loop: each });
      made.push(task);
      return task;
    };
    for (const each of [loop, other]) {
      each.setTaskFactory(factory);
      const coro = returning(1);
      const task = each.createTask(coro);
      const [args] = seen.splice(0);
      expect([args?.[0] === each, args?.[1] === coro]).to.deep.equal([true, true]);
      expect(made.pop() === task, 'the very task of the factory').to.equal(true);
      await env.spin(1, each);
      expect(task.done()).to.equal(true);
    }
  });

  test('task.factory.two_argument_callable', 'installs a factory of two parameters', ({ loop, env }) => {
    const result = env.python.exec(
      `
      async def body(): pass
      loop.set_task_factory(lambda loop, coro: asyncio.Task(coro, loop=loop))
      tasks = [loop.create_task(body()), loop.create_task(body(), name='q')]
      loop.run_until_complete(asyncio.wait(tasks))
      return [tasks[0].get_name().startswith('Task-'), tasks[1].get_name()]
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, 'q']);
  });

  test('task.factory.context_passed', 'records the context', async ({ loop, asyncio, env }) => {
    const context = asyncio.copyContext();
    const seen: (CreateTaskOptions | undefined)[] = [];
    loop.setTaskFactory((each, coro, options) => {
      seen.push(options);
      return new asyncio.Task(coro, { loop: each, ...options });
    });
    const v = new asyncio.ContextVar<string>('v');
    function* body(): Coroutine<null> {
      yield* [];
      v.set('body');
      return null;
    }
    loop.createTask(body(), { context });
    loop.createTask(returning(1));
    await env.spin();
    expect(seen).to.have.length(2);
    expect(seen[0]?.context === context, 'the context').to.equal(true);
    expect(seen[1]?.context ?? null).to.equal(null);
    expect(context.get(v)).to.equal('body');
  });

  test('task.factory.name_applied', 'asks for a name', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory((each, coro) => new asyncio.Task(coro, { loop: each }));
    const tasks = [loop.createTask(returning(1), { name: 'n' }), loop.createTask(returning(1), { name: 5 })];
    expect(tasks.map((task) => task.getName())).to.deep.equal(['n', '5']);
    await env.spin();
  });

  test('task.factory.name_forwarded', 'records the name', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    loop.setTaskFactory((each, coro, options) => {
      seen.push(Object.keys(options ?? {}).length === 0 ? 'nothing' : options?.name);
      return new asyncio.Task(coro, { loop: each });
    });
    const task = loop.createTask(returning(1), { name: 'n' });
    loop.createTask(returning(1));
    expect(seen).to.deep.equal(['n', 'nothing']);
    expect(task.getName(), 'naming is up to the factory').to.match(/^Task-\d+$/);
    await env.spin();
  });

  test('task.factory.name_none_keeps_factory_name', 'lets the factory choose', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory((each, coro) => new asyncio.Task(coro, { loop: each, name: 'fac' }));
    const tasks = [loop.createTask(returning(1)), loop.createTask(returning(1), { name: null })];
    expect(tasks.map((task) => task.getName())).to.deep.equal(['fac', 'fac']);
    await env.spin();
  });

  test('task.factory.future_without_set_name', 'returns a plain future', ({ loop }) => {
    const future = loop.createFuture();
    loop.setTaskFactory((_loop, coro) => {
      coro.return(null);
      return future;
    });
    expect((loop.createTask(returning(1)) as unknown) === future, 'the very future').to.equal(true);
  });

  test('task.factory.exception_propagates', 'raises in the factory', async ({ loop, asyncio, env }) => {
    const error = new Own('factory');
    loop.setTaskFactory(() => {
      throw error;
    });
    expect(raises(Own, () => loop.createTask(returning(1)), 'create_task()')).to.equal(error);
    expect(asyncio.allTasks(loop).size).to.equal(0);
    loop.setTaskFactory(null);
    expect(await env.run(() => returning('after'))).to.equal('after');
  });

  test('task.factory.used_by_helpers', 'counts the calls', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    loop.setTaskFactory((each, coro, options) => {
      seen.push(coro);
      return new asyncio.Task(coro, { ...options, loop: each });
    });
    const count = (): number => seen.splice(0).length;
    const counts = await env.run(function* () {
      const run = count();
      yield* asyncio.ensureFuture(returning(1));
      const ensured = count();
      yield* asyncio.gather([returning(1), returning(2)]);
      const gathered = count();
      yield* new asyncio.Task(returning(1), { loop });
      const direct = count();
      yield* asyncio.createTask(returning(1));
      return [run, ensured, gathered, direct, count()];
    });
    expect(counts).to.deep.equal([1, 1, 2, 0, 1]);
  });

  test('task.factory.used_by_task_group', 'makes a child of a group', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    loop.setTaskFactory((each, coro, options) => {
      seen.push(coro);
      return new asyncio.Task(coro, { ...options, loop: each });
    });
    const coro = returning('child');
    const result = await env.run(function* () {
      const group = new asyncio.TaskGroup();
      return yield* group.run(function* (inside) {
        return yield* inside.createTask(coro);
      });
    });
    expect([result, seen.includes(coro)]).to.deep.equal(['child', true]);
    expect(raises(RuntimeError, () => asyncio.createTask(returning(1)))).not.to.equal(null);
  });
});
