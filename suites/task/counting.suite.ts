/** cancelling() and uncancel(): counting the requests. */
import { CancelledError, type Coroutine, type Future } from '../../spec';
import { expect, isKind, rejects, suite } from '../support';
import { raising, returning } from './recorded-coroutine';

function* awaiting<T>(future: Future<T>): Coroutine<T> {
  return yield* future;
}

export const countingSuite = suite('task', 'counting the requests to cancel', (test) => {
  test('task.cancelling.initial_zero', 'asks in three states', async ({ loop, asyncio, env }) => {
    const seen: unknown[] = [];
    function* body(): Coroutine<null> {
      seen.push(asyncio.currentTask()?.cancelling());
      yield;
      return null;
    }
    const task = loop.createTask(body());
    seen.push(task.cancelling());
    await env.spin();
    seen.push(task.cancelling());
    await env.spin();
    expect([...seen, task.done(), task.cancelling()]).to.deep.equal([0, 0, 0, true, 0]);
  });

  test('task.cancelling.counts_requests', 'cancels in several states', async ({ loop, env }) => {
    const task = loop.createTask(awaiting(loop.createFuture()));
    const counts: number[] = [];
    await env.spin();
    for (let i = 0; i < 3; i++) {
      task.cancel();
      counts.push(task.cancelling());
    }
    await env.spin(2);
    expect(task.done()).to.equal(true);
    task.cancel();
    counts.push(task.cancelling());
    const fresh = loop.createTask(returning(1));
    fresh.cancel();
    fresh.cancel();
    counts.push(fresh.cancelling());
    const done = loop.createTask(returning(1));
    await env.spin(2);
    done.cancel();
    expect([...counts, done.cancelling()]).to.deep.equal([1, 2, 3, 3, 2, 0]);
  });

  test('task.cancelling.kept_after_suppression', 'catches the error, and lets it pass', async ({ loop, env }) => {
    const seen: number[] = [];
    const [first, second] = [loop.createFuture(), loop.createFuture()];
    function* body(): Coroutine<string> {
      try {
        yield* first;
      } catch {
        seen.push(task.cancelling());
      }
      yield* second;
      return 'end';
    }
    const task = loop.createTask(body());
    await env.spin();
    task.cancel();
    await env.spin(2);
    seen.push(task.cancelling());
    second.setResult(null);
    await env.spin();
    seen.push(task.cancelling());
    expect([...seen, task.result()]).to.deep.equal([1, 1, 1, 'end']);
    const cancelled = loop.createTask(awaiting(loop.createFuture()));
    await env.spin();
    cancelled.cancel();
    await env.spin();
    expect([cancelled.cancelled(), cancelled.cancelling()]).to.deep.equal([true, 1]);
  });

  test('task.uncancel.decrements', 'takes requests back one by one', async ({ loop, env }) => {
    const task = loop.createTask(awaiting(loop.createFuture()));
    await env.spin();
    for (let i = 0; i < 3; i++) task.cancel();
    const counts = [task.uncancel(), task.cancelling(), task.uncancel(), task.cancelling(), task.uncancel()];
    expect(counts).to.deep.equal([2, 2, 1, 1, 0]);
    task.cancel();
    expect(task.cancelling()).to.equal(1);
    await env.spin();
    expect(task.done()).to.equal(true);
  });

  test('task.uncancel.floor_zero', 'takes back what nobody requested', async ({ loop, env }) => {
    const task = loop.createTask(awaiting(loop.createFuture()));
    expect([task.uncancel(), task.uncancel(), task.cancelling()]).to.deep.equal([0, 0, 0]);
    await env.spin();
    expect([task.uncancel(), task.cancelling(), task.done()]).to.deep.equal([0, 0, false]);
    task.cancel();
    expect(task.cancelling()).to.equal(1);
    await env.spin();
    expect([task.cancelled(), task.uncancel(), task.uncancel(), task.cancelling()]).to.deep.equal([true, 0, 0, 0]);
  });

  test('task.uncancel.after_done_harmless', 'takes back a delivered request', async ({ loop, env }) => {
    const task = loop.createTask(awaiting(loop.createFuture()));
    await env.spin();
    task.cancel();
    await env.spin();
    expect([task.uncancel(), task.done(), task.cancelled(), task.cancelling()]).to.deep.equal([0, true, true, 0]);
    await rejects(CancelledError, loop.runUntilComplete(task));
  });

  test('task.uncancel.pending_still_delivered', 'takes a request back before the first step', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    const task = loop.createTask(
      (function* () {
        yield* [];
        trace.push('body');
      })(),
    );
    task.cancel();
    expect(task.uncancel()).to.equal(0);
    await env.spin();
    expect([task.cancelled(), trace]).to.deep.equal([true, []]);
  });

  test('task.uncancel.clears_undelivered', 'takes a request back before the first step', async ({ loop, env }) => {
    const task = loop.createTask(returning('value'));
    task.cancel();
    task.cancel();
    expect([task.uncancel(), task.uncancel()]).to.deep.equal([1, 0]);
    await env.spin();
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
    expect(task.result()).to.equal('value');
    const other = loop.createTask(returning('value'));
    other.cancel();
    other.cancel();
    other.uncancel();
    await env.spin();
    expect([other.cancelled(), other.cancelling()]).to.deep.equal([true, 1]);
  });

  test('task.uncancel.clears_undelivered', 'takes a request back when the future is done', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const task = loop.createTask(awaiting(future));
    await env.spin();
    future.setResult('value');
    task.cancel();
    expect(task.uncancel()).to.equal(0);
    await env.spin();
    expect([task.done(), task.cancelled()]).to.deep.equal([true, false]);
    expect(task.result()).to.equal('value');
  });

  test('task.uncancel.clears_undelivered', 'takes back its own request', async ({ loop, asyncio, env }) => {
    const result = await env.run(function* () {
      const self = asyncio.currentTask();
      self?.cancel();
      self?.uncancel();
      yield* asyncio.sleep(0);
      return 'slept';
    });
    expect([result, loop.isRunning()]).to.deep.equal(['slept', false]);
  });

  test('task.uncancel.clears_undelivered', 'takes back what a group requested', async ({ loop, asyncio, env }) => {
    // The child fails at once, before the body has waited for anything: so the group's request is not delivered.
    loop.setTaskFactory((own, coro, options) => new asyncio.Task(coro, { ...options, loop: own, eagerStart: true }));
    const trace: unknown[] = [];
    await env.run(function* () {
      try {
        yield* new asyncio.TaskGroup().run(function* (group) {
          yield* [];
          group.createTask(raising(new Error('eager')));
        });
      } catch (caught) {
        trace.push((caught as { exceptions?: readonly unknown[] }).exceptions?.length);
      }
      trace.push(asyncio.currentTask()?.cancelling());
      yield* asyncio.sleep(0);
      trace.push('goes on');
    });
    expect(trace).to.deep.equal([1, 0, 'goes on']);
  });

  test('task.uncancel.cancelled_future_still_raises', 'takes a forwarded request back', async ({ loop, env }) => {
    const future = loop.createFuture();
    const trace: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        try {
          yield* future;
        } catch (error) {
          trace.push(isKind(error, CancelledError));
        }
        return 'end';
      })(),
    );
    await env.spin();
    task.cancel();
    expect([task.uncancel(), future.cancelled()]).to.deep.equal([0, true]);
    await env.spin();
    expect([trace, task.done()]).to.deep.equal([[true], true]);
    expect(task.result()).to.equal('end');
  });
});
