/** What a TaskGroup makes of the errors of its tasks and its body. */
import { CancelledError, ExceptionGroup, RuntimeError, SystemExit, TimeoutError, ValueError } from '../../spec';
import type { Task } from '../../spec';
import { expect, raisedBy, raises, rejects, suite } from '../support';
import { yieldGroup } from './yield-group';

class OwnCancellation extends CancelledError {}

export const taskGroupErrorsSuite = suite('combinators', 'errors in a TaskGroup', (test) => {
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

  for (const answer of ['nothing', 'an error'] as const) {
    test('combinators.task_group.swallowed_in_body', `answers with ${answer}`, async ({ asyncio, env }) => {
      const trace: unknown[] = [];
      const failing = function* () {
        yield* asyncio.sleep(0);
        throw new ValueError('of a child');
      };
      const group = yieldGroup(asyncio.TaskGroup, function* (tasks) {
        tasks.createTask(failing());
        try {
          yield* asyncio.sleep(60);
        } catch {
          if (answer === 'an error') throw new ValueError('of the body');
        }
      });
      await env.run(function* () {
        const { exceptions } = yield* raisedBy(ExceptionGroup, group);
        trace.push(exceptions.length, asyncio.currentTask()?.cancelling());
        yield* asyncio.sleep(0);
        trace.push('goes on');
      });
      expect(trace).to.deep.equal([answer === 'an error' ? 2 : 1, 0, 'goes on']);
    });
  }

  test('combinators.cancelled_subclass', 'leaves a group', async ({ asyncio, env }) => {
    const own = new OwnCancellation('own');
    await env.run(function* () {
      const group = yieldGroup(asyncio.TaskGroup, function* () {
        yield* asyncio.sleep(0);
        throw own;
      });
      expect(yield* raisedBy(CancelledError, group)).to.equal(own);
    });
  });

  test('combinators.cancelled_subclass', 'answers a timeout', async ({ asyncio, env }) => {
    const own = new OwnCancellation('own');
    await env.run(function* () {
      const late = asyncio.timeout(env.tick).run(function* () {
        try {
          yield* asyncio.sleep(60);
        } catch {
          throw own;
        }
      });
      expect(yield* raisedBy(TimeoutError, () => late)).to.not.equal(own);
      expect(asyncio.currentTask()?.cancelling()).to.equal(0);
    });
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
});
