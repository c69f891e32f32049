/** Which context a done callback and the steps of a task run in. */
import { CancelledError, type AsyncioModule, type ContextVar, type Coroutine } from '../../spec';
import { expect, suite } from '../support';

function variable(asyncio: AsyncioModule): ContextVar<string> {
  return new asyncio.ContextVar('v', { default: 'default' });
}

/** Reads the variable in its first step. */
function* reader(v: ContextVar<string>): Coroutine<string> {
  yield* [];
  return v.get();
}

export const taskContextSuite = suite('context', 'the context of done callbacks and tasks', (test) => {
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

  test('context.task.copied_at_creation', 'changes the variable before the first step', async (world) => {
    const { loop, asyncio, env } = world;
    const v = variable(asyncio);
    v.set('created');
    const outer = loop.createTask(reader(v));
    v.set('outside');
    const seen = await env.run(function* () {
      v.set('parent');
      const inner = asyncio.createTask(reader(v));
      v.set('later');
      return [yield* outer, yield* inner, v.get()];
    });
    expect(seen).to.deep.equal(['created', 'parent', 'later']);
  });

  test('context.task.child_changes_invisible', 'lets ten tasks set their own values', async (world) => {
    const { loop, asyncio, env } = world;
    const v = variable(asyncio);
    function* child(value: string): Coroutine<string[]> {
      const seen = [v.get()];
      v.set(value);
      for (let i = 0; i < 3; i++) {
        yield* asyncio.sleep(0);
        seen.push(v.get());
      }
      return seen;
    }
    const seen = await env.run(function* () {
      const tasks = Array.from('abcdefghij').map((value) => loop.createTask(child(value)));
      const values: string[][] = [];
      for (const task of tasks) values.push(yield* task);
      values.push([v.get()]);
      return values;
    });
    expect(seen).to.deep.equal([
      ...Array.from('abcdefghij').map((value) => ['default', value, value, value]),
      ['default'],
    ]);
  });

  test('context.task.plain_await_shares', 'sets the variable in an awaited coroutine', async ({ asyncio, env }) => {
    const v = variable(asyncio);
    function* inner(): Coroutine<string> {
      const before = v.get();
      v.set('inner');
      yield* asyncio.sleep(0);
      return before;
    }
    const seen = await env.run(function* () {
      v.set('outer');
      return [yield* inner(), v.get()];
    });
    expect(seen).to.deep.equal(['outer', 'inner']);
  });

  test('context.task.same_context_every_step', 'waits in four ways', async ({ loop, asyncio, env }) => {
    const v = variable(asyncio);
    const seen = await env.run(function* () {
      const values: string[] = [];
      const future = loop.createFuture<null>();
      const done = loop.createFuture<null>();
      done.setResult(null);
      const failing = loop.createFuture<null>();
      v.set('1');
      yield* asyncio.sleep(0);
      values.push(v.get());
      v.set('2');
      yield* asyncio.sleep(env.tick / 4);
      values.push(v.get());
      v.set('3');
      loop.callSoon(() => {
        v.set('other');
        future.setResult(null);
      });
      yield* future;
      values.push(v.get());
      v.set('4');
      yield* done;
      values.push(v.get());
      v.set('5');
      loop.callSoon(() => {
        v.set('other');
        failing.setException(new RangeError('as it must'));
      });
      try {
        yield* failing;
      } catch {
        values.push(v.get());
      }
      return values;
    });
    expect(seen).to.deep.equal(['1', '2', '3', '4', '5']);
    expect(v.get()).to.equal('default');
  });

  for (const method of ['Task', 'loop.create_task', 'create_task'] as const) {
    test('context.task.explicit_used_as_is', `gives ${method}() a context, twice`, async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const context = new asyncio.Context();
      function* bump(): Coroutine<string> {
        const before = v.get();
        v.set(`${before}+`);
        yield* asyncio.sleep(0);
        return before;
      }
      const make = () => {
        if (method === 'Task') return new asyncio.Task(bump(), { loop, context });
        return method === 'create_task'
          ? asyncio.createTask(bump(), { context })
          : loop.createTask(bump(), { context });
      };
      const seen = await env.run(function* () {
        v.set('creator');
        const values = [yield* make(), context.get(v)];
        values.push(yield* make(), context.get(v), v.get());
        return values;
      });
      expect(seen).to.deep.equal(['default', 'default+', 'default+', 'default++', 'creator']);
    });
  }

  test('context.task.waker_context_irrelevant', 'completes and cancels from other contexts', async (world) => {
    const { loop, asyncio, env } = world;
    const v = variable(asyncio);
    const trace: string[] = [];
    const seen = await env.run(function* () {
      const future = loop.createFuture<null>();
      const never = loop.createFuture<null>();
      function* waiting(): Coroutine<null> {
        v.set('task');
        yield* future;
        trace.push(v.get());
        try {
          yield* never;
        } catch (error) {
          trace.push(error instanceof CancelledError ? v.get() : String(error));
        }
        return null;
      }
      const task = loop.createTask(waiting());
      yield* asyncio.sleep(0);
      v.set('setter');
      future.setResult(null);
      yield* asyncio.sleep(0);
      yield* asyncio.sleep(0);
      v.set('canceller');
      task.cancel();
      yield* task;
      return v.get();
    });
    expect([...trace, seen]).to.deep.equal(['task', 'task', 'canceller']);
  });

  test('context.task.done_callback_registration_context', 'adds a callback to a task', async (world) => {
    const { loop, asyncio, env } = world;
    const v = variable(asyncio);
    const trace: string[] = [];
    function* body(): Coroutine<null> {
      v.set('task');
      yield* asyncio.sleep(0);
      return null;
    }
    const task = loop.createTask(body());
    v.set('registrar');
    task.addDoneCallback(() => trace.push(v.get()));
    v.set('outside');
    await env.spin(4);
    expect(task.done()).to.equal(true);
    expect(trace).to.deep.equal(['registrar']);
  });

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
