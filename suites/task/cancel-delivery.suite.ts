/** Where in a coroutine, and to what it awaits, a cancellation is delivered. */
import { CancelledError, ValueError, type Coroutine, type Future } from '../../spec';
import { expect, isKind, raises, rejects, suite } from '../support';
import { recorded, returning, type Request } from './recorded-coroutine';
import { traced } from './traced';

export const cancelDeliverySuite = suite('task', 'where a cancellation is delivered', (test) => {
  for (const where of ['on an idle loop', 'in a coroutine'] as const) {
    test('task.cancel.before_start_body_never_runs', `cancels at once ${where}`, async ({ loop, asyncio, env }) => {
      const trace: string[] = [];
      function* body(): Coroutine<null> {
        trace.push('body');
        try {
          yield;
        } finally {
          trace.push('finally');
        }
        return null;
      }
      const cancelled = where === 'on an idle loop' ? loop.createTask(body()) : null;
      cancelled?.cancel();
      const inside = await env.run(function* () {
        const task = cancelled ?? asyncio.createTask(body());
        task.cancel();
        yield* asyncio.sleep(0);
        yield* asyncio.sleep(0);
        return task.cancelled();
      });
      expect([inside, trace]).to.deep.equal([true, []]);
      await env.run(body);
      expect(trace).to.deep.equal(['body', 'finally']);
    });
  }

  test('task.cancel.before_start_throws_into_coroutine', 'records the requests', async ({ loop, env }) => {
    const requests: Request[] = [];
    const task = loop.createTask(recorded(requests, returning(1)));
    task.cancel();
    expect(requests).to.deep.equal([]);
    await env.spin(3);
    expect(task.cancelled()).to.equal(true);
    expect(requests.map(([what, ...args]) => [what, args.length])).to.deep.equal([['throw', 1]]);
    expect(isKind(requests[0]?.[1], CancelledError), 'CancelledError').to.equal(true);
  });

  test('task.cancel.before_start_throws_into_coroutine', 'lets the coroutine answer with a value', async (world) => {
    const { loop, env } = world;
    const coro = {
      next: () => ({ done: true, value: 'sent' }),
      throw: () => ({ done: true, value: 'answered' }),
      return: () => ({ done: true, value: null }),
      [Symbol.iterator]: () => coro,
    };
    const task = loop.createTask(coro as unknown as Coroutine<string>);
    task.cancel();
    await env.spin();
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
    expect(task.result()).to.equal('answered');
  });

  test('task.cancel.before_start_message', 'gives one and two messages', async ({ loop, env }) => {
    const once = loop.createTask(returning(1));
    once.cancel('m');
    const twice = loop.createTask(returning(1));
    twice.cancel('first');
    twice.cancel('last');
    const awaited = loop.createTask(returning(1));
    awaited.cancel('awaited');
    expect((await rejects(CancelledError, loop.runUntilComplete(awaited))).args).to.deep.equal(['awaited']);
    expect(raises(CancelledError, () => once.result()).args).to.deep.equal(['m']);
    expect(raises(CancelledError, () => twice.exception()).args).to.deep.equal(['last']);
    await env.spin();
  });

  test('task.cancel.cancels_awaited_future_now', 'cancels waiting tasks', async ({ loop, env }) => {
    const futures = [loop.createFuture(), loop.createFuture()] as const;
    const trace: string[] = [];
    const tasks = futures.map((future) => loop.createTask(traced(future, [])));
    for (const future of futures) future.addDoneCallback(() => trace.push('future done'));
    await env.spin();
    tasks[0]?.cancel();
    expect(futures.map((future) => future.cancelled())).to.deep.equal([true, false]);
    loop.callSoon(() => {
      tasks[1]?.cancel();
      trace.push(String(futures[1].cancelled()));
    });
    await env.spin(3);
    expect(trace).to.deep.equal(['future done', 'true', 'future done']);
    expect(tasks.map((task) => task.cancelled())).to.deep.equal([true, true]);
  });

  test('task.cancel.chain_of_tasks', 'chains three tasks', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture();
    function* body(name: string, awaited: Future): Coroutine<null> {
      try {
        yield* awaited;
      } finally {
        trace.push(name);
      }
      return null;
    }
    const inner = loop.createTask(body('inner', future));
    const middle = loop.createTask(body('middle', inner));
    const outer = loop.createTask(body('outer', middle));
    await env.spin();
    expect(outer.cancel()).to.equal(true);
    expect([future.cancelled(), ...trace]).to.deep.equal([true]);
    expect([inner, middle, outer].map((task) => task.done())).to.deep.equal([false, false, false]);
    await env.spin(4);
    expect(trace).to.deep.equal(['inner', 'middle', 'outer']);
    expect([inner, middle, outer].map((task) => task.cancelled())).to.deep.equal([true, true, true]);
  });

  test('task.cancel.inner_task_suppresses', 'lets the inner task return', async ({ loop, asyncio, env }) => {
    const inner = loop.createTask(
      (function* () {
        try {
          yield* asyncio.sleep(60);
        } catch (error) {
          if (isKind(error, CancelledError)) return 5;
          throw error;
        }
        return 6;
      })(),
    );
    const outer = loop.createTask(traced(inner, []));
    await env.spin(2);
    expect(outer.cancel()).to.equal(true);
    expect(await env.patience.bound(loop.runUntilComplete(outer), 'the task')).to.equal(5);
    expect([inner.cancelled(), outer.cancelled()]).to.deep.equal([false, false]);
  });

  for (const outcome of ['result', 'exception'] as const) {
    test('task.cancel.future_already_done', `cancels after the future got its ${outcome}`, async ({ loop, env }) => {
      const trace: unknown[] = [];
      const future = loop.createFuture<string>();
      const task = loop.createTask(traced(future, trace));
      await env.spin();
      if (outcome === 'result') future.setResult('lost');
      else future.setException(new ValueError('lost'));
      expect(task.cancel('w')).to.equal(true);
      await env.spin();
      expect(trace).to.deep.equal(['cancelled', 'w']);
      expect(task.cancelled()).to.equal(true);
      if (outcome === 'result') expect(future.result()).to.equal('lost');
      else expect(isKind(future.exception(), ValueError)).to.equal(true);
    });
  }

  test('task.cancel.at_bare_yield', 'cancels at a bare yield and in sleep(0)', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    function* body(name: string): Coroutine<null> {
      try {
        if (name === 'sleep') yield* asyncio.sleep(0);
        else yield;
        trace.push(`${name} went on`);
      } catch (error) {
        trace.push(`${name} ${isKind(error, CancelledError) ? 'cancelled' : 'failed'}`);
        throw error;
      }
      return null;
    }
    const tasks = ['yield', 'sleep'].map((name) => loop.createTask(body(name)));
    loop.callSoon(() => {
      for (const task of tasks) task.cancel();
    });
    await env.spin(3);
    expect(trace).to.deep.equal(['yield cancelled', 'sleep cancelled']);
    expect(tasks.map((task) => task.cancelled())).to.deep.equal([true, true]);
  });

  test('task.cancel.inner_future_cancelled_elsewhere', 'cancels the awaited future', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture();
    const task = loop.createTask(traced(future, trace));
    await env.spin();
    future.cancel();
    expect(task.done()).to.equal(false);
    await env.spin();
    expect([trace, task.cancelled()]).to.deep.equal([['cancelled'], true]);
    expect(task.cancel()).to.equal(false);
  });

  test('task.cancel.future_refuses', 'waits for a future that cannot be cancelled', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture<string>();
    const stubborn = {
      _asyncioFutureBlocking: false,
      asked: [] as unknown[][],
      getLoop: () => loop,
      addDoneCallback: (callback: (future: unknown) => unknown, options: { context: never }) => {
        future.addDoneCallback(() => callback(stubborn), options);
      },
      result: () => future.result(),
      cancel: (...args: unknown[]) => {
        stubborn.asked.push(args);
        return false;
      },
      *[Symbol.iterator](): Coroutine {
        stubborn._asyncioFutureBlocking = true;
        yield stubborn;
        return future.result();
      },
    };
    const task = loop.createTask(traced(stubborn as never, trace));
    await env.spin();
    expect(task.cancel('w')).to.equal(true);
    expect(stubborn.asked).to.have.length(1);
    await env.spin(3);
    expect([task.done(), trace]).to.deep.equal([false, []]);
    future.setResult('lost');
    await env.spin(2);
    expect(trace).to.deep.equal(['cancelled', 'w']);
    expect(task.cancelled()).to.equal(true);
  });

  test('task.cancel.cancelled_error_of_future_kept', 'cancels on the way of three errors', async ({ loop, env }) => {
    class OwnCancelled extends CancelledError {}
    for (const error of [new OwnCancelled('theirs'), new CancelledError('theirs')]) {
      const future = loop.createFuture<never>();
      const caught: unknown[] = [];
      const task = loop.createTask(
        (function* (): Coroutine<null> {
          try {
            yield* future;
          } catch (thrown) {
            caught.push(thrown);
            throw thrown;
          }
          return null;
        })(),
      );
      await env.spin();
      future.setException(error);
      expect(task.cancel()).to.equal(true);
      await env.spin(2);
      expect(caught).to.have.lengthOf(1);
      expect(caught[0] === error, 'the error of the future').to.equal(true);
      expect(task.cancelled()).to.equal(true);
    }
    // An error that is no CancelledError gives way to the request.
    const future = loop.createFuture<never>();
    const replaced = loop.createTask(
      (function* (): Coroutine<null> {
        yield* future;
        return null;
      })(),
    );
    await env.spin();
    future.setException(new ValueError('theirs'));
    replaced.cancel();
    await env.spin(2);
    expect(replaced.cancelled()).to.equal(true);
  });
});
