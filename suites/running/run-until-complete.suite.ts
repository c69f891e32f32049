/** run_until_complete(): what it runs, returns, raises and leaves behind. */
import { CancelledError, RuntimeError, SystemExit, type Coroutine, type Future } from '../../spec';
import { expect, rejects, suite } from '../support';

export const runUntilCompleteSuite = suite('running', 'run_until_complete()', (test) => {
  test('running.run_until_complete.result', 'returns what a coroutine returns', async ({ loop, env }) => {
    const object = { unique: true };
    const result = await env.patience.bound(
      loop.runUntilComplete(
        (function* () {
          yield;
          return object;
        })(),
      ),
      'the coroutine',
    );
    expect(result).to.equal(object);
  });

  test('running.run_until_complete.result', 'returns the result of a future and of a task', async ({ loop, env }) => {
    const object = { unique: true };
    const future = loop.createFuture<object>();
    loop.callSoon(() => loop.callSoon(() => future.setResult(object)));
    expect(await env.patience.bound(loop.runUntilComplete(future), 'the future')).to.equal(object);
    const task = loop.createTask(
      (function* () {
        yield;
        return object;
      })(),
    );
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal(object);
    expect(task.done()).to.equal(true);
  });

  test('running.run_until_complete.exception', 'raises what a coroutine raises', async ({ loop, env }) => {
    const error = new RangeError('prepared');
    const caught = await rejects(RangeError, () =>
      env.run(function* () {
        yield;
        throw error;
      }),
    );
    expect(caught).to.equal(error);
    expect(loop.isRunning()).to.equal(false);
    expect(
      await env.run(function* () {
        yield;
        return 'usable';
      }),
    ).to.equal('usable');
  });

  test('running.run_until_complete.exception', 'raises what a future was given', async ({ loop }) => {
    const error = new RangeError('prepared');
    const future = loop.createFuture();
    loop.callSoon(() => future.setException(error));
    expect(await rejects(RangeError, () => loop.runUntilComplete(future))).to.equal(error);
  });

  test('running.run_until_complete.cancelled', 'waits for a future that is cancelled', async ({ loop, env }) => {
    const future = loop.createFuture();
    loop.callSoon(() => future.cancel());
    await rejects(CancelledError, () => loop.runUntilComplete(future));
    expect(future.cancelled()).to.equal(true);
    await env.spin();
  });

  test('running.run_until_complete.cancelled', 'waits for a task that is cancelled', async ({ loop }) => {
    const task = loop.createTask(
      (function* () {
        yield* loop.createFuture();
      })(),
    );
    loop.callSoon(() => loop.callSoon(() => task.cancel()));
    await rejects(CancelledError, () => loop.runUntilComplete(task));
    expect(task.cancelled()).to.equal(true);
  });

  test(
    'running.run_until_complete.wraps_coroutine_in_task',
    'goes through the task factory',
    async ({ loop, env, asyncio }) => {
      const calls: unknown[][] = [];
      const made: Future[] = [];
      loop.setTaskFactory((own, coro, options) => {
        calls.push([own, coro]);
        const task = new asyncio.Task(coro, { ...options, loop: own });
        made.push(task);
        return task;
      });
      const coroutine = (function* () {
        yield;
        return asyncio.currentTask(loop);
      })();
      const current = await env.patience.bound(loop.runUntilComplete(coroutine), 'the coroutine');
      expect(calls).to.have.length(1);
      expect(calls[0]?.[0]).to.equal(loop);
      expect(current).to.not.equal(null);
      expect(current).to.equal(made[0]);
    },
  );

  test(
    'running.run_until_complete.accepts_awaitable',
    'runs an object that is merely awaitable',
    async ({ loop, env, asyncio }) => {
      const awaitable = {
        *[Symbol.iterator](): Coroutine<string> {
          yield;
          return yield* asyncio.sleep(0, 'value');
        },
      };
      expect(await env.patience.bound(loop.runUntilComplete(awaitable), 'the awaitable')).to.equal('value');
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.accepts_awaitable',
    'runs an object with __await__',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Awaitable:
          def __await__(self): return asyncio.sleep(0, 'value').__await__()
      return loop.run_until_complete(Awaitable())
      `,
        { loop },
      );
      expect(result).to.equal('value');
    },
    { on: 'python' },
  );

  test('running.run_until_complete.done_future_still_spins', 'calls what was queued', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture<number>();
    future.setResult(1);
    loop.callSoon(() => trace.push('called'));
    expect(await env.patience.bound(loop.runUntilComplete(future), 'a done future')).to.equal(1);
    expect(trace).to.deep.equal(['called']);
  });

  test(
    'running.run_until_complete.finishes_current_batch',
    'leaves what the last batch queued',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.createFuture<null>();
      future.setResult(null);
      future.addDoneCallback(() => {
        trace.push('d');
        loop.callSoon(() => trace.push('x'));
      });
      await env.patience.bound(loop.runUntilComplete(future), 'a done future');
      expect(trace).to.deep.equal(['d']);
      await env.spin(2);
      expect(trace).to.deep.equal(['d', 'x']);
    },
  );

  test(
    'running.run_until_complete.stopped_early',
    'stops under a task that goes on in a later run',
    async ({ loop, env }) => {
      const future = loop.createFuture<string>();
      const task = loop.createTask(
        (function* () {
          loop.stop();
          return yield* future;
        })(),
      );
      await rejects(RuntimeError, () => loop.runUntilComplete(task));
      expect(task.done()).to.equal(false);
      loop.callSoon(() => future.setResult('finished'));
      expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('finished');
    },
  );

  test('running.run_until_complete.stop_requested_before', 'gives up after one iteration', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture();
    loop.callSoon(() => trace.push('iteration'));
    loop.stop();
    await rejects(RuntimeError, () => env.patience.bound(loop.runUntilComplete(future), 'run_until_complete()'));
    expect(trace).to.deep.equal(['iteration']);
    expect(future.done()).to.equal(false);
  });

  test(
    'running.run_until_complete.removes_its_done_callback',
    'lets an exit request end a run, then completes the future in another',
    async ({ loop, env }) => {
      const first = loop.createFuture<null>();
      loop.callSoon(() => {
        throw new SystemExit(1);
      });
      await rejects(SystemExit, () => loop.runUntilComplete(first));
      const second = loop.createFuture<string>();
      loop.callLater(env.tick, () => first.setResult(null));
      loop.callLater(env.tick * 3, () => second.setResult('second'));
      expect(await env.patience.bound(loop.runUntilComplete(second), 'the second future')).to.equal('second');
    },
  );

  test(
    'running.run_until_complete.removes_its_done_callback',
    'leaves no callback after a stopped run',
    async ({ loop, env }) => {
      const first = loop.createFuture<null>();
      loop.callSoon(() => loop.stop());
      await rejects(RuntimeError, () => loop.runUntilComplete(first));
      const trace: string[] = [];
      loop.callSoon(() => {
        first.setResult(null);
        loop.callSoon(() =>
          loop.callSoon(() =>
            loop.callSoon(() => {
              trace.push('still running');
              loop.stop();
            }),
          ),
        );
      });
      await env.runForever();
      expect(trace).to.deep.equal(['still running']);
    },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the given task of a stopped run',
    async ({ loop, env }) => {
      const wait = function* (): Coroutine<void> {
        yield* loop.createFuture();
      };
      await rejects(RuntimeError, () => {
        loop.callSoon(() => loop.callSoon(() => loop.stop()));
        return loop.runUntilComplete(loop.createTask(wait()));
      });
      await env.collectGarbage();
      expect(env.takeReports()).to.have.length(1);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the given task of a stopped run in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]['message']))
      async def stopping():
          loop.call_soon(loop.stop)
          await loop.create_future()
      try: loop.run_until_complete(loop.create_task(stopping()))
      except RuntimeError: pass
      gc.collect()
      return len(seen)
      `,
        { loop },
      );
      expect(result).to.equal(1);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the task of a stopped run',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]['message']))
      async def stopping():
          loop.call_soon(loop.stop)
          await loop.create_future()
      async def lost(): await loop.create_future()
      try: loop.run_until_complete(stopping())
      except RuntimeError: pass
      gc.collect()
      before = list(seen)
      task = loop.create_task(lost())
      loop.call_soon(loop.call_soon, loop.stop)
      loop.run_forever()
      del task
      gc.collect()
      return [before, len(seen)]
      `,
        { loop },
      );
      expect(result).to.deep.equal([[], 1]);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the task of a stopped run in TypeScript',
    async ({ loop, env }) => {
      const wait = function* (): Coroutine<void> {
        yield* loop.createFuture();
      };
      await rejects(RuntimeError, () => {
        loop.callSoon(() => loop.callSoon(() => loop.stop()));
        return loop.runUntilComplete(wait());
      });
      (() => {
        loop.createTask(wait());
      })();
      await env.spin(2);
      await env.collectGarbage();
      await env.spin();
      await env.collectGarbage();
      // The control is the task that create_task() made: it alone is reported.
      expect(env.takeReports()).to.have.length(1);
    },
    { on: 'typescript' },
  );
});
