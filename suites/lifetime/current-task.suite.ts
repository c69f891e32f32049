/** current_task(): what it answers in and around a step. */
import { RuntimeError, type AbstractEventLoop, type AsyncioModule, type Coroutine } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { inCallback } from './in-callback';

/** The current task, as text. */
function describe(asyncio: AsyncioModule, loop: AbstractEventLoop, names: ReadonlyMap<unknown, string>): string {
  const task: unknown = asyncio.currentTask(loop);
  return task === null || task === undefined ? 'none' : (names.get(task) ?? 'unknown');
}

export const currentTaskSuite = suite('lifetime', 'current_task()', (test) => {
  test('lifetime.current_task.no_running_loop_error', 'asks outside a run', async ({ loop, asyncio, env }) => {
    asyncio.setEventLoop(loop);
    env.defer(() => asyncio.setEventLoop(null));
    raises(RuntimeError, () => asyncio.currentTask(), 'current_task()');
    raises(RuntimeError, () => asyncio.currentTask(null), 'current_task(None)');
    const inside = await env.run(function* () {
      yield;
      return asyncio.currentTask() === asyncio.currentTask(loop) && asyncio.currentTask() !== null;
    });
    expect(inside).to.equal(true);
  });

  test(
    'lifetime.current_task.idle_loop_none',
    'asks an idle loop, and in a plain callback',
    async ({ loop, asyncio, env }) => {
      expectNone(asyncio.currentTask(loop), 'on an idle loop');
      const waiting = loop.createTask(
        (function* () {
          yield;
          yield;
        })(),
      );
      await env.spin();
      expectNone(asyncio.currentTask(loop), 'between two steps');
      await inCallback(env, loop, () => expectNone(asyncio.currentTask(), 'in a callback'));
      await env.spin(2);
      expect(waiting.done()).to.equal(true);
      expectNone(asyncio.currentTask(loop), 'after the task');
    },
  );

  test('lifetime.current_task.interleaved', 'lets two tasks alternate', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const names = new Map<unknown, string>();
    const body = function* (name: string): Coroutine<void> {
      for (let i = 0; i < 3; i++) {
        trace.push(`${name} ${describe(asyncio, loop, names)}`);
        yield* asyncio.sleep(0);
      }
    };
    const [a, b] = [loop.createTask(body('a')), loop.createTask(body('b'))];
    names.set(a, 'a').set(b, 'b');
    await env.run(function* () {
      yield* a;
      yield* b;
    });
    expect(trace).to.deep.equal(['a a', 'b b', 'a a', 'b b', 'a a', 'b b']);
  });

  test('lifetime.current_task.other_thread_loop', 'asks from a thread that the task waits for', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import asyncio, threading
      async def check():
          seen = []
          thread = threading.Thread(target=lambda: seen.append(asyncio.current_task(loop)))
          thread.start()
          thread.join(5)
          return seen == [asyncio.current_task()]
      return loop.run_until_complete(check())
      `,
      { loop },
    );
    expect(result).to.equal(true);
  });

  test(
    'lifetime.current_task.no_leak',
    'collects a finished task',
    async ({ loop, env }) => {
      const ref = await (async () => {
        const task = loop.createTask((function* (): Coroutine<void> {})());
        await env.spin(2);
        expect(task.done()).to.equal(true);
        return new WeakRef(task);
      })();
      await env.spin();
      await env.collectGarbage();
      await env.collectGarbage();
      expect(ref.deref() === undefined, 'the task was collected').to.equal(true);
    },
    { on: 'typescript' },
  );

  test(
    'lifetime.current_task.no_leak',
    'collects a finished Python task',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio, gc, weakref
      async def body(): return weakref.ref(asyncio.current_task())
      ref = loop.run_until_complete(body())
      gc.collect()
      return ref() is None
      `,
        { loop },
      );
      expect(result).to.equal(true);
    },
    { on: 'python' },
  );
});
