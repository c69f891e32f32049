/** TaskGroup: tasks that end together. */
import { CancelledError, ExceptionGroup, RuntimeError, SystemExit, ValueError } from '../../spec';
import type { Coroutine, Task, TaskGroup } from '../../spec';
import { expect, fail, raisedBy, raises, rejects, suite } from '../support';

export const taskGroupSuite = suite('combinators', 'TaskGroup', (test) => {
  test('combinators.task_group.child_failure', 'cancels the rest and groups the errors', async ({ asyncio, env }) => {
    const trace: unknown[] = [];
    const error = new ValueError('of a child');
    const failing = function* () {
      yield* asyncio.sleep(0);
      throw error;
    };
    const sibling = function* () {
      try {
        yield* asyncio.sleep(60);
      } catch (caught) {
        yield* asyncio.sleep(env.tick);
        trace.push(caught instanceof CancelledError ? 'sibling cancelled' : caught);
        throw caught;
      }
    };
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      tasks.createTask(failing());
      tasks.createTask(sibling());
      try {
        yield* asyncio.sleep(60);
      } catch (caught) {
        trace.push(caught instanceof CancelledError ? 'body cancelled' : caught);
        throw caught;
      }
    });
    await env.run(function* () {
      const raised = yield* raisedBy(ExceptionGroup, group);
      expect(raised.exceptions).to.deep.equal([error]);
      expect(raised.exceptions[0]).to.equal(error);
      trace.push(asyncio.currentTask()?.cancelling());
      yield* asyncio.sleep(0);
      trace.push('goes on');
    });
    expect(trace).to.deep.equal(['body cancelled', 'sibling cancelled', 0, 'goes on']);
  });

  test('combinators.task_group.child_failure', 'waits for children that go well', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const child = function* (name: string, ticks: number) {
      yield* asyncio.sleep(env.tick * ticks);
      trace.push(name);
      return name;
    };
    const tasks: Task<string>[] = [];
    await env.run(
      yieldGroup(asyncio.TaskGroup, function* (group) {
        tasks.push(group.createTask(child('slow', 2)), group.createTask(child('fast', 0)));
        yield* asyncio.sleep(0);
        trace.push('body');
      }),
    );
    expect(trace.slice().sort()).to.deep.equal(['body', 'fast', 'slow']);
    expect(tasks.map((task) => task.result())).to.deep.equal(['slow', 'fast']);
    expect(loop.isRunning()).to.equal(false);
  });

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

  test('combinators.task_group.exit_exceptions', 'groups an error of the body', async ({ asyncio, env }) => {
    const error = new ValueError('of the body');
    let child: Task | undefined;
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      child = tasks.createTask(asyncio.sleep(60));
      yield* asyncio.sleep(0);
      throw error;
    });
    const raised = await rejects(ExceptionGroup, env.run(group));
    expect(raised.exceptions).to.deep.equal([error]);
    expect(child?.cancelled()).to.equal(true);
  });

  test('combinators.task_group.exit_exceptions', 'lets an exit of the body through', async ({ asyncio, env }) => {
    let child: Task | undefined;
    const exit = new SystemExit(3);
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      child = tasks.createTask(asyncio.sleep(60));
      yield* asyncio.sleep(0);
      throw exit;
    });
    expect(await rejects(SystemExit, env.run(group))).to.equal(exit);
    expect(child?.cancelled()).to.equal(true);
  });

  test('combinators.task_group.exit_exceptions', 'lets an exit of a child through', async ({ loop, asyncio, env }) => {
    const exit = new SystemExit(4);
    const leaving = function* () {
      yield* asyncio.sleep(0);
      throw exit;
    };
    const parent = loop.createTask(
      yieldGroup(asyncio.TaskGroup, function* (tasks) {
        tasks.createTask(leaving());
        yield* asyncio.sleep(60);
      })(),
    );
    // The child's step ends the first run, the parent's the second.
    expect(await rejects(SystemExit, env.runForever())).to.equal(exit);
    expect(await rejects(SystemExit, env.runForever())).to.equal(exit);
    expect(parent.done()).to.equal(true);
    expect(parent.exception()).to.equal(exit);
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

  test('combinators.task_group.child_failure', 'cancels the others before the body hears of it', async (world) => {
    const { asyncio, env } = world;
    const trace: unknown[] = [];
    const failing = function* () {
      yield* asyncio.sleep(0);
      throw new ValueError('first');
    };
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      const other = tasks.createTask(asyncio.sleep(60));
      tasks.createTask(failing());
      try {
        yield* asyncio.sleep(60);
      } catch (error) {
        trace.push(other.cancelling());
        const late = asyncio.sleep(0);
        raises(RuntimeError, () => tasks.createTask(late), 'create_task() of a group that shuts down');
        late.return(null);
        throw error;
      }
    });
    await rejects(ExceptionGroup, env.run(group));
    expect(trace).to.deep.equal([1]);
  });

  test('combinators.task_group.child_failure', 'groups several, and cancels its parent once', async (world) => {
    const { asyncio, env } = world;
    const errors = [new ValueError('one'), new ValueError('two'), new ValueError('three')];
    const failing = function* (error: Error) {
      yield* asyncio.sleep(0);
      throw error;
    };
    const stubborn = function* (error: Error) {
      try {
        yield* asyncio.sleep(60);
      } catch {
        yield* asyncio.sleep(0);
        throw error;
      }
    };
    const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
      tasks.createTask(failing(errors[0] as Error));
      tasks.createTask(failing(errors[1] as Error));
      tasks.createTask(stubborn(errors[2] as Error));
      yield* asyncio.sleep(60);
    });
    const cancelling = await env.run(function* () {
      const raised = yield* raisedBy(ExceptionGroup, group);
      expect(raised.exceptions).to.deep.equal(errors);
      return asyncio.currentTask()?.cancelling();
    });
    expect(cancelling).to.equal(0);
  });

  test('combinators.task_group.child_failure', 'leaves a parent alone whose body failed first', async (world) => {
    const { asyncio, env } = world;
    const seen: unknown[] = [];
    const group = (parent: Task) =>
      yieldGroup(asyncio.TaskGroup, function* (tasks) {
        tasks.createTask(
          (function* () {
            yield* raisedBy(CancelledError, () => asyncio.sleep(60));
            throw new ValueError('of a child');
          })(),
        );
        tasks.createTask(
          (function* () {
            yield* raisedBy(CancelledError, () => asyncio.sleep(60));
            for (let turn = 0; turn < 4; turn++) yield* asyncio.sleep(0);
            seen.push(parent.cancelling());
          })(),
        );
        yield* asyncio.sleep(0);
        throw new ValueError('of the body');
      });
    await env.run(function* () {
      const raised = yield* raisedBy(ExceptionGroup, group(asyncio.currentTask() as Task));
      expect(raised.exceptions.map(String).sort().join()).to.match(/of a child.*of the body/);
    });
    expect(seen).to.deep.equal([0]);
  });

  test(
    'combinators.task_group.late_error_reported',
    'abandons a group with a child in it',
    async ({ loop, asyncio, env }) => {
      const error = new ValueError('too late');
      const gate = loop.createFuture();
      let child: Task | undefined;
      await env.run(function* () {
        // Left at its first wait, and never resumed.
        new asyncio.TaskGroup()
          .run(function* (tasks) {
            child = tasks.createTask(
              (function* () {
                yield* gate;
                throw error;
              })(),
            );
            yield* gate;
          })
          .next();
        yield* asyncio.sleep(0);
      });
      gate.setResult(null);
      await env.spin(3);
      const reports = env.takeReports();
      expect(reports.map((report) => report.exception)).to.deep.equal([error]);
      expect(reports[0]?.task).to.equal(child);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.task_group.late_error_reported',
    'enters a group, never leaves it, and ends',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      import asyncio
      reports = []
      loop.set_exception_handler(lambda *given: reports.append(given[-1]))
      error = ValueError('too late')
      gate = loop.create_future()
      async def child():
          await gate
          raise error
      async def main():
          group = await asyncio.TaskGroup().__aenter__()
          task = group.create_task(child())
          await asyncio.sleep(0)
          return group, task
      group, task = loop.run_until_complete(main())
      gate.set_result(None)
      for _ in range(3):
          loop.call_soon(loop.stop)
          loop.run_forever()
      return [[r.get('exception') is error, r.get('task') is task] for r in reports]
      `,
        { loop },
      );
      expect(facts).to.deep.equal([[true, true]]);
    },
    { on: 'python' },
  );

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

  test('combinators.task_group.requires_task', 'is entered once', async ({ asyncio, env }) => {
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

/** A coroutine function that runs `body` inside a group of its own. */
function yieldGroup(Group: new () => TaskGroup, body: (group: TaskGroup) => Coroutine<void>): () => Coroutine<void> {
  return function* () {
    yield* new Group().run(body);
  };
}
