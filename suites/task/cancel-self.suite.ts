/** A task that cancels itself, and one that swallows, replaces or delays its cancellation. */
import { CancelledError, LookupError, ValueError, type Coroutine, type Future } from '../../spec';
import { expect, isKind, raises, suite } from '../support';
import { returning } from './recorded-coroutine';

/** Awaits `future`; returns the arguments of the CancelledError that ended the wait, or the value in a list. */
function* argsOf(future: Iterable<unknown>): Coroutine<readonly unknown[]> {
  try {
    return ['value', yield* future as unknown as Coroutine];
  } catch (error) {
    if (isKind(error, CancelledError)) return error.args;
    throw error;
  }
}

export const cancelSelfSuite = suite('task', 'cancelling oneself, and answering a cancellation', (test) => {
  test('task.cancel.self_then_await', 'goes on to its next await', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture();
    function* body(): Coroutine<null> {
      trace.push(asyncio.currentTask()?.cancel('s'), 'went on');
      loop.callSoon(() => trace.push('turn', future.cancelled()));
      trace.push(yield* argsOf(future));
      return null;
    }
    const task = loop.createTask(body());
    await env.spin();
    expect([trace, future.cancelled()]).to.deep.equal([[true, 'went on'], true]);
    await env.spin();
    expect(trace).to.deep.equal([true, 'went on', 'turn', true, ['s']]);
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
  });

  test('task.cancel.self_then_await_task', 'awaits another task', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture();
    const nested = loop.createTask(argsThenRaise(future));
    function* body(): Coroutine {
      yield* asyncio.sleep(0);
      asyncio.currentTask()?.cancel();
      return yield* nested;
    }
    const task = loop.createTask(body());
    await env.spin(2);
    expect([future.cancelled(), nested.done(), task.done()]).to.deep.equal([true, false, false]);
    await env.spin(3);
    expect([nested.cancelled(), task.cancelled()]).to.deep.equal([true, true]);
  });

  test('task.cancel.self_then_bare_yield', 'yields, and sleeps', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    function* body(): Coroutine<string> {
      asyncio.currentTask()?.cancel();
      trace.push('went on');
      loop.callSoon(() => trace.push('turn'));
      trace.push(yield* argsOf(bare()));
      asyncio.currentTask()?.cancel();
      trace.push(yield* argsOf(asyncio.sleep(0)));
      trace.push(yield* argsOf(asyncio.sleep(0)));
      return 'end';
    }
    const task = loop.createTask(body());
    await env.spin(4);
    expect(trace).to.deep.equal(['went on', 'turn', [], [], ['value', null]]);
    expect(task.result()).to.equal('end');
  });

  test('task.cancel.self_then_await_done_future', 'awaits a done future first', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture<string>();
    future.setResult('done');
    function* body(): Coroutine<null> {
      asyncio.currentTask()?.cancel();
      trace.push(yield* argsOf(future));
      trace.push(yield* argsOf(asyncio.sleep(0)));
      return null;
    }
    const task = loop.createTask(body());
    await env.spin(2);
    expect(trace).to.deep.equal([['value', 'done'], []]);
    expect(task.cancelled()).to.equal(false);
  });

  for (const message of [undefined, 's'] as const) {
    const clause = message === undefined ? 'task.cancel.self_then_return' : 'task.cancel.self_then_return_message';
    test(clause, 'returns in the first step and later', async ({ loop, asyncio, env }) => {
      function* body(first: boolean): Coroutine<number> {
        if (!first) yield* asyncio.sleep(0);
        if (message === undefined) asyncio.currentTask()?.cancel();
        else asyncio.currentTask()?.cancel(message);
        return 12;
      }
      const tasks = [loop.createTask(body(true)), loop.createTask(body(false))];
      const ended: unknown[] = [];
      for (const task of tasks) task.addDoneCallback((done) => ended.push(done.cancelled()));
      await env.spin(3);
      expect(tasks.map((task) => [task.done(), task.cancelled()])).to.deep.equal([
        [true, true],
        [true, true],
      ]);
      expect(ended).to.deep.equal([true, true]);
      for (const task of tasks) {
        const error = raises(CancelledError, () => task.result(), 'result()');
        expect(error.args).to.deep.equal(message === undefined ? [] : [message]);
      }
    });
  }

  test('task.cancel.self_then_raise', 'raises in the same step', async ({ loop, asyncio, env }) => {
    const error = new ValueError('real');
    function* body(): Coroutine<number> {
      yield* [];
      asyncio.currentTask()?.cancel();
      throw error;
    }
    const task = loop.createTask(body());
    await env.spin(2);
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
    expect(task.exception()).to.equal(error);
  });

  test('task.cancel.suppressed_continues', 'awaits three more things', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const [first, second] = [loop.createFuture(), loop.createFuture<number>()];
    function* body(): Coroutine<number> {
      trace.push((yield* argsOf(first)).length);
      yield* asyncio.sleep(0);
      trace.push('slept');
      return yield* second;
    }
    const task = loop.createTask(body());
    await env.spin();
    task.cancel();
    await env.spin(5);
    expect([trace, second.done(), task.done()]).to.deep.equal([[0, 'slept'], false, false]);
    second.setResult(42);
    await env.spin();
    expect([task.done(), task.cancelled(), task.done() && task.result()]).to.deep.equal([true, false, 42]);
  });

  test('task.cancel.suppressed_continues', 'suppresses before a timer', async ({ loop, asyncio, env }) => {
    function* body(): Coroutine<string> {
      yield* argsOf(asyncio.sleep(60));
      yield* asyncio.sleep(env.tick);
      return 'slept';
    }
    const task = loop.createTask(body());
    await env.spin();
    task.cancel();
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('slept');
  });

  test('task.cancel.suppressed_return', 'returns a value instead', async ({ loop, asyncio, env }) => {
    const tasks = [loop.createTask(argsOf(asyncio.sleep(60))), loop.createTask(argsOf(bare()))];
    await env.spin();
    for (const task of tasks) task.cancel();
    await env.spin(3);
    expect(tasks.map((task) => [task.done(), task.cancelled()])).to.deep.equal([
      [true, false],
      [true, false],
    ]);
    for (const task of tasks) expect(task.result()).to.deep.equal([]);
  });

  test('task.cancel.replaced_by_exception', 'raises another error instead', async ({ loop, asyncio, env }) => {
    const error = new LookupError('instead');
    const task = loop.createTask(
      (function* () {
        try {
          yield* asyncio.sleep(60);
        } catch {
          throw error;
        }
      })(),
    );
    await env.spin();
    task.cancel();
    await env.spin(2);
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
    expect(task.exception()).to.equal(error);
    expect(raises(LookupError, () => task.result(), 'result()')).to.equal(error);
  });

  test('task.cancel.cleanup_may_await', 'awaits in finally', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const gate = loop.createFuture<string>();
    const task = loop.createTask(
      (function* () {
        try {
          yield* asyncio.sleep(60);
        } finally {
          trace.push('cleaning');
          yield* asyncio.sleep(0);
          trace.push(yield* gate);
        }
      })(),
    );
    task.addDoneCallback(() => trace.push('done'));
    await env.spin();
    task.cancel();
    await env.spin(4);
    expect([trace, task.done(), task.cancelled()]).to.deep.equal([['cleaning'], false, false]);
    gate.setResult('open');
    await env.spin(2);
    expect([trace, task.done(), task.cancelled()]).to.deep.equal([['cleaning', 'open', 'done'], true, true]);
  });

  test('task.cancel.again_after_suppression', 'cancels three times', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        for (let i = 0; i < 3; i++) trace.push(yield* argsOf(i === 1 ? forever() : asyncio.sleep(60)));
        return 'end';
      })(),
    );
    await env.spin();
    for (const message of ['a', 'b', 'c']) {
      expect(task.cancel(message)).to.equal(true);
      await env.spin(2);
    }
    expect(trace).to.deep.equal([['a'], ['b'], ['c']]);
    expect(task.result()).to.equal('end');
  });

  test('task.cancel.twice_delivered_once', 'cancels twice in one turn', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        trace.push(yield* argsOf(loop.createFuture()));
        trace.push(yield* argsOf(asyncio.sleep(0)));
        trace.push(yield* argsOf(asyncio.sleep(0)));
        return 'end';
      })(),
    );
    await env.spin();
    task.cancel('a');
    task.cancel('b');
    await env.spin(5);
    // The second request sets a flag which the delivery of the first one clears.
    expect(trace).to.deep.equal([['a'], ['value', null], ['value', null]]);
    expect(task.result()).to.equal('end');
  });

  test('task.cancel.no_report_when_cancelled', 'drops cancelled tasks', async ({ loop, asyncio, env }) => {
    const work = async (): Promise<void> => {
      const tasks = [loop.createTask(asyncio.sleep(60)), loop.createTask(returning(1))];
      await env.spin();
      tasks.push(loop.createTask(returning(1)));
      tasks[0]?.cancel();
      tasks[2]?.cancel();
      await env.spin(2);
      expect(tasks.map((task) => task.cancelled())).to.deep.equal([true, false, true]);
      loop.createFuture().setException(new ValueError('control'));
    };
    await work();
    await env.collectGarbage();
    await env.collectGarbage();
    await env.spin();
    const reports = env.takeReports();
    expect(reports.map(({ exception }) => isKind(exception, ValueError))).to.deep.equal([true]);
  });
});

/** Awaits for ever, by bare yields. */
function* forever(): Coroutine<never> {
  for (;;) yield;
}

function* bare(): Coroutine<null> {
  yield;
  return null;
}

function* argsThenRaise(future: Future): Coroutine {
  return yield* future;
}
