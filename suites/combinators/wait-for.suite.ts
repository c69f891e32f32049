/** wait_for(): a result in time, or the end of what was waited for. */
import { CancelledError, TimeoutError, ValueError } from '../../spec';
import { expect, isKind, raisedBy, rejects, suite } from '../support';
import { ThirdPartyFuture } from './third-party-future';

export const waitForSuite = suite('combinators', 'wait_for', (test) => {
  test('combinators.wait_for.timeout', 'returns the result in time', async ({ loop, asyncio, env }) => {
    const value = {};
    const [future, plain] = [loop.createFuture(), loop.createFuture()];
    loop.callLater(env.tick, () => future.setResult(value));
    loop.callLater(env.tick * 2, () => plain.setResult(value));
    expect(await env.run(() => asyncio.waitFor(future, 60))).to.equal(value);
    expect(await env.run(() => asyncio.waitFor(plain, null))).to.equal(value);
  });

  test('combinators.wait_for.timeout', 'cancels, waits for the end, then raises', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const slow = function* () {
      try {
        yield* asyncio.sleep(60);
      } finally {
        yield* asyncio.sleep(0);
        yield* asyncio.sleep(env.tick);
        trace.push('cleaned up');
      }
    };
    const task = loop.createTask(slow());
    await env.run(function* () {
      yield* raisedBy(TimeoutError, () => asyncio.waitFor(task, env.tick));
      trace.push('timed out');
    });
    expect(trace).to.deep.equal(['cleaned up', 'timed out']);
    expect(task.cancelled()).to.equal(true);
  });

  test('combinators.wait_for.timeout', 'raises the error of the awaited', async ({ asyncio, env }) => {
    const error = new ValueError('inner');
    const failing = function* () {
      yield* asyncio.sleep(0);
      throw error;
    };
    expect(
      await rejects(
        ValueError,
        env.run(() => asyncio.waitFor(failing(), 60)),
      ),
    ).to.equal(error);
  });

  test('combinators.wait_for.zero_timeout', 'starts no coroutine', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const body = function* () {
      trace.push('started');
      yield* asyncio.sleep(0);
    };
    const done = loop.createFuture();
    done.setResult('ready');
    for (const timeout of [0, -1]) {
      expect(await env.run(() => asyncio.waitFor(done, timeout))).to.equal('ready');
      await rejects(
        TimeoutError,
        env.run(() => asyncio.waitFor(body(), timeout)),
      );
    }
    expect(trace).to.deep.equal([]);
    await env.run(() => asyncio.waitFor(body(), 60));
    expect(trace).to.deep.equal(['started']);
  });

  test('combinators.wait_for.zero_timeout', 'does not give way for what is done', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const done = loop.createFuture();
    done.setResult(null);
    await env.run(function* () {
      loop.callSoon(() => trace.push('another'));
      yield* asyncio.waitFor(done, 0);
      trace.push('returned');
      yield* asyncio.sleep(0);
    });
    expect(trace).to.deep.equal(['returned', 'another']);
  });

  test('combinators.wait_for.zero_timeout', 'raises how the awaited answers', async ({ loop, asyncio, env }) => {
    const error = new ValueError('instead');
    const task = loop.createTask(
      (function* () {
        yield* raisedBy(CancelledError, () => asyncio.sleep(60));
        throw error;
      })(),
    );
    await env.spin(2);
    const raised = await rejects(
      ValueError,
      env.run(() => asyncio.waitFor(task, 0)),
    );
    expect(raised).to.equal(error);
  });

  test(
    'combinators.wait_for.zero_timeout',
    'lets go of what does not end, when it is cancelled',
    async ({ loop, asyncio, env }) => {
      const future = new ThirdPartyFuture(loop);
      future.cancel = () => true;
      const own = Object.keys(future);
      const task = loop.createTask(asyncio.waitFor(future as never, 0));
      await env.spin(2);
      expect(future.added).to.have.lengthOf(1);
      task.cancel();
      await env.spin(3);
      expect(task.cancelled()).to.equal(true);
      expect(future.removed).to.deep.equal(future.added);
      expect(Object.keys(future)).to.deep.equal(own);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.wait_for.timeout',
    'awaits a future of a third party, and leaves it as it is',
    async ({ loop, asyncio, env }) => {
      const future = new ThirdPartyFuture(loop);
      const own = Object.keys(future);
      loop.callLater(env.tick, () => future.finish({ value: 'theirs' }));
      expect(await env.run(() => asyncio.waitFor(future as never, 60))).to.equal('theirs');
      expect(Object.keys(future)).to.deep.equal(own);
    },
    { on: 'typescript' },
  );

  test(
    'combinators.wait_for.timeout',
    'names the cancellation as the cause',
    async ({ loop, asyncio, env }) => {
      for (const timeout of [0, env.tick]) {
        const error = await rejects(
          TimeoutError,
          env.run(() => asyncio.waitFor(loop.createFuture(), timeout)),
        );
        expect(isKind((error as Error).cause, CancelledError), `after ${String(timeout)} s`).to.equal(true);
      }
    },
    { on: 'typescript' },
  );

  test('combinators.wait_for.zero_timeout', 'cancels a pending future', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture();
    await rejects(
      TimeoutError,
      env.run(() => asyncio.waitFor(future, 0)),
    );
    expect(future.cancelled()).to.equal(true);
  });

  test('combinators.wait_for.inner_outcome_on_cancel', 'ends as the awaited does', async ({ asyncio, env }) => {
    const answer = function* (give: () => string) {
      try {
        yield* asyncio.sleep(60);
      } catch {
        return give();
      }
      return 'slept';
    };
    expect(
      await env.run(() =>
        asyncio.waitFor(
          answer(() => 'kept'),
          env.tick,
        ),
      ),
    ).to.equal('kept');
    const error = new ValueError('instead');
    const failing = answer(() => {
      throw error;
    });
    expect(
      await rejects(
        ValueError,
        env.run(() => asyncio.waitFor(failing, env.tick)),
      ),
    ).to.equal(error);
  });

  test('combinators.wait_for.inner_outcome_on_cancel', 'cancels the awaited with the waiter', async (world) => {
    const { loop, asyncio, env } = world;
    const future = loop.createFuture();
    const task = loop.createTask(asyncio.waitFor(future, 60));
    await env.spin(2);
    task.cancel();
    await rejects(CancelledError, loop.runUntilComplete(task));
    expect([future.cancelled(), task.cancelled()]).to.deep.equal([true, true]);
  });

  for (const outcome of ['result', 'error'] as const) {
    test('combinators.wait_for.cancel_not_swallowed', `cancels after the ${outcome} came`, async (world) => {
      const { loop, asyncio, env } = world;
      const future = loop.createFuture<string>();
      const task = loop.createTask(asyncio.waitFor(future, 60));
      await env.spin(2);
      if (outcome === 'result') future.setResult('came');
      else future.setException(new ValueError('came'));
      expect(task.cancel()).to.equal(true);
      await rejects(CancelledError, loop.runUntilComplete(task));
      expect([future.done(), future.cancelled(), task.cancelled()]).to.deep.equal([true, false, true]);
      expect(isKind(future.exception(), ValueError)).to.equal(outcome === 'error');
    });
  }

  test('combinators.wait_for.same_task', 'finds the caller in the coroutine', async ({ asyncio, env }) => {
    const who = function* () {
      yield* asyncio.sleep(0);
      return asyncio.currentTask();
    };
    const [caller, inside] = await env.run(function* () {
      return [asyncio.currentTask(), yield* asyncio.waitFor(who(), 60)] as const;
    });
    expect(caller).to.not.equal(null);
    expect(inside).to.equal(caller);
  });
});
