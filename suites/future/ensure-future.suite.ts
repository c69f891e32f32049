/** ensure_future(): what it makes of an awaitable. */
import { RuntimeError, ValueError, type Coroutine } from '../../spec';
import { expect, isKind, raises, suite } from '../support';

const ts = { on: 'typescript' } as const;

const py = { on: 'python' } as const;

export const ensureFutureSuite = suite('future', 'ensure_future()', (test) => {
  test('future.ensure_future.future_passthrough', 'ensures a future', ({ loop, asyncio }) => {
    const future = loop.createFuture();
    expect(asyncio.ensureFuture(future) === future, 'without a loop').to.equal(true);
    expect(asyncio.ensureFuture(future, { loop }) === future, 'with its loop').to.equal(true);
  });

  test('future.ensure_future.loop_mismatch', 'names another loop', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const future = loop.createFuture();
    raises(ValueError, () => asyncio.ensureFuture(future, { loop: other }), 'ensure_future()');
    expect(future.done()).to.equal(false);
  });

  test('future.ensure_future.coroutine', 'ensures a coroutine', async ({ loop, asyncio }) => {
    const trace: string[] = [];
    const task = asyncio.ensureFuture(
      (function* (): Coroutine<string> {
        trace.push('started');
        yield;
        return 'value';
      })(),
      { loop },
    );
    expect(trace).to.deep.equal([]);
    expect([task instanceof asyncio.Task, task.getLoop() === loop, task.done()]).to.deep.equal([true, true, false]);
    expect(await loop.runUntilComplete(task)).to.equal('value');
  });

  test('future.ensure_future.uses_create_task', 'sets a task factory', async ({ loop, asyncio, env }) => {
    const made: unknown[] = [];
    loop.setTaskFactory((own, coro) => {
      const task = new asyncio.Task(coro, { loop: own });
      made.push(coro, task);
      return task;
    });
    const coroutine = (function* (): Coroutine<void> {})();
    const task = asyncio.ensureFuture(coroutine, { loop });
    expect([made.length, made[0] === coroutine, made[1] === task]).to.deep.equal([2, true, true]);
    loop.setTaskFactory(null);
    await env.spin(2);
  });

  test(
    'future.ensure_future.awaitable',
    'ensures an awaitable',
    async ({ loop, asyncio }) => {
      const awaitable = {
        *[Symbol.iterator](): Coroutine<string> {
          yield;
          return 'ok';
        },
      };
      expect(await loop.runUntilComplete(asyncio.ensureFuture(awaitable, { loop }))).to.equal('ok');
    },
    ts,
  );

  test(
    'future.ensure_future.awaitable',
    'ensures an object with __await__',
    ({ loop, env }) => {
      expect(
        env.python.exec(
          `
      import asyncio
      class A:
          def __await__(self):
              yield
              return 'ok'
      return loop.run_until_complete(asyncio.ensure_future(A(), loop=loop))
      `,
          { loop },
        ),
      ).to.equal('ok');
    },
    py,
  );

  test('future.ensure_future.type_error', 'ensures what is not awaitable', ({ loop, asyncio }) => {
    for (const value of ['ok', 1, null, () => {}]) {
      raises(TypeError, () => asyncio.ensureFuture(value as never, { loop }), `ensure_future(${String(value)})`);
    }
    expect(asyncio.allTasks(loop).size).to.equal(0);
  });

  test('future.ensure_future.running_loop_default', 'ensures in a coroutine', async ({ loop, asyncio, env }) => {
    expect(
      await env.run(function* () {
        const task = asyncio.ensureFuture(
          (function* (): Coroutine<number> {
            return 1;
          })(),
        );
        return [task.getLoop() === loop, yield* task];
      }),
    ).to.deep.equal([true, 1]);
  });

  test('future.ensure_future.no_loop_error', 'ensures where there is no loop', ({ asyncio }) => {
    asyncio.setEventLoop(null);
    const trace: string[] = [];
    const coroutine = (function* (): Coroutine<void> {
      trace.push('started');
    })();
    const error = raises(RuntimeError, () => asyncio.ensureFuture(coroutine), 'ensure_future()');
    expect(isKind(error, RuntimeError)).to.equal(true);
    coroutine.return();
    expect(trace).to.deep.equal([]);
  });

  test(
    'future.ensure_future.closes_coroutine_on_closed_loop',
    'ensures a native coroutine on a closed loop',
    ({ loop, env }) => {
      expect(
        env.python.exec(
          `
      import asyncio, gc, inspect, warnings
      gc.collect()
      async def body():
          pass
      loop.close()
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter('always')
          try: asyncio.ensure_future(body(), loop=loop)
          except RuntimeError: refused = True
          gc.collect()
      return [refused, [str(w.message) for w in caught if 'never awaited' in str(w.message)]]
      `,
          { loop },
        ),
      ).to.deep.equal([true, []]);
    },
    py,
  );

  test(
    'future.ensure_future.closes_coroutine_on_closed_loop',
    'ensures a coroutine on a closed loop, and with a factory that fails',
    ({ loop, asyncio }) => {
      const make = function* (): Coroutine<string> {
        return 'still open';
      };
      const kept = make();
      loop.setTaskFactory(() => {
        throw new ValueError('of the factory');
      });
      raises(ValueError, () => asyncio.ensureFuture(kept, { loop }), 'ensure_future()');
      expect(kept.next().value, 'what another error left alone').to.equal('still open');
      const closed = make();
      loop.close();
      raises(RuntimeError, () => asyncio.ensureFuture(closed, { loop }), 'ensure_future()');
      expect(closed.next()).to.deep.equal({ value: undefined, done: true });
    },
    ts,
  );

  test(
    'future.ensure_future.closes_coroutine_on_closed_loop',
    'ensures an iterable on a closed loop',
    ({ loop, asyncio }) => {
      let closed = false;
      const awaitable = {
        [Symbol.iterator]: () => ({
          next: () => ({ done: false, value: undefined }),
          return: () => {
            closed = true;
            return { done: true as const, value: undefined };
          },
        }),
      };
      loop.close();
      raises(RuntimeError, () => asyncio.ensureFuture(awaitable as never, { loop }), 'ensure_future()');
      // Never started: there is nothing of the awaitable's to close.
      expect(closed).to.equal(false);
    },
    ts,
  );
});
