/** Making a task: what the constructor takes, refuses and schedules. */
import { RuntimeError, type Context, type Coroutine } from '../../spec';
import { expect, raises, suite } from '../support';
import { recorded, returning, type Request } from './recorded-coroutine';

class Odd extends Error {}

export const constructSuite = suite('task', 'making a task', (test) => {
  test('task.init.non_coroutine_rejected', 'tries six other things, each twice', async ({ loop, asyncio, env }) => {
    const values = [123, null, 'coroutine', {}, () => returning(1), returning];
    for (const value of [...values, ...values]) {
      const error = raises(TypeError, () => new asyncio.Task(value as never, { loop }), `Task(${typeof value})`);
      expect(error.message).to.match(/^a coroutine was expected/);
    }
    const task = new asyncio.Task(returning('made'), { loop });
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('made');
  });

  test('task.init.awaitable_rejected', 'tries a future, a task and an awaitable', async ({ loop, asyncio, env }) => {
    const task = new asyncio.Task(returning('made'), { loop });
    const awaitable = { [Symbol.iterator]: () => returning(1)[Symbol.iterator]() };
    for (const value of [loop.createFuture(), task, awaitable]) {
      raises(TypeError, () => new asyncio.Task(value as never, { loop }), 'Task() of an awaitable');
    }
    await env.spin();
    expect(task.result()).to.equal('made');
  });

  test('task.init.rejection_leaves_no_trace', 'collects what was refused', async ({ loop, asyncio, env }) => {
    for (const value of [42, null, {}]) raises(TypeError, () => new asyncio.Task(value as never, { loop }));
    expect(asyncio.allTasks(loop).size).to.equal(0);
    await env.spin(2);
    await env.collectGarbage();
    await env.spin();
    expect(env.takeReports()).to.deep.equal([]);
    const task = new asyncio.Task(returning(1), { loop });
    expect([...asyncio.allTasks(loop)]).to.deep.equal([task]);
    await env.spin();
  });

  test('task.init.keyword_only', 'gives the loop by position', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* body(): Coroutine<null> {
      yield* [];
      trace.push('body');
      return null;
    }
    const coro = body();
    raises(TypeError, () => new asyncio.Task(coro, loop as never), 'Task(coro, loop)');
    await env.spin(2);
    expect(trace).to.deep.equal([]);
    const task = new asyncio.Task(coro, { loop });
    await env.spin();
    expect([trace, task.done()]).to.deep.equal([['body'], true]);
  });

  test('task.init.default_loop', 'leaves the loop out inside a coroutine', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    env.defer(() => {
      asyncio.setEventLoop(null);
    });
    const seen = await env.run(function* () {
      const tasks = [
        new asyncio.Task(returning('a')),
        new asyncio.Task(returning('b'), { loop: null }),
        new asyncio.Task(returning('c'), { name: 'c' }),
      ];
      const loops = tasks.map((task) => task.getLoop() === loop);
      const values: unknown[] = [];
      for (const task of tasks) values.push(yield* task);
      return [...loops, ...values];
    });
    expect(seen).to.deep.equal([true, true, true, 'a', 'b', 'c']);
  });

  test('task.init.no_loop_error', 'has neither a running nor a current loop', async ({ loop, asyncio, env }) => {
    asyncio.setEventLoop(null);
    const requests: Request[] = [];
    const coro = recorded(requests, returning('usable'));
    raises(RuntimeError, () => new asyncio.Task(coro), 'Task() without any loop');
    expect(requests).to.deep.equal([]);
    const task = new asyncio.Task(coro, { loop });
    await env.spin();
    expect(task.result()).to.equal('usable');
  });

  for (const how of ['Task', 'loop.createTask', 'createTask'] as const) {
    test('task.init.first_step_deferred', `makes a task by ${how}() in a coroutine`, async ({ loop, asyncio, env }) => {
      const trace: string[] = [];
      function* body(): Coroutine<null> {
        yield* [];
        trace.push('body');
        return null;
      }
      await env.run(function* () {
        const task =
          how === 'Task'
            ? new asyncio.Task(body(), { loop })
            : how === 'createTask'
              ? asyncio.createTask(body())
              : loop.createTask(body());
        trace.push(`made ${String(task.done())}`);
        yield* asyncio.sleep(0);
        trace.push(`slept ${String(task.done())}`);
      });
      expect(trace).to.deep.equal(['made false', 'body', 'slept true']);
    });
  }

  test('task.init.first_step_deferred', 'makes a task on an idle loop and in a callback', async ({ loop, env }) => {
    const trace: string[] = [];
    function* body(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    loop.createTask(body('first'));
    trace.push('idle');
    loop.callSoon(() => {
      loop.createTask(body('second'));
      trace.push('callback');
    });
    await env.spin(2);
    expect(trace).to.deep.equal(['idle', 'first', 'callback', 'second']);
  });

  test('task.init.one_call_soon', 'makes a task of a stub loop', ({ loop, asyncio }) => {
    const requests: Request[] = [];
    const calls: unknown[][] = [];
    const v = new asyncio.ContextVar<string>('v');
    v.set('creation');
    const stub = {
      callSoon: (callback: unknown, ...rest: unknown[]) => {
        calls.push([typeof callback, ...rest]);
        return null;
      },
      getDebug: () => false,
      isRunning: () => false,
      isClosed: () => false,
      callExceptionHandler: () => null,
    };
    // The coroutine is held by the test, so that the task is not lost half way.
    const task = new asyncio.Task(recorded(requests, returning(1)), { loop: stub as never });
    expect(calls).to.have.length(1);
    const [kind, ...rest] = calls[0] ?? [];
    expect(kind).to.equal('function');
    const options = rest.pop() as { context?: Context };
    expect(options.context?.get(v), 'the variable in the context').to.equal('creation');
    expect(rest.flat(), 'arguments of the callback').to.deep.equal([]);
    expect(requests).to.deep.equal([]);
    (task as unknown as { _logDestroyPending: boolean })._logDestroyPending = false;
    expect(loop.isClosed()).to.equal(false);
  });

  test('task.init.fifo_with_call_soon', 'mixes three tasks with callbacks', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* body(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    const call = (name: string): void => {
      loop.callSoon(() => trace.push(name));
    };
    call('a');
    loop.createTask(body('task 1'));
    call('b');
    new asyncio.Task(body('task 2'), { loop });
    loop.createTask(body('task 3'));
    call('c');
    await env.spin();
    expect(trace).to.deep.equal(['a', 'task 1', 'b', 'task 2', 'task 3', 'c']);
  });

  test('task.init.fifo_with_call_soon', 'makes tasks inside a running loop', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* body(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    await env.run(function* () {
      loop.callSoon(() => trace.push('a'));
      loop.createTask(body('task 1'));
      loop.callSoon(() => trace.push('b'));
      loop.createTask(body('task 2'));
      yield* asyncio.sleep(0);
      trace.push('parent');
    });
    expect(trace).to.deep.equal(['a', 'task 1', 'b', 'task 2', 'parent']);
  });

  test('task.init.closed_loop', 'closes the loop first', async ({ loop, asyncio, env }) => {
    loop.close();
    const requests: Request[] = [];
    raises(RuntimeError, () => new asyncio.Task(recorded(requests, returning(1)), { loop }), 'Task() on a closed loop');
    expect(asyncio.allTasks(loop).size).to.equal(0);
    await env.collectGarbage();
    expect(requests).to.deep.equal([]);
    // Whether the half-made task is reported when it is collected is left open.
    env.takeReports();
  });

  test('task.init.call_soon_failure', 'lets call_soon() raise', async ({ loop, asyncio, env }) => {
    const error = new Odd('no');
    const other = await env.newLoop();
    other.callSoon = () => {
      throw error;
    };
    let caught: unknown;
    try {
      new asyncio.Task(returning(1), { loop: other });
    } catch (thrown) {
      caught = thrown;
    }
    expect(caught).to.equal(error);
    expect(asyncio.allTasks(other).size).to.equal(0);
    const task = new asyncio.Task(returning(1), { loop });
    expect([...asyncio.allTasks(loop)]).to.deep.equal([task]);
    await env.spin();
    await env.collectGarbage();
    // Whether the half-made task is reported when it is collected is left open.
    env.takeReports();
  });

  test('task.init.registered_at_once', 'looks at all_tasks() right away', async ({ loop, asyncio, env }) => {
    const first = new asyncio.Task(returning(1), { loop });
    expect([...asyncio.allTasks(loop)]).to.deep.equal([first]);
    const second = loop.createTask(returning(2));
    expect(asyncio.allTasks(loop).has(second)).to.equal(true);
    expect(asyncio.allTasks(loop).size).to.equal(2);
    const inside = await env.run(function* () {
      const third = asyncio.createTask(returning(3));
      const listed = asyncio.allTasks().has(third);
      yield* third;
      return listed;
    });
    expect(inside).to.equal(true);
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test('task.init.loop_not_running_ok', 'makes tasks before the loop ever ran', async ({ loop, asyncio, env }) => {
    const first = loop.createTask(returning('first'));
    const second = new asyncio.Task(returning('second'), { loop });
    expect([first.done(), second.done()]).to.deep.equal([false, false]);
    expect(await env.patience.bound(loop.runUntilComplete(second), 'the task')).to.equal('second');
    expect(first.result()).to.equal('first');
    const third = loop.createTask(returning('third'));
    expect(await env.patience.bound(loop.runUntilComplete(third), 'the task')).to.equal('third');
  });

  test('task.init.context_checked', 'gives a number for a context', async ({ loop, asyncio, env }) => {
    const coro = returning('refused');
    const options = { loop, context: 5 as unknown as Context };
    raises(TypeError, () => new asyncio.Task(coro, options));
    raises(TypeError, () => loop.createTask(coro, { context: options.context }));
    await env.spin();
    expect(asyncio.allTasks(loop).size).to.equal(0);
    coro.return('refused');
    const task = new asyncio.Task(returning('made'), { loop, context: asyncio.copyContext() });
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('made');
  });
});
