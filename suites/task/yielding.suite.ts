/** What a coroutine may yield to its task, and what it gets for the rest. */
import { RuntimeError, ValueError, type Coroutine, type Task } from '../../spec';
import { expect, isKind, raisedBy, suite } from '../support';
import { recorded, returning } from './recorded-coroutine';

/** Yields `value` and returns the error that the yield raises, or what else came. */
function* probe(value: unknown): Coroutine {
  try {
    return ['sent', yield value];
  } catch (error) {
    return error;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const yieldingSuite = suite('task', 'what a coroutine yields', (test) => {
  test('task.step.bare_yield_one_iteration', 'counts turns', async ({ loop, env }) => {
    const trace: string[] = [];
    function* body(): Coroutine<null> {
      loop.callSoon(() => {
        trace.push('a');
        loop.callSoon(() => trace.push('b'));
      });
      trace.push('first');
      yield;
      trace.push('second');
      loop.callSoon(() => trace.push('c'));
      yield null;
      trace.push('third');
      return null;
    }
    const task = loop.createTask(body());
    await env.spin(4);
    expect(task.done()).to.equal(true);
    expect(trace).to.deep.equal(['first', 'a', 'second', 'b', 'c', 'third']);
  });

  test('task.step.bare_yield_one_iteration', 'lets three tasks take turns', async ({ loop, env }) => {
    const trace: string[] = [];
    function* body(name: string): Coroutine<null> {
      for (let i = 0; i < 3; i++) {
        trace.push(`${name}${String(i)}`);
        yield;
      }
      return null;
    }
    for (const name of ['a', 'b', 'c']) loop.createTask(body(name));
    for (let i = 0; i < 4; i++) {
      await env.spin();
      trace.push('|');
    }
    expect(trace.join('')).to.equal('a0b0c0|a1b1c1|a2b2c2||');
  });

  for (const state of ['pending', 'done'] as const) {
    test('task.step.other_loop_future', `awaits a ${state} future of another loop`, async ({ env }) => {
      const other = await env.newLoop();
      const future = other.createFuture<string>();
      const flagged = {
        *[Symbol.iterator](): Coroutine {
          future._asyncioFutureBlocking = true;
          return yield future;
        },
      };
      if (state === 'done') future.setResult('done');
      const error = await env.run(() => raisedBy(RuntimeError, () => (state === 'done' ? flagged : future)));
      expect(error.message).to.match(/loop/);
      expect(future.done()).to.equal(state === 'done');
      if (state === 'done') return;
      // Nobody waits for it: completing it wakes nobody up.
      future.setResult('late');
      await env.spin(2, other);
      await env.spin(2);
      expect(future.result()).to.equal('late');
    });
  }

  test('task.step.other_loop_future', 'awaits a task of another loop', async ({ env }) => {
    const other = await env.newLoop();
    const task = other.createTask(returning('other'));
    await env.run(() => raisedBy(RuntimeError, task));
    await env.spin(2, other);
    expect(task.result()).to.equal('other');
  });

  test('task.step.awaits_itself', 'awaits its own task', async ({ loop, asyncio, env }) => {
    const caught: unknown[] = [];
    function* body(): Coroutine<string> {
      yield* asyncio.sleep(0);
      try {
        yield* asyncio.currentTask() as Task;
      } catch (error) {
        caught.push(error);
        yield* asyncio.sleep(0);
        return 'alive';
      }
      return 'slept';
    }
    const task = loop.createTask(body());
    await env.spin(6);
    expect(task.done(), 'the task ends').to.equal(true);
    expect(task.result()).to.equal('alive');
    expect(isKind(caught[0], RuntimeError)).to.equal(true);
  });

  test('task.step.future_yielded_without_await', 'yields a future and a task', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const never = loop.createFuture<string>();
    const child = loop.createTask(
      (function* () {
        return yield* never;
      })(),
    );
    const results = await env.run(function* () {
      return [yield* probe(future), yield* probe(child)];
    });
    expect(results.map((error) => isKind(error, RuntimeError))).to.deep.equal([true, true]);
    expect([future.done(), child.done()]).to.deep.equal([false, false]);
    // The future woke nobody: it has no callbacks, and completing it resumes no task.
    future.setResult('late');
    never.setResult('late');
    await env.spin(3);
    expect(child.result()).to.equal('late');
  });

  test(
    'task.step.generator_yielded',
    'yields a generator',
    async ({ env }) => {
      const trace: string[] = [];
      function* inner(): Generator<undefined, null> {
        yield;
        trace.push('inner');
        return null;
      }
      const error = await env.run(() => probe(inner()));
      expect(isKind(error, RuntimeError)).to.equal(true);
      expect(message(error)).to.match(/generator/);
      expect(trace).to.deep.equal([]);
    },
    { on: 'typescript' },
  );

  test(
    'task.step.generator_yielded',
    'yields a generator and another value',
    async ({ env }) => {
      // Of no generator, whose text might tell of one itself.
      const tell = (value: unknown): Promise<unknown> => env.run(() => recorded([], probe(value)));
      const told = message(await tell((function* () {})()));
      expect(told).to.match(/yield\*.*generator/);
      expect(message(await tell(1)), 'of a number').not.to.match(/yield\*|generator/);
    },
    { on: 'typescript' },
  );

  test(
    'task.step.generator_yielded',
    'yields a Python generator',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        def gen(): yield
        class Yields:
            def __await__(self): return (yield gen())
        async def body():
            try: await Yields()
            except RuntimeError as error: return str(error)
        return loop.run_until_complete(body())
        `,
        { loop },
      );
      expect(result).to.match(/generator/);
    },
    { on: 'python' },
  );

  test('task.step.bad_yield', 'yields ten other values', async ({ env }) => {
    const values = [1, 0, -1.5, '', 'x', false, true, [], {}, returning(1)];
    const errors = await env.run(function* () {
      const seen: unknown[] = [];
      for (const value of values) seen.push(yield* probe(value));
      return seen;
    });
    expect(errors.map((error) => isKind(error, RuntimeError))).to.deep.equal(values.map(() => true));
  });

  test('task.step.bad_yield', 'does not catch the error', async ({ loop, env }) => {
    const task = loop.createTask(
      (function* () {
        yield 'bad';
        return 'went on';
      })(),
    );
    await env.spin(3);
    expect(task.done(), 'the task ends').to.equal(true);
    expect(isKind(task.exception(), RuntimeError)).to.equal(true);
  });

  test('task.step.bad_yield_catchable', 'catches three errors in turn and awaits again', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    loop.callLater(env.tick, () => {
      future.setResult('alive');
    });
    const result = await env.run(function* () {
      const seen: unknown[] = [yield* probe(7), yield* probe(loop.createFuture()), yield* probe(false)];
      yield;
      return [...seen.map((error) => isKind(error, RuntimeError)), yield* future];
    });
    expect(result).to.deep.equal([true, true, true, 'alive']);
  });

  test('task.step.bad_yield_error_is_deferred', 'queues a callback before each bad yield', async ({ loop, env }) => {
    const trace: string[] = [];
    await env.run(function* () {
      for (const value of [1, loop.createFuture(), 'x']) {
        loop.callSoon(() => trace.push('callback'));
        yield* probe(value);
        trace.push('error');
      }
    });
    expect(trace).to.deep.equal(['callback', 'error', 'callback', 'error', 'callback', 'error']);
  });

  test('task.step.blocking_flag_cleared', 'looks at the flag while the task waits', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const flags: boolean[] = [];
    const waiting = {
      *[Symbol.iterator](): Coroutine<string> {
        future._asyncioFutureBlocking = true;
        flags.push(future._asyncioFutureBlocking);
        yield future;
        return future.result();
      },
    };
    const task = loop.createTask(
      (function* () {
        return yield* waiting;
      })(),
    );
    await env.spin();
    flags.push(future._asyncioFutureBlocking);
    future.setResult('value');
    await env.spin();
    expect(flags).to.deep.equal([true, false]);
    expect(task.result()).to.equal('value');
  });

  test('task.step.exception_stored', 'fails in the cleanup of a caught error', async ({ loop, env }) => {
    const error = new ValueError('second');
    const task = loop.createTask(
      (function* () {
        try {
          yield 1;
        } finally {
          // The error of the bad yield is on its way; this one replaces it.
          yield* replaced(error);
        }
      })(),
    );
    await env.spin(3);
    expect(task.exception()).to.equal(error);
  });
});

function* replaced(error: unknown): Coroutine<never> {
  yield;
  throw error;
}
