/** cancel() of a task by another: when it is delivered, where, and with what message. */
import { CancelledError, ValueError } from '../../spec';
import { expect, raises, rejects, suite } from '../support';
import { returning } from './recorded-coroutine';
import { traced } from './traced';

export const cancelSuite = suite('task', 'cancel() by another task', (test) => {
  test('task.cancel.pending_true', 'cancels in three states, and again', async ({ loop, asyncio, env }) => {
    const fresh = loop.createTask(returning(1));
    expect([fresh.cancel(), fresh.cancel()]).to.deep.equal([true, true]);
    const waiting = loop.createTask(asyncio.sleep(60));
    const yielding = loop.createTask(
      (function* () {
        for (;;) yield;
      })(),
    );
    await env.spin(2);
    expect([waiting.cancel(), waiting.cancel(), yielding.cancel(), yielding.cancel()]).to.deep.equal([
      true,
      true,
      true,
      true,
    ]);
    await env.spin(3);
    expect([fresh, waiting, yielding].map((task) => task.cancelled())).to.deep.equal([true, true, true]);
  });

  test('task.cancel.done_false', 'cancels tasks that ended in three ways', async ({ loop, env }) => {
    const error = new ValueError('why');
    const tasks = [
      loop.createTask(returning('value')),
      loop.createTask(
        (function* () {
          yield* [];
          throw error;
        })(),
      ),
      loop.createTask(returning('value')),
    ] as const;
    tasks[2].cancel();
    await env.spin(2);
    expect(tasks.map((task) => task.cancel())).to.deep.equal([false, false, false]);
    await env.spin(2);
    expect(tasks.map((task) => [task.done(), task.cancelled()])).to.deep.equal([
      [true, false],
      [true, false],
      [true, true],
    ]);
    expect(tasks[0].result()).to.equal('value');
    expect(tasks[1].exception()).to.equal(error);
    expect(raises(CancelledError, () => tasks[2].result()).args).to.deep.equal([]);
  });

  test('task.cancel.not_immediate', 'cancels a waiting task', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture();
    const task = loop.createTask(traced(future, trace));
    task.addDoneCallback(() => trace.push('callback'));
    await env.spin();
    expect(task.cancel()).to.equal(true);
    expect([task.done(), task.cancelled(), trace]).to.deep.equal([false, false, []]);
    await env.spin();
    expect([task.done(), task.cancelled(), trace]).to.deep.equal([true, true, ['cancelled']]);
    await env.spin();
    expect(trace).to.deep.equal(['cancelled', 'callback']);
  });

  test('task.cancel.not_immediate', 'cancels a task that did not start', async ({ loop, env }) => {
    const task = loop.createTask(returning(1));
    task.cancel();
    expect([task.done(), task.cancelled()]).to.deep.equal([false, false]);
    await env.spin();
    expect([task.done(), task.cancelled()]).to.deep.equal([true, true]);
  });

  for (const message of ['m', 5, '', null, undefined] as const) {
    test('task.cancel.message_forwarded', `cancels with ${JSON.stringify(message) ?? 'nothing'}`, async (world) => {
      const { loop, env } = world;
      const trace: unknown[] = [];
      const future = loop.createFuture();
      const task = loop.createTask(traced(future, trace));
      await env.spin();
      if (message === undefined) task.cancel();
      else task.cancel(message);
      const args = message === undefined || message === null ? [] : [message];
      expect(raises(CancelledError, () => future.result()).args, 'of the future').to.deep.equal(args);
      await env.spin();
      expect(task.cancelled()).to.equal(true);
      expect(trace, 'in the coroutine').to.deep.equal(['cancelled', ...args]);
    });
  }

  for (const message of ['why', 5, '', null, undefined] as const) {
    test(
      'task.cancel.message_reaches_awaiter',
      `cancels with ${JSON.stringify(message) ?? 'nothing'}`,
      async (world) => {
        const { loop, asyncio, env } = world;
        const trace: unknown[] = [];
        const inner = loop.createTask(asyncio.sleep(60));
        const outer = loop.createTask(traced(inner, trace));
        await env.spin(2);
        if (message === undefined) inner.cancel();
        else inner.cancel(message);
        const error = await rejects(CancelledError, loop.runUntilComplete(outer));
        const args = message === undefined || message === null ? [] : [message];
        expect(trace).to.deep.equal(['cancelled', ...args]);
        expect(error.args).to.deep.equal(args);
        expect(inner.cancelled()).to.equal(true);
      },
    );
  }

  test('task.cancel.result_and_exception_raise', 'asks a cancelled task twice', async ({ loop, asyncio, env }) => {
    const task = loop.createTask(asyncio.sleep(60));
    await env.spin();
    task.cancel();
    await rejects(CancelledError, loop.runUntilComplete(task), 'run_until_complete()');
    for (const what of ['first', 'second']) {
      raises(CancelledError, () => task.exception(), `the ${what} exception()`);
      raises(CancelledError, () => task.result(), `the ${what} result()`);
    }
    expect([task.done(), task.cancelled()]).to.deep.equal([true, true]);
  });

  test('task.cancelling.initial_zero', 'counts no request when the awaited future is cancelled', async (world) => {
    const { loop, env } = world;
    const future = loop.createFuture();
    const task = loop.createTask(traced(future, []));
    await env.spin();
    future.cancel('x');
    await env.spin();
    expect([task.cancelled(), task.cancelling()]).to.deep.equal([true, 0]);
  });
});
