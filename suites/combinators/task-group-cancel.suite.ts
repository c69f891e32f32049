/** TaskGroup.cancel(): a group that is ended from inside or outside, and what may come in its way. */
import { CancelledError } from '../../spec';
import type { Task, TaskGroup } from '../../spec';
import { expect, raisedBy, suite, type Environment } from '../support';

/** Runs `body` as the body of a group of its own, in a task; records how block and task end. */
async function inGroup(
  env: Environment,
  group: TaskGroup,
  body: Parameters<TaskGroup['run']>[0],
  trace: unknown[],
): Promise<void> {
  await env.run(function* () {
    yield* group.run(body);
    trace.push('after the group');
    yield;
    trace.push('goes on');
  });
}

export const taskGroupCancelSuite = suite('combinators', 'TaskGroup.cancel()', (test) => {
  test('combinators.task_group.cancel', 'takes children and body along', async ({ asyncio, env }) => {
    const trace: unknown[] = [];
    let child: Task | undefined;
    let finished: Task | undefined;
    await inGroup(
      env,
      new asyncio.TaskGroup(),
      function* (group) {
        finished = group.createTask(asyncio.sleep(0));
        child = group.createTask(asyncio.sleep(20 * env.tick));
        yield* asyncio.sleep(env.tick);
        group.cancel();
        trace.push('returns');
        expect(child.cancelling(), 'requests that the child has at once').to.equal(1);
        try {
          yield* asyncio.sleep(20 * env.tick);
        } catch (caught) {
          trace.push(caught instanceof CancelledError ? 'body cancelled' : caught);
          throw caught;
        }
      },
      trace,
    );
    expect(trace).to.deep.equal(['returns', 'body cancelled', 'after the group', 'goes on']);
    expect(child?.cancelled()).to.equal(true);
    expect(finished?.cancelled(), 'a child that was done').to.equal(false);
  });

  test('combinators.task_group.cancel', 'is called by a child, and waits for the others', async (world) => {
    const { asyncio, env } = world;
    const trace: unknown[] = [];
    const group = new asyncio.TaskGroup();
    let cancelling: number | undefined;
    await env.run(function* () {
      yield* group.run(function* () {
        group.createTask(
          (function* () {
            try {
              yield* asyncio.sleep(20 * env.tick);
            } finally {
              yield* asyncio.sleep(env.tick);
              trace.push('tidied up');
            }
          })(),
        );
        group.createTask(
          (function* () {
            yield* asyncio.sleep(env.tick);
            group.cancel();
          })(),
        );
        yield* asyncio.sleep(0);
      });
      cancelling = asyncio.currentTask()?.cancelling();
    });
    expect(trace).to.deep.equal(['tidied up']);
    expect(cancelling, 'requests left on the parent').to.equal(0);
  });

  test('combinators.task_group.cancel_before_entry', 'asks a group that is entered later', async (world) => {
    const { asyncio, env } = world;
    const trace: unknown[] = [];
    const group = new asyncio.TaskGroup();
    group.cancel();
    await inGroup(
      env,
      group,
      function* () {
        trace.push('body');
        yield* raisedBy(CancelledError, () => asyncio.sleep(20 * env.tick));
        trace.push('cancelled');
      },
      trace,
    );
    expect(trace).to.deep.equal(['body', 'cancelled', 'after the group', 'goes on']);
  });

  test('combinators.task_group.cancel_idempotent', 'asks three times', async ({ asyncio, env }) => {
    const trace: unknown[] = [];
    let cancelling: number | undefined;
    const group = new asyncio.TaskGroup();
    const undisturbed = new asyncio.TaskGroup();
    await env.run(function* () {
      yield* group.run(function* () {
        const child = group.createTask(asyncio.sleep(20 * env.tick));
        yield;
        group.cancel();
        group.cancel();
        expect(child.cancelling(), 'requests that the child has').to.equal(1);
        yield* asyncio.sleep(20 * env.tick);
      });
      group.cancel();
      yield* undisturbed.run(() => asyncio.sleep(0));
      undisturbed.cancel();
      cancelling = asyncio.currentTask()?.cancelling();
      yield* asyncio.sleep(0);
      trace.push('goes on');
    });
    expect(cancelling, 'requests left on the parent').to.equal(0);
    expect(trace).to.deep.equal(['goes on']);
  });

  test('combinators.task_group.cancel_by_eager_child', 'starts it eagerly', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    await inGroup(
      env,
      new asyncio.TaskGroup(),
      function* (group) {
        group.createTask(
          (function* () {
            group.cancel();
            try {
              yield* asyncio.sleep(20 * env.tick);
            } catch (caught) {
              trace.push(caught instanceof CancelledError ? 'child cancelled' : caught);
              throw caught;
            }
          })(),
        );
        yield* asyncio.sleep(20 * env.tick);
      },
      trace,
    );
    expect(trace).to.deep.equal(['child cancelled', 'after the group', 'goes on']);
  });

  test('combinators.task_group.foreign_cancellation_kept', 'cancels a group that ends', async (world) => {
    const { loop, asyncio, env } = world;
    const gate = loop.createFuture();
    const states: string[] = [];
    const parent = (foreign: boolean): Task =>
      loop.createTask(
        (function* () {
          yield* new asyncio.TaskGroup().run(function* (group) {
            group.createTask(
              (function* () {
                try {
                  yield* asyncio.sleep(20 * env.tick);
                } finally {
                  yield* gate;
                }
              })(),
            );
            yield;
            group.cancel();
          });
          states.push(foreign ? 'ends although it was cancelled' : 'ends');
        })(),
      );
    await env.run(function* () {
      const tasks = [parent(true), parent(false)];
      for (let i = 0; i < 4; i++) yield;
      tasks[0]?.cancel();
      for (let i = 0; i < 2; i++) yield;
      gate.setResult(null);
      yield* asyncio.wait(tasks);
      states.push(...tasks.map((task) => (task.cancelled() ? 'cancelled' : 'not cancelled')));
    });
    expect(states).to.deep.equal(['ends', 'cancelled', 'not cancelled']);
  });

  test(
    'combinators.task_group.generator_exit',
    'closes an asynchronous generator inside a group',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        async def values(fail):
            async def child():
                try:
                    await asyncio.sleep(60)
                finally:
                    if fail:
                        raise ValueError('of a child')
            async with asyncio.TaskGroup() as group:
                group.create_task(child())
                await asyncio.sleep(0)
                yield 1
        async def use(fail):
            generator = values(fail)
            await generator.__anext__()
            try:
                await generator.aclose()
            except BaseException as error:
                return type(error).__name__
            return 'closed'
        async def both():
            return [await use(False), await use(True)]
        return loop.run_until_complete(both())
        `,
        { loop },
      );
      expect(facts).to.deep.equal(['closed', 'BaseExceptionGroup']);
    },
    { on: 'python' },
  );
});
