/** What run_until_complete() refuses: a loop that runs, what is no awaitable, a foreign future. */
import { RuntimeError, ValueError, type Coroutine } from '../../spec';
import { expect, rejects, suite } from '../support';

export const runUntilCompleteRefusalsSuite = suite('running', 'what run_until_complete() refuses', (test) => {
  test('running.run_until_complete.same_loop_reentry', 'runs the loop in its own coroutine', async ({ loop, env }) => {
    const result = await env.run(function* () {
      const inner = (function* () {
        return 'inner';
      })();
      const refusal = rejects(RuntimeError, () => loop.runUntilComplete(inner), 'run_until_complete()');
      yield;
      inner.return('');
      return [refusal] as const;
    });
    await result[0];
    expect(loop.isRunning()).to.equal(false);
  });

  test(
    'running.run_until_complete.refusal_leaves_coroutine_untouched',
    'does not start what it refused',
    async ({ loop, env, asyncio }) => {
      const trace: string[] = [];
      const body = function* (): Coroutine<void> {
        trace.push('started');
      };
      const inner = body();
      const refusal = await env.run(function* () {
        const before = asyncio.allTasks(loop).size;
        const promise = rejects(RuntimeError, () => loop.runUntilComplete(inner), 'run_until_complete()');
        for (let i = 0; i < 3; i++) yield;
        trace.push(`tasks ${String(asyncio.allTasks(loop).size - before)}`);
        yield* body();
        return [promise];
      });
      await Promise.all(refusal);
      inner.return();
      expect(trace).to.deep.equal(['tasks 0', 'started']);
    },
  );

  test(
    'running.run_until_complete.other_loop_running',
    'runs another loop in a coroutine',
    async ({ loop, env, asyncio }) => {
      const other = await env.newLoop();
      const future = other.createFuture();
      const [refusal, same] = await env.run(function* () {
        const promise = rejects(
          RuntimeError,
          () => other.runUntilComplete(future),
          'run_until_complete() of another loop',
        );
        yield;
        // A loop that runs nevertheless is to end.
        if (other.isRunning()) other.callSoonThreadsafe(() => future.setResult(null));
        return [promise, asyncio.getRunningLoop() === loop] as const;
      });
      await refusal;
      expect(same).to.equal(true);
      expect(other.isRunning()).to.equal(false);
      expect(future.done()).to.equal(false);
    },
  );

  test('running.run_until_complete.type_error', 'refuses text and numbers', async ({ loop, env }) => {
    await rejects(TypeError, () => loop.runUntilComplete('blah'), 'run_until_complete("blah")');
    await rejects(TypeError, () => loop.runUntilComplete(42 as never), 'run_until_complete(42)');
    expect(loop.isRunning()).to.equal(false);
    await env.spin();
  });

  test('running.run_until_complete.foreign_future', 'refuses the future of another loop', async ({ loop, env }) => {
    const other = await env.newLoop();
    const future = other.createFuture();
    await rejects(ValueError, () => loop.runUntilComplete(future));
    expect(future.done()).to.equal(false);
    expect(loop.isRunning()).to.equal(false);
    await env.spin();
  });
});
