/** The step that an eager task takes inside create_task(), and what of it is seen from outside. */
import { CancelledError, KeyboardInterrupt, SystemExit, type Coroutine, type Task } from '../../spec';
import { expect, isKind, raises, suite } from '../support';
import { raising, returning } from '../task/recorded-coroutine';

export const firstStepSuite = suite('eager', 'the first step', (test) => {
  for (const way of ['loop.create_task()', 'create_task()', 'ensure_future()'] as const) {
    test('eager.factory.runs_first_step_inline', `starts with ${way}`, async ({ loop, asyncio, env }) => {
      const trace: string[] = [];
      function* child(): Coroutine<string> {
        trace.push('first');
        yield* asyncio.sleep(0);
        trace.push('second');
        return 'result';
      }
      const start = {
        'loop.create_task()': () => loop.createTask(child()),
        'create_task()': () => asyncio.createTask(child()),
        'ensure_future()': () => asyncio.ensureFuture(child()),
      }[way];
      const result = await env.run(function* () {
        // Not before: how a run takes its own first step is no matter here.
        loop.setTaskFactory(asyncio.eagerTaskFactory);
        const task = start();
        trace.push('returned', String(task.done()));
        return yield* task;
      });
      expect(trace).to.deep.equal(['first', 'returned', 'false', 'second']);
      expect(result).to.equal('result');
    });
  }

  test('eager.completion.done_on_return', 'creates, looks and awaits', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const trace: unknown[] = [];
    await env.run(function* () {
      const task = loop.createTask(returning('result'));
      trace.push(task.done(), task.cancelled(), task.result());
      const turn = loop.callSoon(() => trace.push('turn'));
      trace.push(yield* task);
      turn.cancel();
    });
    expect(trace).to.deep.equal([true, false, 'result', 'result']);
  });

  test('eager.completion.done_on_return', 'goes through awaitables that are done', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const ready = loop.createFuture<string>();
    ready.setResult('ready');
    function* body(): Coroutine<readonly string[]> {
      return [yield* ready, yield* loop.createTask(returning('inner'))];
    }
    const [done, result] = await env.run(function* () {
      yield* [];
      const task = loop.createTask(body());
      return [task.done(), task.done() ? task.result() : yield* task];
    });
    expect(done).to.equal(true);
    expect(result).to.deep.equal(['ready', 'inner']);
  });

  test('eager.completion.no_call_soon', 'counts the calls of call_soon()', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    let calls = 0;
    const counts = await env.run(function* () {
      const sound = loop.callSoon.bind(loop);
      loop.callSoon = ((...args: Parameters<typeof sound>) => {
        calls += 1;
        return sound(...args);
      }) as typeof loop.callSoon;
      const done = loop.createTask(returning(1));
      const completed = calls;
      const suspended = loop.createTask(asyncio.sleep(0));
      const after = calls;
      loop.callSoon = sound;
      yield* suspended;
      return [done.done(), completed, after];
    });
    expect(counts).to.deep.equal([true, 0, 1]);
  });

  test('eager.current_task.is_new_task', 'asks in nested first steps and later', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const current: Record<string, Task | null> = {};
    let inner: Task | undefined;
    function* child(): Coroutine<null> {
      current['inner'] = asyncio.currentTask();
      yield* asyncio.sleep(0);
      current['inner later'] = asyncio.currentTask();
      return null;
    }
    function* parent(): Coroutine<null> {
      current['outer'] = asyncio.currentTask(loop);
      inner = loop.createTask(child());
      current['outer again'] = asyncio.currentTask(loop);
      yield* inner;
      return null;
    }
    const outer = await env.run(function* () {
      const task = loop.createTask(parent());
      yield* task;
      return task;
    });
    expect(current['outer'] === outer, 'the outer task').to.equal(true);
    expect(current['outer again'] === outer, 'the outer task again').to.equal(true);
    expect(current['inner'] === inner, 'the inner task').to.equal(true);
    expect(current['inner later'] === inner, 'the inner task later').to.equal(true);
  });

  for (const [how, child] of [
    ['ends', () => returning(1)],
    ['fails', () => raising(new Error('eager'))],
    ['suspends', 'sleep'],
  ] as const) {
    test('eager.current_task.restored', `creates a task that ${how}`, async ({ loop, asyncio, env }) => {
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      const tasks: Task[] = [];
      const during: (Task | null)[] = [];
      function* body(): Coroutine {
        during.push(asyncio.currentTask());
        return yield* child === 'sleep' ? asyncio.sleep(0) : child();
      }
      const afterwards = await env.run(function* () {
        const own = asyncio.currentTask();
        tasks.push(loop.createTask(body()));
        const kept = asyncio.currentTask() === own && own !== null;
        const inCallback = loop.createFuture();
        loop.callSoon(() => {
          tasks.push(loop.createTask(body()));
          inCallback.setResult(asyncio.currentTask(loop) ?? 'none');
        });
        return [kept, yield* inCallback];
      });
      await env.spin(2);
      expect(afterwards).to.deep.equal([true, 'none']);
      expect(during.map((task, i) => task === tasks[i])).to.deep.equal([true, true]);
      expect(tasks.map((task) => task.exception() !== null)).to.deep.equal([how === 'fails', how === 'fails']);
    });
  }

  test('eager.all_tasks.during_first_step', 'looks for the task in all_tasks()', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const trace: unknown[] = [];
    const look = (): void => {
      const task = asyncio.currentTask();
      trace.push(task !== null && asyncio.allTasks().has(task));
    };
    function* ending(): Coroutine<null> {
      yield* [];
      look();
      return null;
    }
    function* suspending(): Coroutine<null> {
      look();
      yield* asyncio.sleep(0);
      look();
      return null;
    }
    await env.run(function* () {
      const ended = loop.createTask(ending());
      const suspended = loop.createTask(suspending());
      const both = asyncio.allTasks();
      trace.push(both.has(ended), both.has(suspended), both.size);
      yield* suspended;
      trace.push(asyncio.allTasks().size);
    });
    expect(trace).to.deep.equal([true, true, false, true, 2, true, 1]);
  });

  test('eager.exception.stored', 'raises in the first step', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const error = new Error('eager');
    const seen = await env.run(function* () {
      const failed = loop.createTask(raising(error));
      const cancelled = loop.createTask(raising(new CancelledError()));
      const done = [failed.done(), cancelled.done(), failed.cancelled(), cancelled.cancelled()];
      yield* asyncio.sleep(0);
      return [...done, failed.exception() === error];
    });
    expect(seen).to.deep.equal([true, true, false, true, true]);
  });

  test('eager.exception.stored', 'starts the coroutine of the running task again', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const seen: unknown[] = [];
    function* body(): Coroutine<string> {
      yield* asyncio.sleep(0);
      const again = loop.createTask(asyncio.currentTask()?.getCoro() as Coroutine);
      seen.push(again.done(), (again.exception() ?? null) !== null);
      yield* asyncio.sleep(0);
      return 'went on';
    }
    const task = await env.run(function* () {
      const own = loop.createTask(body());
      yield* asyncio.wait([own]);
      return own;
    });
    expect(seen).to.deep.equal([true, true]);
    expect(task.exception() ?? null, 'the task itself').to.equal(null);
    expect(task.result()).to.equal('went on');
  });

  for (const Exit of [KeyboardInterrupt, SystemExit]) {
    test('eager.exception.exit_propagates', `raises ${Exit.name}`, async ({ loop, asyncio, env }) => {
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      let task: Task | null = null;
      function* child(): Coroutine<never> {
        yield* [];
        task = asyncio.currentTask();
        throw new Exit();
      }
      await env.run(function* () {
        yield* [];
        raises(Exit, () => loop.createTask(child()), 'create_task()');
      });
      const left = task as Task | null;
      expect(left?.done()).to.equal(true);
      expect(isKind(left?.exception(), Exit), 'the outcome of the task').to.equal(true);
    });
  }

  test('eager.bad_yield.reported_through_loop', 'yields a number', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const trace: string[] = [];
    function* child(): Coroutine<string> {
      try {
        yield 42;
      } catch (error) {
        trace.push(error instanceof Error ? 'raised' : 'odd');
      }
      return 'went on';
    }
    const result = await env.run(function* () {
      const task = loop.createTask(child());
      trace.push(`done: ${String(task.done())}`);
      return yield* task;
    });
    expect(trace).to.deep.equal(['done: false', 'raised']);
    expect(result).to.equal('went on');
  });
});
