/** loop.create_task() and asyncio.create_task(). */
import { RuntimeError, type Coroutine, type Task, type TaskFactory } from '../../spec';
import { expect, raises, suite } from '../support';
import { recorded, returning, type Request } from './recorded-coroutine';

export const createTaskSuite = suite('task', 'create_task()', (test) => {
  test('task.create_task.returns_task', 'looks at what it returns', async ({ loop, asyncio, env }) => {
    const coro = returning('value');
    const task = loop.createTask(coro);
    expect(task instanceof asyncio.Task, 'an instance of Task').to.equal(true);
    expect([task.getLoop() === loop, task.getCoro() === coro, task.done()]).to.deep.equal([true, true, false]);
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('value');
  });

  test('task.create_task.closed_loop', 'closes the loop first', ({ loop, asyncio }) => {
    const trace: string[] = [];
    const requests: Request[] = [];
    loop.setTaskFactory((each, coro) => {
      trace.push('factory');
      return new asyncio.Task(coro, { loop: each });
    });
    loop.close();
    raises(RuntimeError, () => loop.createTask(recorded(requests, returning(1))), 'create_task()');
    loop.setTaskFactory(null);
    raises(RuntimeError, () => loop.createTask(recorded(requests, returning(1))), 'create_task()');
    expect([trace, requests, asyncio.allTasks(loop).size]).to.deep.equal([[], [], 0]);
  });

  test('task.create_task.name', 'gives names', async ({ loop, env }) => {
    const names = ['n', '', 5, 0].map((name) => loop.createTask(returning(1), { name }).getName());
    expect(names).to.deep.equal(['n', '', '5', '0']);
    raises(TypeError, () => loop.createTask(returning(1), 'n' as never), 'create_task(coro, name)');
    await env.spin();
  });

  test('task.create_task.context', 'sets a variable in the body', async ({ loop, asyncio, env }) => {
    const v = new asyncio.ContextVar<string>('v', { default: 'default' });
    const context = asyncio.copyContext();
    function* body(): Coroutine<string> {
      const before = v.get();
      v.set(`${before}+`);
      yield;
      v.set(`${v.get()}+`);
      return before;
    }
    const result = await env.run(function* () {
      v.set('caller');
      const first = yield* loop.createTask(body(), { context });
      const second = yield* loop.createTask(body(), { context });
      const third = yield* loop.createTask(body(), { context: null });
      return [first, second, third, context.get(v), v.get()];
    });
    expect(result).to.deep.equal(['default', 'default++', 'caller', 'default++++', 'caller']);
  });

  test('task.create_task.rejects_non_coroutine', 'tries six other things', async ({ loop, asyncio, env }) => {
    const values = [42, 'x', null, returning, () => null, loop.createFuture()];
    for (const value of values) raises(TypeError, () => loop.createTask(value as never), 'create_task()');
    expect(asyncio.allTasks(loop).size).to.equal(0);
    const task = loop.createTask(returning(1));
    await env.spin();
    expect(task.result()).to.equal(1);
  });

  test('task.create_task.unknown_kwarg_rejected', 'misspells a keyword', async ({ loop, asyncio, env }) => {
    const requests: Request[] = [];
    const coro = recorded(requests, returning(1));
    raises(TypeError, () => loop.createTask(coro, { nome: 'n' } as never), 'create_task()');
    await env.spin(2);
    expect([requests, asyncio.allTasks(loop).size]).to.deep.equal([[], 0]);
    const task = loop.createTask(coro, { name: 'n' });
    await env.spin();
    expect(task.done()).to.equal(true);
  });

  test('task.create_task.eager_start_keyword', 'decides on eagerness per call', async ({ loop, asyncio, env }) => {
    const seen = await env.run(function* () {
      const done: boolean[] = [];
      const make = (eagerStart?: boolean): Task => {
        const task = loop.createTask(returning(1), eagerStart === undefined ? {} : { eagerStart });
        done.push(task.done());
        return task;
      };
      const tasks = [make(), make(true), make(false)];
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      tasks.push(make(), make(true), make(false));
      for (const task of tasks) yield* task;
      return done;
    });
    expect(seen).to.deep.equal([false, true, false, true, true, false]);
  });

  test('task.create_task.extra_keywords_forwarded', 'gives a factory a keyword of its own', async (world) => {
    const { loop, asyncio, env } = world;
    const seen: unknown[] = [];
    loop.setTaskFactory((each, coro, options) => {
      seen.push((options as { custom?: unknown } | undefined)?.custom);
      return new asyncio.Task(coro, { loop: each });
    });
    loop.createTask(returning(1), { custom: 1 } as never);
    loop.createTask(returning(1), { name: 'n', custom: 'x' } as never);
    await env.spin();
    expect(seen).to.deep.equal([1, 'x']);
  });

  test('task.asyncio_create_task.running_loop', 'makes tasks inside a coroutine', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    env.defer(() => {
      asyncio.setEventLoop(null);
    });
    const made: unknown[] = [];
    loop.setTaskFactory((each, coro, options) => {
      const task = new asyncio.Task(coro, { ...options, loop: each });
      made.push(task);
      return task;
    });
    const seen = await env.run(function* () {
      const task = asyncio.createTask(returning('value'), { name: 'n' });
      return [task instanceof asyncio.Task, task.getLoop() === loop, made.includes(task), task.getName(), yield* task];
    });
    expect(seen).to.deep.equal([true, true, true, 'n', 'value']);
  });

  for (const current of [true, false]) {
    test(
      'task.asyncio_create_task.no_running_loop',
      `calls it outside, ${current ? 'with' : 'without'} a current loop`,
      async ({ loop, asyncio, env }) => {
        asyncio.setEventLoop(current ? loop : null);
        env.defer(() => {
          asyncio.setEventLoop(null);
        });
        const requests: Request[] = [];
        const coro = recorded(requests, returning('usable'));
        raises(RuntimeError, () => asyncio.createTask(coro), 'asyncio.create_task()');
        expect([requests, asyncio.allTasks(loop).size]).to.deep.equal([[], 0]);
        expect(await env.run(() => coro)).to.equal('usable');
      },
    );
  }

  test('task.asyncio_create_task.keywords_reach_loop', "records what reaches the loop's method", async (world) => {
    const { loop, asyncio, env } = world;
    const context = asyncio.copyContext();
    const seen: Record<string, unknown>[] = [];
    await env.run(function* () {
      loop.createTask = (coro, options) => {
        seen.push({ ...options });
        return new asyncio.Task(coro, { loop });
      };
      yield* asyncio.createTask(returning(1));
      yield* asyncio.createTask(returning(1), { name: 'n' });
      yield* asyncio.createTask(returning(1), { context });
    });
    expect(seen).to.have.length(3);
    expect([seen[0]?.['name'] ?? null, 'context' in (seen[0] ?? {})]).to.deep.equal([null, false]);
    expect([seen[1]?.['name'], 'context' in (seen[1] ?? {})]).to.deep.equal(['n', false]);
    expect(seen[2]?.['context'] === context, 'the context').to.equal(true);
  });

  test('task.factory.default_none', 'looks at two loops', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const factory: TaskFactory = (each, coro) => new asyncio.Task(coro, { loop: each });
    expect([loop.getTaskFactory() ?? null, other.getTaskFactory() ?? null]).to.deep.equal([null, null]);
    loop.setTaskFactory(factory);
    expect([loop.getTaskFactory() === factory, other.getTaskFactory() ?? null]).to.deep.equal([true, null]);
  });
});
