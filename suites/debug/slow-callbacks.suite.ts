/** What debug mode says about callbacks that take long. */
import type { Coroutine } from '../../spec';
import { expect, recordLog, suite, type World } from '../support';
import { block } from './block';

/** Seconds: a threshold, a stretch well above it, and a threshold that no quick callback reaches. */
const LIMIT = 0.06;
const SLOW = 0.08;
const AMPLE = 0.5;

/** Takes the texts of the warnings logged since the last time. */
function warnings(world: World): () => readonly string[] {
  const take = recordLog(world);
  return () =>
    take()
      .filter((record) => record.level === 'warning')
      .map((record) => record.text);
}

export const slowCallbacksSuite = suite('debug', 'slow callbacks', (test) => {
  test('debug.slow_callback.logged', 'blocks in one of two callbacks', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    loop.setDebug(true);
    loop.slowCallbackDuration = LIMIT;
    const handle = loop.callSoon(() => {
      block(SLOW);
    });
    await env.spin();
    const texts = take();
    expect(texts).to.have.length(1);
    expect(texts[0]).to.match(/^Executing /);
    expect(texts[0]).to.contain(handle.toString());
    const took = /took (\d+\.\d{3}) seconds$/.exec(texts[0] ?? '')?.[1];
    expect(Number(took)).to.be.within(SLOW - 0.001, env.patience.wait);
  });

  for (const method of ['call_later', 'call_at'] as const) {
    test('debug.slow_callback.timer', `blocks in a callback of ${method}()`, async (world) => {
      const { loop, env } = world;
      const take = warnings(world);
      loop.setDebug(true);
      loop.slowCallbackDuration = LIMIT;
      const slow = (): void => {
        block(SLOW);
      };
      const timer = method === 'call_later' ? loop.callLater(0, slow) : loop.callAt(loop.time() - 1, slow);
      await env.spin(2);
      const texts = take();
      expect(texts).to.have.length(1);
      expect(texts[0]).to.match(/^Executing .* took /s);
      expect(texts[0]).to.contain(timer.toString());
    });
  }

  test('debug.slow_callback.task_step', 'blocks in the second step of a task', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    function* slowCoroutine() {
      yield;
      block(SLOW);
      yield;
    }
    loop.setDebug(true);
    loop.slowCallbackDuration = LIMIT;
    await env.run(slowCoroutine);
    const texts = take();
    expect(texts).to.have.length(1);
    expect(texts[0]).to.match(/^Executing .*Task.* took /s);
    expect(loop.isRunning()).to.equal(false);
  });

  test('debug.slow_callback.task_step', 'blocks in the step after a wait', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    loop.setDebug(true);
    loop.slowCallbackDuration = LIMIT;
    const future = loop.createFuture();
    const task = loop.createTask(
      (function* () {
        yield* future;
        block(SLOW);
        yield;
      })(),
      { name: 'waits' },
    );
    await env.spin();
    future.setResult(null);
    await env.spin(2);
    expect(task.done()).to.equal(true);
    const texts = take();
    expect(texts).to.have.length(1);
    expect(texts[0]).to.match(/^Executing .*Task.*name='waits'.* took /s);
  });

  test('debug.slow_callback.task_step', 'names a task older than debug mode, whatever it waited for', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    loop.slowCallbackDuration = LIMIT;
    const body = function* (): Coroutine<void> {
      block(SLOW);
      try {
        yield 42;
      } catch {
        block(SLOW);
      }
    };
    const task = loop.createTask(body(), { name: 'old' });
    loop.setDebug(true);
    loop.callSoon(() => {
      block(SLOW);
    });
    await env.spin(3);
    expect(task.done()).to.equal(true);
    const texts = take();
    expect(texts).to.have.length(3);
    expect(texts[0]).to.match(/^Executing .*Task.*name='old'.* took /s);
    expect(texts[1]).to.match(/^Executing <\w*Handle\b/);
    expect(texts[2]).to.match(/^Executing .*Task.*name='old'.* took /s);
  });

  test('debug.slow_callback.not_logged', 'blocks without debug mode, and hurries in it', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    const slow = (): void => {
      block(SLOW);
    };
    loop.setDebug(false);
    loop.slowCallbackDuration = LIMIT;
    loop.callSoon(slow);
    loop.callLater(0, slow);
    await env.spin(2);
    expect(take()).to.deep.equal([]);
    // A loop that keeps the threshold which stood when debug mode began has another fault.
    loop.slowCallbackDuration = AMPLE;
    loop.setDebug(true);
    loop.callSoon(() => {});
    loop.callSoon(slow);
    loop.callLater(0, () => {});
    await env.spin(2);
    expect(take()).to.deep.equal([]);
    loop.slowCallbackDuration = LIMIT;
    loop.callSoon(slow);
    await env.spin();
    expect(take(), 'in vain: nothing is ever logged').to.have.length(1);
  });

  test('debug.slow_callback.threshold_live', 'changes the threshold within a run', async (world) => {
    const { loop, env } = world;
    const take = warnings(world);
    loop.setDebug(true);
    loop.slowCallbackDuration = AMPLE;
    loop.callSoon(() => {});
    await env.spin();
    expect(take()).to.deep.equal([]);
    loop.slowCallbackDuration = 0;
    loop.callSoon(() => {});
    loop.callSoon(() => {});
    await env.spin();
    // A loop may run callbacks of its own besides.
    expect(take()).to.have.length.at.least(2);
    loop.callSoon(() => {
      loop.slowCallbackDuration = AMPLE;
    });
    loop.callSoon(() => {});
    await env.spin();
    // The first may count as slow or not: its threshold changed while it ran.
    expect(take().length).to.be.lessThan(2);
    loop.slowCallbackDuration = LIMIT;
    loop.callSoon(() => {
      block(SLOW);
    });
    await env.spin();
    expect(take()).to.have.length(1);
  });
});
