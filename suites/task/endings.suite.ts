/** How a task ends when its coroutine raises. */
import { BaseException, CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit, ValueError } from '../../spec';
import type { Coroutine } from '../../spec';
import { expect, isKind, raises, rejects, suite } from '../support';
import { raising, returning } from './recorded-coroutine';

class Own extends ValueError {}
class OwnBase extends BaseException {}
class OwnCancelled extends CancelledError {}

export const endingsSuite = suite('task', 'how a task ends', (test) => {
  test('task.step.exception_stored', 'raises in the first step and later', async ({ loop, asyncio, env }) => {
    const error = new Own('why');
    function* later(): Coroutine<null> {
      yield* asyncio.sleep(0);
      throw error;
    }
    for (const coro of [raising(error), later()]) {
      const trace: string[] = [];
      const task = loop.createTask(coro);
      await env.spin();
      loop.callSoon(() => trace.push('the loop goes on'));
      await env.spin();
      expect([task.done(), task.cancelled(), ...trace]).to.deep.equal([true, false, 'the loop goes on']);
      expect(task.exception()).to.equal(error);
      expect(raises(Own, () => task.result(), 'result()')).to.equal(error);
      expect(await rejects(Own, loop.runUntilComplete(task), 'run_until_complete()')).to.equal(error);
    }
  });

  test('task.step.base_exception_contained', 'raises two BaseExceptions', async ({ loop, env }) => {
    for (const error of [new OwnBase('mine'), new GeneratorExit()]) {
      const task = loop.createTask(raising(error));
      const trace: string[] = [];
      loop.callSoon(() => trace.push('next'));
      await env.spin();
      expect([task.done(), task.cancelled(), ...trace]).to.deep.equal([true, false, 'next']);
      expect(task.exception()).to.equal(error);
    }
  });

  for (const [clause, Exit] of [
    ['task.step.keyboard_interrupt_propagates', KeyboardInterrupt],
    ['task.step.system_exit_propagates', SystemExit],
  ] as const) {
    for (const when of ['first step', 'later', 'on cancellation'] as const) {
      test(clause, `raises it: ${when}`, async ({ loop, asyncio, env }) => {
        const error = new Exit(3);
        const future = loop.createFuture();
        function* body(): Coroutine<null> {
          if (when === 'later') yield* asyncio.sleep(0);
          try {
            if (when === 'on cancellation') yield* future;
          } catch {
            throw error;
          }
          throw error;
        }
        const task = loop.createTask(body());
        if (when === 'on cancellation') {
          await env.spin();
          task.cancel();
        }
        // Should the error be swallowed, the run ends all the same.
        const guard = loop.callLater(env.patience.wait / 2, () => {
          loop.stop();
        });
        const caught = await rejects(Exit, env.runForever(), 'run_forever()');
        guard.cancel();
        expect(caught).to.equal(error);
        expect([task.done(), task.cancelled(), loop.isRunning()]).to.deep.equal([true, false, false]);
        expect(task.exception()).to.equal(error);
        expect(asyncio.currentTask(loop) ?? null).to.equal(null);
        expect(await env.run(() => returning('runs again'))).to.equal('runs again');
      });
    }

    test(clause, 'lets it leave run_until_complete()', async ({ loop, env }) => {
      const error = new Exit(3);
      const caught = await rejects(Exit, () => env.run(() => raising(error)), 'run_until_complete()');
      expect(caught).to.equal(error);
      expect(loop.isRunning()).to.equal(false);
    });
  }

  for (const Exit of [KeyboardInterrupt, SystemExit]) {
    test('task.step.exit_exception_callbacks_still_run', `ends by ${Exit.name}`, async ({ loop, env }) => {
      const trace: unknown[] = [];
      const task = loop.createTask(raising(new Exit(1)));
      task.addDoneCallback((done) => trace.push(done));
      await rejects(Exit, env.runForever(), 'run_forever()');
      expect(trace).to.deep.equal([]);
      await env.spin();
      expect(trace).to.have.length(1);
      expect(trace[0]).to.equal(task);
      expect(isKind(task.exception(), Exit)).to.equal(true);
    });
  }

  test('task.step.cancelled_error_marks_cancelled', 'raises CancelledError itself', async ({ loop, asyncio, env }) => {
    function* later(error: CancelledError): Coroutine<null> {
      yield* asyncio.sleep(0);
      throw error;
    }
    for (const make of [() => new CancelledError(), () => new OwnCancelled('sub')]) {
      const tasks = [loop.createTask(raising(make())), loop.createTask(later(make()))];
      await env.spin(2);
      expect(tasks.map((task) => [task.done(), task.cancelled()])).to.deep.equal([
        [true, true],
        [true, true],
      ]);
      for (const task of tasks) raises(CancelledError, () => task.exception(), 'exception()');
    }
  });

  test('task.step.cancelled_error_identity', 'retrieves the outcome in three ways', async ({ loop, env }) => {
    const errors = [new CancelledError('why'), new OwnCancelled('sub', 2), new CancelledError()] as const;
    const tasks = errors.map((error) => loop.createTask(raising(error)));
    await env.spin();
    expect(raises(CancelledError, () => tasks[0]?.result(), 'result()')).to.equal(errors[0]);
    expect(raises(CancelledError, () => tasks[1]?.exception(), 'exception()')).to.equal(errors[1]);
    expect(await rejects(CancelledError, loop.runUntilComplete(tasks[2] as never))).to.equal(errors[2]);
    expect([errors[0].args, errors[1].args]).to.deep.equal([['why'], ['sub', 2]]);
  });

  test(
    'task.step.exception_traceback',
    'looks at the traceback',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import traceback
        def deep(): raise ValueError
        async def outer():
            await asyncio.sleep(0); deep()
        task = asyncio.Task(outer(), loop=loop)
        loop.run_until_complete(asyncio.wait([task]))
        return [frame.name for frame in traceback.extract_tb(task.exception().__traceback__)]
        `,
        { loop },
      ) as readonly string[];
      expect(result.slice(-2)).to.deep.equal(['outer', 'deep']);
    },
    { on: 'python' },
  );

  test(
    'task.step.exception_traceback',
    'looks at the stack',
    async ({ loop, asyncio, env }) => {
      function deep(): never {
        throw new Error('deep');
      }
      function* outer(): Coroutine<null> {
        yield* asyncio.sleep(0);
        deep();
      }
      const task = loop.createTask(outer());
      await env.spin(2);
      expect((task.exception() as Error).stack)
        .to.match(/\bdeep\b/)
        .and.match(/\bouter\b/);
    },
    { on: 'typescript' },
  );
});
