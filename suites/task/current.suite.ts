/** The task that is current during a step and around it. */
import { CancelledError, SystemExit, ValueError, type Coroutine, type Task } from '../../spec';
import { expect, suite } from '../support';
import { raising, returning } from './recorded-coroutine';

export const currentSuite = suite('task', 'the current task', (test) => {
  test('task.step.current_task_set', 'asks when something is sent and thrown', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture();
    const seen: unknown[] = [];
    const look = (): void => {
      seen.push(asyncio.currentTask(), asyncio.currentTask(loop));
    };
    function* body(): Coroutine<null> {
      look();
      yield;
      look();
      try {
        yield* future;
      } catch {
        look();
      }
      yield;
      look();
      return null;
    }
    const task = loop.createTask(body());
    await env.spin(2);
    expect(asyncio.currentTask(loop) ?? null, 'while the task waits').to.equal(null);
    task.cancel();
    await env.spin(2);
    expect(task.done()).to.equal(true);
    expect(seen).to.have.length(8);
    expect(seen.map((each) => each === task)).to.deep.equal(seen.map(() => true));
    expect(asyncio.currentTask(loop) ?? null, 'after the end').to.equal(null);
  });

  test('task.step.current_task_set', 'asks in tasks that take turns and between them', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: string[] = [];
    const look = (): void => {
      trace.push(asyncio.currentTask(loop)?.getName() ?? 'none');
    };
    function* body(): Coroutine<null> {
      look();
      yield;
      look();
      return null;
    }
    loop.createTask(body(), { name: 'a' });
    loop.callSoon(look);
    loop.createTask(body(), { name: 'b' });
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'none', 'b', 'a', 'b']);
  });

  test('task.step.current_task_set', 'cancels a task before its first step', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    const coro = {
      next: () => ({ done: true, value: 'not cancelled' }),
      throw: (error: unknown) => {
        seen.push(asyncio.currentTask(loop));
        throw error;
      },
      return: () => ({ done: true, value: null }),
      [Symbol.iterator]: () => coro,
    };
    const task = loop.createTask(coro as unknown as Coroutine);
    task.cancel();
    await env.spin();
    expect(task.cancelled()).to.equal(true);
    expect([seen.length, seen[0] === task]).to.deep.equal([1, true]);
  });

  test('task.step.current_task_reset_after_error', 'ends tasks by four errors', async ({ loop, asyncio, env }) => {
    for (const error of [new ValueError('why'), new CancelledError(), new TypeError('why')]) {
      const task = loop.createTask(raising(error));
      await env.spin();
      expect([task.done(), asyncio.currentTask(loop) ?? null]).to.deep.equal([true, null]);
      expect(await env.run(() => returning('next'))).to.equal('next');
      if (!task.cancelled()) task.exception();
    }
    const task = loop.createTask(raising(new SystemExit(1)));
    loop.callSoon(() => loop.stop());
    // Whether the request leaves the run is for other clauses to say: it ends in either case.
    await env.runForever().catch(() => undefined);
    env.takeReports();
    expect([task.done(), asyncio.currentTask(loop) ?? null]).to.deep.equal([true, null]);
    task.exception();
    expect(await env.run(() => returning('next'))).to.equal('next');
    const bad = loop.createTask(
      (function* () {
        yield 'bad';
      })(),
    );
    await env.spin();
    expect(asyncio.currentTask(loop) ?? null, 'after a bad yield').to.equal(null);
    await env.spin();
    expect(bad.exception()).not.to.equal(null);
  });

  test('task.done_callback.no_current_task', 'asks in done callbacks', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    const look = (): void => {
      seen.push(asyncio.currentTask() ?? 'none', asyncio.currentTask(loop) ?? 'none');
    };
    function* body(): Coroutine<null> {
      yield;
      seen.push(asyncio.currentTask() === task);
      return null;
    }
    const task: Task = loop.createTask<unknown>(body());
    task.addDoneCallback(look);
    const other = loop.createTask(returning(1));
    other.cancel();
    other.addDoneCallback(look);
    await env.spin(4);
    expect(seen).to.deep.equal([true, 'none', 'none', 'none', 'none']);
  });
});
