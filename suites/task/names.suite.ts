/** What a task says of itself: its name, coroutine and context; and what it refuses. */
import { RuntimeError, ValueError, type Coroutine } from '../../spec';
import { expect, raises, suite } from '../support';
import { returning } from './recorded-coroutine';

const AUTOMATIC = /^Task-\d+$/;

export const namesSuite = suite('task', 'names and other properties', (test) => {
  test('task.name.default_prefix', 'makes tasks without names', async ({ loop, asyncio, env }) => {
    const tasks = [loop.createTask(returning(1)), new asyncio.Task(returning(1), { loop })];
    for (const task of tasks) expect(task.getName()).to.match(AUTOMATIC);
    const name = await env.run(function* () {
      const task = asyncio.createTask(returning(1));
      yield* task;
      return task.getName();
    });
    expect(name).to.match(AUTOMATIC);
  });

  test('task.name.default_unique_increasing', 'makes tasks on two loops in turn', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const tasks = [loop, other, loop, other, loop].map((each) => new asyncio.Task(returning(1), { loop: each }));
    const numbers = tasks.map((task) => Number(task.getName().replace('Task-', '')));
    for (let i = 1; i < numbers.length; i++) expect(numbers[i]).to.be.greaterThan(Number(numbers[i - 1]));
    await env.spin();
    await env.spin(1, other);
  });

  test('task.name.given', 'gives names', async ({ loop, asyncio, env }) => {
    for (const name of ['abc', '', 'Task-x', 'ä ☃']) {
      expect(new asyncio.Task(returning(1), { loop, name }).getName()).to.equal(name);
    }
    await env.spin();
  });

  test('task.name.str_conversion', 'gives numbers as names', async ({ loop, asyncio, env }) => {
    const task = new asyncio.Task(returning(1), { loop, name: 123 });
    expect(task.getName()).to.equal('123');
    expect(new asyncio.Task(returning(1), { loop, name: 0 }).getName()).to.equal('0');
    expect(loop.createTask(returning(1), { name: 7 }).getName()).to.equal('7');
    task.setName(456);
    expect(task.getName()).to.equal('456');
    task.setName(0);
    expect(task.getName()).to.equal('0');
    task.setName('text');
    expect(task.getName()).to.equal('text');
    await env.spin();
  });

  test(
    'task.name.str_conversion',
    'gives objects as names',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        async def body(): pass
        class Sub(str):
            def __str__(self): return 'from __str__'
        task = asyncio.Task(body(), loop=loop, name={6})
        names = [task.get_name()]
        for name in ((), None, 'x'):
            task.set_name(name); names.append(task.get_name())
        other = loop.create_task(body(), name=('a', 1))
        names.append(other.get_name())
        loop.run_until_complete(asyncio.wait([task, other]))
        return names
        `,
        { loop },
      );
      expect(result).to.deep.equal(['{6}', '()', 'None', 'x', "('a', 1)"]);
    },
    { on: 'python' },
  );

  test(
    'task.name.str_conversion',
    'gives objects as names in TypeScript',
    async ({ loop, env }) => {
      const task = loop.createTask(returning(1), { name: { toString: () => 'an object' } });
      expect(task.getName()).to.equal('an object');
      task.setName({ toString: () => 'another' });
      expect(task.getName()).to.equal('another');
      await env.spin();
    },
    { on: 'typescript' },
  );

  test('task.name.none_is_default', 'gives None as name', async ({ loop, asyncio, env }) => {
    const tasks = [new asyncio.Task(returning(1), { loop, name: null }), loop.createTask(returning(1), { name: null })];
    for (const task of tasks) expect(task.getName()).to.match(AUTOMATIC);
    expect(tasks[0]?.getName()).not.to.equal(tasks[1]?.getName());
    await env.spin();
  });

  test('task.name.set_name_any_state', 'renames a task before, during and after its run', async (world) => {
    const { loop, asyncio, env } = world;
    const names: string[] = [];
    function* body(): Coroutine<null> {
      const self = asyncio.currentTask();
      names.push(String(self?.getName()));
      self?.setName('during');
      yield* asyncio.sleep(0);
      names.push(String(self?.getName()));
      return null;
    }
    const task = loop.createTask(body(), { name: 'at first' });
    task.setName('before');
    await env.spin();
    names.push(task.getName());
    task.setName('suspended');
    await env.spin(2);
    expect(task.done()).to.equal(true);
    task.setName('after');
    expect([...names, task.getName()]).to.deep.equal(['before', 'during', 'suspended', 'after']);
    const cancelled = loop.createTask(returning(1));
    cancelled.cancel();
    await env.spin();
    cancelled.setName('gone');
    expect(cancelled.getName()).to.equal('gone');
  });

  test('task.get_coro.identity', 'asks before, during and after the run', async ({ loop, asyncio, env }) => {
    const seen: boolean[] = [];
    function* body(): Coroutine<null> {
      seen.push(asyncio.currentTask()?.getCoro() === coro);
      yield* asyncio.sleep(0);
      return null;
    }
    const coro: Coroutine<null> = body();
    const task = loop.createTask(coro);
    seen.push(task.getCoro() === coro);
    await env.spin();
    seen.push(task.getCoro() === coro);
    await env.spin(2);
    expect(task.done()).to.equal(true);
    seen.push(task.getCoro() === coro);
    expect(seen).to.deep.equal([true, true, true, true]);
  });

  test('task.get_context.identity', 'asks with and without a given context', async ({ loop, asyncio, env }) => {
    const v = new asyncio.ContextVar<string>('v', { default: 'default' });
    function* body(): Coroutine<null> {
      yield* [];
      v.set('body');
      return null;
    }
    const context = asyncio.copyContext();
    const given = new asyncio.Task(body(), { loop, context });
    expect(given.getContext() === context, 'the given context').to.equal(true);
    const made = loop.createTask(body(), { context });
    expect(made.getContext() === context, 'the context given to create_task()').to.equal(true);
    const copied = loop.createTask(body());
    const own = copied.getContext();
    expect(own === context).to.equal(false);
    await env.spin();
    expect([own.get(v), context.get(v), v.get()]).to.deep.equal(['body', 'body', 'default']);
    expect(copied.getContext() === own, 'the same after the end').to.equal(true);
  });

  for (const [clause, method] of [
    ['task.set_result.refused', 'set_result'],
    ['task.set_exception.refused', 'set_exception'],
  ] as const) {
    test(clause, 'tries in four states', async ({ loop, env }) => {
      const future = loop.createFuture<string>();
      function* body(): Coroutine<string> {
        return yield* future;
      }
      const set = (task: ReturnType<typeof loop.createTask>): void => {
        raises(
          RuntimeError,
          () => {
            if (method === 'set_result') task.setResult('intruder');
            else task.setException(new ValueError('intruder'));
          },
          `${method}()`,
        );
      };
      const task = loop.createTask(body());
      set(task);
      await env.spin();
      set(task);
      expect(task.done()).to.equal(false);
      future.setResult('own');
      await env.spin();
      expect([task.done(), task.result(), task.exception() ?? null]).to.deep.equal([true, 'own', null]);
      set(task);
      const cancelled = loop.createTask(body());
      cancelled.cancel();
      await env.spin();
      set(cancelled);
      expect(cancelled.cancelled()).to.equal(true);
    });
  }
});
