/** TaskGroup: tasks that end together. */
import { CancelledError, ExceptionGroup, RuntimeError, ValueError } from '../../spec';
import type { Task, TaskGroup } from '../../spec';
import { expect, fail, raisedBy, raises, rejects, suite } from '../support';
import { yieldGroup } from './yield-group';

export const taskGroupSuite = suite('combinators', 'TaskGroup', (test) => {
  test('combinators.task_group.parent_cancelled', 'takes the children along', async ({ loop, asyncio, env }) => {
    const children: Task[] = [];
    const parent = loop.createTask(
      yieldGroup(asyncio.TaskGroup, function* (group) {
        children.push(group.createTask(asyncio.sleep(60)), group.createTask(asyncio.sleep(60)));
        yield* asyncio.sleep(60);
      })(),
    );
    await env.spin(3);
    parent.cancel();
    await rejects(CancelledError, loop.runUntilComplete(parent));
    expect(parent.cancelled()).to.equal(true);
    expect(children.map((child) => child.cancelled())).to.deep.equal([true, true]);
  });

  test('combinators.task_group.parent_cancelled', 'takes a cancelled child for no failure', async (world) => {
    const { asyncio, env } = world;
    const states: boolean[] = [];
    await env.run(
      yieldGroup(asyncio.TaskGroup, function* (group) {
        const child = group.createTask(asyncio.sleep(60));
        const other = group.createTask(asyncio.sleep(env.tick));
        yield* asyncio.sleep(0);
        child.cancel();
        yield* raisedBy(CancelledError, () => child);
        states.push(child.cancelled(), other.done());
      }),
    );
    expect(states).to.deep.equal([true, false]);
  });

  test('combinators.task_group.requires_task', 'refuses before, after and outside', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const refused = (group: TaskGroup): void => {
      const coro = asyncio.sleep(0);
      raises(RuntimeError, () => group.createTask(coro));
      coro.return(null);
    };
    loop.callSoon(() => {
      raises(RuntimeError, () => new asyncio.TaskGroup().run(() => asyncio.sleep(0)).next());
      trace.push('outside a task');
    });
    await env.run(function* () {
      const group = new asyncio.TaskGroup();
      refused(group);
      yield* group.run(function* (entered) {
        yield* entered.createTask(asyncio.sleep(0));
      });
      refused(group);
      trace.push('before and after');
    });
    expect(trace).to.deep.equal(['outside a task', 'before and after']);
  });

  test('combinators.task_group.requires_task', 'makes children by the task factory', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    await env.run(function* () {
      loop.setTaskFactory((_loop, coro, options) => {
        trace.push('factory');
        return new asyncio.Task(coro, { ...options, loop });
      });
      yield* new asyncio.TaskGroup().run(function* (group) {
        group.createTask(asyncio.sleep(0));
        group.createTask(asyncio.sleep(0));
        yield* asyncio.sleep(0);
      });
      loop.setTaskFactory(null);
    });
    expect(trace).to.deep.equal(['factory', 'factory']);
  });

  test('combinators.task_group.recancel', 'delivers the cancellation after the errors', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: string[] = [];
    const child = function* () {
      try {
        yield* asyncio.sleep(60);
      } catch {
        throw new ValueError('instead');
      }
    };
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      tasks.createTask(child());
      yield* asyncio.sleep(0);
    });
    const parent = loop.createTask(
      (function* () {
        const raised = yield* raisedBy(ExceptionGroup, group);
        trace.push(`${String(raised.exceptions.length)} error`);
        trace.push(`${String(asyncio.currentTask()?.cancelling())} request`);
        yield* asyncio.sleep(0);
        fail('the cancellation got lost');
      })(),
    );
    await env.spin(4);
    parent.cancel();
    await rejects(CancelledError, loop.runUntilComplete(parent));
    expect(trace).to.deep.equal(['1 error', '1 request']);
  });

  test('combinators.task_group.parent_cancelled', 'is cancelled while it waits, and again', async (world) => {
    const { loop, asyncio, env } = world;
    const children: Task[] = [];
    const slow = function* () {
      yield* raisedBy(CancelledError, () => asyncio.sleep(60));
      for (let turn = 0; turn < 6; turn++) yield* asyncio.sleep(0);
    };
    const parent = loop.createTask(
      yieldGroup(asyncio.TaskGroup, function* (group) {
        children.push(group.createTask(slow()));
        yield* asyncio.sleep(0);
      })(),
    );
    await env.spin(4);
    parent.cancel();
    await env.spin(2);
    parent.cancel();
    await rejects(CancelledError, loop.runUntilComplete(parent));
    expect(parent.cancelled()).to.equal(true);
    expect(children.map((child) => [child.done(), child.cancelled(), child.cancelling()])).to.deep.equal([
      [true, false, 1],
    ]);
  });

  test('combinators.task_group.entered_once', 'is entered when it is over', async ({ asyncio, env }) => {
    const result = await env.run(function* () {
      const group = new asyncio.TaskGroup();
      yield* group.run(() => asyncio.sleep(0));
      yield* raisedBy(RuntimeError, () => group.run(() => asyncio.sleep(0)));
      return 'refused';
    });
    expect(result).to.equal('refused');
  });

  test('combinators.task_group.refused_coroutine_closed', 'closes it', ({ asyncio }) => {
    const trace: string[] = [];
    const body = function* () {
      trace.push('started');
      yield* asyncio.sleep(0);
    };
    const coro = body();
    raises(RuntimeError, () => new asyncio.TaskGroup().createTask(coro));
    expect(coro.next().done).to.equal(true);
    expect(trace).to.deep.equal([]);
    body().next();
    expect(trace).to.deep.equal(['started']);
  });

  test('combinators.task_group.repr', 'is printed in each state', async ({ asyncio, env }) => {
    const texts: string[] = [];
    const group = new asyncio.TaskGroup();
    const print = (): void => {
      texts.push(String(group));
    };
    print();
    const failing = function* () {
      yield* asyncio.sleep(0);
      throw new ValueError('one');
    };
    await env.run(function* () {
      yield* raisedBy(ExceptionGroup, () =>
        group.run(function* () {
          print();
          group.createTask(failing());
          group.createTask(asyncio.sleep(60));
          print();
          yield* raisedBy(CancelledError, () => asyncio.sleep(60));
          print();
        }),
      );
    });
    expect(texts).to.deep.equal([
      '<TaskGroup>',
      '<TaskGroup entered>',
      '<TaskGroup tasks=2 entered>',
      '<TaskGroup tasks=1 errors=1 cancelling>',
    ]);
  });
});
