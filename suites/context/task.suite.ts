/** Which context the steps of a task run in. */
import { CancelledError, type ContextVar, type Coroutine } from '../../spec';
import { expect, suite } from '../support';
import { variable } from './variable';

/** Reads the variable in its first step. */
function* reader(v: ContextVar<string>): Coroutine<string> {
  yield* [];
  return v.get();
}

export const taskSuite = suite('context', 'the context of a task', (test) => {
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
});
