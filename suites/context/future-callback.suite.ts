/** Which context done callbacks, and the tasks that helpers make, run in. */
import type { Coroutine } from '../../spec';
import { expect, suite } from '../support';
import { variable } from './variable';

export const futureCallbackSuite = suite('context', 'the context of done callbacks and helpers', (test) => {
  for (const state of ['pending', 'done'] as const) {
    test('context.future_callback.copied_at_registration', `adds a callback to a ${state} future`, async (world) => {
      const { loop, asyncio, env } = world;
      const v = variable(asyncio);
      const trace: string[] = [];
      const future = loop.createFuture<null>();
      if (state === 'done') future.setResult(null);
      v.set('registered');
      future.addDoneCallback(() => {
        trace.push(v.get());
        v.set('inside');
      });
      v.set('completed');
      if (state === 'pending') future.setResult(null);
      v.set('outside');
      await env.spin(2);
      trace.push(v.get());
      expect(trace).to.deep.equal(['registered', 'outside']);
    });

    test('context.future_callback.explicit', `gives two callbacks of a ${state} future a context`, async (world) => {
      const { loop, asyncio, env } = world;
      const v = variable(asyncio);
      v.set('given');
      const context = asyncio.copyContext();
      v.set('outside');
      const trace: string[] = [];
      const future = loop.createFuture<null>();
      if (state === 'done') future.setResult(null);
      const add = (): void => {
        future.addDoneCallback(
          () => {
            trace.push(v.get());
            v.set('changed');
          },
          { context },
        );
      };
      add();
      add();
      if (state === 'pending') future.setResult(null);
      await env.spin(2);
      trace.push(v.get(), context.get(v) ?? 'nothing');
      expect(trace).to.deep.equal(['given', 'changed', 'outside', 'changed']);
    });

    test('context.future_callback.isolated', `sets the variable in callbacks of a ${state} future`, async (world) => {
      const { loop, asyncio, env } = world;
      const v = variable(asyncio);
      const trace: string[] = [];
      const future = loop.createFuture<null>();
      if (state === 'done') future.setResult(null);
      for (const value of ['a', 'b']) {
        future.addDoneCallback(() => {
          trace.push(v.get());
          v.set(value);
        });
      }
      if (state === 'pending') future.setResult(null);
      await env.spin(2);
      trace.push(v.get());
      expect(trace).to.deep.equal(['default', 'default', 'default']);
    });
  }

  test('context.helpers.tasks_copy_caller', 'makes tasks by three helpers', async ({ loop, asyncio, env }) => {
    const v = variable(asyncio);
    function* child(value: string): Coroutine<string> {
      const before = v.get();
      v.set(value);
      yield* asyncio.sleep(0);
      return `${before} ${v.get()}`;
    }
    v.set('outside');
    const seen = await env.run(function* () {
      const first = v.get();
      v.set('parent');
      const ensured = asyncio.ensureFuture(child('c'));
      const gathered = asyncio.gather([child('a'), child('b')]);
      v.set('later');
      const values = [first, yield* ensured, ...(yield* gathered)];
      return [...values, v.get()];
    });
    expect(seen).to.deep.equal(['outside', 'parent c', 'parent a', 'parent b', 'later']);
    expect(v.get()).to.equal('outside');
    expect(await env.patience.bound(loop.runUntilComplete(child('d')), 'run_until_complete()')).to.equal('outside d');
  });

  test(
    'context.helpers.tasks_copy_caller',
    'runs run_until_complete() in a context',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import contextvars
        v = contextvars.ContextVar('v', default='default')
        async def read():
            before = v.get(); v.set('task'); return before
        ctx = contextvars.copy_context()
        ctx.run(v.set, 'context')
        return [ctx.run(loop.run_until_complete, read()), ctx[v], v.get()]
        `,
        { loop },
      );
      expect(result).to.deep.equal(['context', 'context', 'default']);
    },
    { on: 'python' },
  );

  test('context.run_coroutine_threadsafe.caller_context', 'submits from a thread with a value of its own', (world) => {
    const { loop, env } = world;
    const result = env.python.exec(
      `
      import contextvars, threading
      v = contextvars.ContextVar('v', default='default')
      v.set('main')
      trace = []
      async def read(): return v.get()
      def outside():
          v.set('thread')
          try: trace.append(asyncio.run_coroutine_threadsafe(read(), loop).result(5))
          finally: loop.call_soon_threadsafe(loop.stop)
      thread = threading.Thread(target=outside)
      loop.call_soon(thread.start)
      loop.run_forever()
      thread.join()
      return trace
      `,
      { loop },
    );
    expect(result).to.deep.equal(['thread']);
  });

  test('context.task_group.context_keyword', 'gives a child of a group a context', async ({ asyncio, env }) => {
    const v = variable(asyncio);
    const context = new asyncio.Context();
    const seen = await env.run(function* () {
      const group = new asyncio.TaskGroup();
      v.set('parent');
      const task = yield* group.run(function* (inside) {
        yield* [];
        return inside.createTask(
          (function* () {
            const before = v.get();
            v.set('child');
            yield* asyncio.sleep(0);
            return before;
          })(),
          { context },
        );
      });
      return [task.result(), context.get(v), v.get()];
    });
    expect(seen).to.deep.equal(['default', 'child', 'parent']);
  });
});
