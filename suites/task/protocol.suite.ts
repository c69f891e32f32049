/** What a task sends into its coroutine, and what it makes of what comes out. */
import { CancelledError, InvalidStateError, RuntimeError, ValueError, type Coroutine, type Future } from '../../spec';
import { expect, isKind, suite } from '../support';
import { raising, recorded, returning, type Request } from './recorded-coroutine';

class Failure extends Error {}

export const protocolSuite = suite('task', 'between a task and its coroutine', (test) => {
  test('task.step.first_send_none', 'records the first request', async ({ loop, asyncio, env }) => {
    for (const make of ['Task', 'createTask'] as const) {
      const future = loop.createFuture<string>();
      const requests: Request[] = [];
      function* body(): Coroutine<string> {
        return yield* future;
      }
      const coro = recorded(requests, body());
      const task = make === 'Task' ? new asyncio.Task(coro, { loop }) : loop.createTask(coro);
      expect(requests).to.deep.equal([]);
      await env.spin(2);
      expect(requests).to.deep.equal([['send', null]]);
      expect(task.done()).to.equal(false);
      task.cancel();
      await env.spin(2);
    }
  });

  test('task.step.resume_sends_none', 'completes the future, and yields', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const requests: Request[] = [];
    function* body(): Coroutine<string> {
      const value = yield* future;
      yield;
      return value;
    }
    const task = loop.createTask(recorded(requests, body()));
    await env.spin();
    future.setResult('value');
    await env.spin(2);
    expect(requests).to.deep.equal([
      ['send', null],
      ['send', null],
      ['send', null],
    ]);
    expect(task.result()).to.equal('value');
  });

  for (const how of ['fails', 'is cancelled'] as const) {
    test('task.step.resume_throws_exception', `the awaited future ${how}`, async ({ loop, env }) => {
      const future = loop.createFuture<string>();
      const requests: Request[] = [];
      const error = new ValueError('why');
      function* body(): Coroutine<string> {
        try {
          return yield* future;
        } catch {
          return 'caught';
        }
      }
      const task = loop.createTask(recorded(requests, body()));
      await env.spin();
      if (how === 'fails') future.setException(error);
      else future.cancel();
      await env.spin();
      expect(task.result()).to.equal('caught');
      expect(requests.map(([what, ...args]) => [what, args.length])).to.deep.equal([
        ['send', 1],
        ['throw', 1],
      ]);
      const thrown = requests[1]?.[1];
      if (how === 'fails') expect(thrown).to.equal(error);
      else expect(isKind(thrown, CancelledError), 'CancelledError').to.equal(true);
    });
  }

  test('task.step.coroutine_not_closed', 'drops tasks that ended in three ways', async ({ loop, env }) => {
    const requests: Request[] = [];
    const work = async (): Promise<void> => {
      const tasks = [
        loop.createTask(recorded(requests, returning(1))),
        loop.createTask(recorded(requests, raising(new Failure('retrieved')))),
        loop.createTask(recorded(requests, returning(1))),
      ];
      tasks[2]?.cancel();
      await env.spin(2);
      expect(tasks.map((task) => task.done())).to.deep.equal([true, true, true]);
      expect(isKind(tasks[1]?.exception(), Failure)).to.equal(true);
    };
    await work();
    await env.collectGarbage();
    await env.spin();
    expect(requests.map(([what]) => what)).to.deep.equal(['send', 'send', 'throw']);
  });

  test('task.step.stop_iteration_value', 'returns values of several kinds', async ({ loop, env }) => {
    for (const value of [{ a: 1 }, [1, 2], new Failure('a value'), 'text', 0, false, null]) {
      const task = loop.createTask(returning<unknown>(value));
      const result = await env.patience.bound(loop.runUntilComplete(task), 'the task');
      expect(result ?? null, 'what run_until_complete() returns').to.equal(value);
      expect(task.result() ?? null).to.equal(value);
      expect([task.exception() ?? null, task.cancelled()]).to.deep.equal([null, false]);
    }
  });

  test('task.step.returned_future_not_awaited', 'returns a future and a task', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const first = loop.createTask(returning(future));
    const second = loop.createTask(returning(first));
    await env.spin();
    expect([first.done(), second.done(), future.done()]).to.deep.equal([true, true, false]);
    expect(first.result()).to.equal(future);
    expect(second.result()).to.equal(first);
    const coro = returning('inner');
    const third = loop.createTask(returning(coro));
    await env.spin();
    expect(third.result()).to.equal(coro);
  });

  test('task.step.nested_await_no_iteration', 'nests fifty coroutines', async ({ loop, env }) => {
    const done = loop.createFuture<number>();
    done.setResult(0);
    function* nested(depth: number): Coroutine<number> {
      if (depth === 0) return yield* done;
      return (yield* nested(depth - 1)) + 1;
    }
    const task = loop.createTask(nested(50));
    await env.spin();
    expect([task.done(), task.done() && task.result()]).to.deep.equal([true, 50]);
  });

  test(
    'task.step.reused_coroutine',
    'makes two tasks of one Python coroutine',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        async def body(fails):
            trace.append('body'); await asyncio.sleep(0)
            if fails: raise ValueError('first')
            return 5
        def end(coro, cancel):
            task = asyncio.Task(coro, loop=loop)
            if cancel: task.cancel()
            loop.run_until_complete(asyncio.wait([task]))
            return 'cancelled' if task.cancelled() else repr(task.exception()) if task.exception() else task.result()
        def both(fails, cancel, again=False):
            coro = body(fails)
            return [end(coro, cancel), end(coro, again).split('(')[0]]
        return [both(False, False), both(True, False), both(False, True), both(False, False, True), trace]
        `,
        { loop },
      );
      expect(result).to.deep.equal([
        [5, 'RuntimeError'],
        ["ValueError('first')", 'RuntimeError'],
        ['cancelled', 'RuntimeError'],
        [5, 'RuntimeError'],
        ['body', 'body', 'body'],
      ]);
    },
    { on: 'python' },
  );

  test(
    'task.step.reused_coroutine',
    'makes two tasks of one generator',
    async ({ loop, asyncio, env }) => {
      const trace: string[] = [];
      function* body(fails: boolean): Coroutine<number> {
        trace.push('body');
        yield* asyncio.sleep(0);
        if (fails) throw new ValueError('first');
        return 5;
      }
      const end = async (coro: Coroutine<number>, cancel: boolean): Promise<unknown> => {
        const task = loop.createTask(coro);
        if (cancel) task.cancel();
        await env.spin(4);
        expect(task.done(), 'the task ends').to.equal(true);
        if (task.cancelled()) return 'cancelled';
        const error = task.exception();
        return isKind(error, ValueError) ? 'ValueError' : isKind(error, RuntimeError) ? 'RuntimeError' : task.result();
      };
      const both = async (fails: boolean, cancel: boolean, again = false): Promise<readonly unknown[]> => {
        const coro = body(fails);
        return [await end(coro, cancel), await end(coro, again)];
      };
      expect(await both(false, false)).to.deep.equal([5, 'RuntimeError']);
      expect(await both(true, false)).to.deep.equal(['ValueError', 'RuntimeError']);
      expect(await both(false, true)).to.deep.equal(['cancelled', 'RuntimeError']);
      expect(await both(false, false, true)).to.deep.equal([5, 'RuntimeError']);
      expect(trace).to.deep.equal(['body', 'body', 'body']);
    },
    { on: 'typescript' },
  );

  test('task.step.stop_iteration_inside_async_def', 'raises StopIteration in an async function', ({ loop, env }) => {
    const result = env.python.exec(
      `
      async def body(): raise StopIteration(1)
      async def later():
          await asyncio.sleep(0); raise StopIteration(2)
      names = []
      for coro in (body(), later()):
          task = asyncio.Task(coro, loop=loop)
          loop.run_until_complete(asyncio.wait([task]))
          names.append([type(task.exception()).__name__, task.cancelled()])
      return names
      `,
      { loop },
    );
    expect(result).to.deep.equal([
      ['RuntimeError', false],
      ['RuntimeError', false],
    ]);
  });

  test('task.step.exception_chaining', 'awaits a failing task while an error is handled', ({ loop, env }) => {
    const result = env.python.exec(
      `
      async def fails():
          await asyncio.sleep(0); raise ValueError
      async def body():
          child = loop.create_task(fails())
          try: raise KeyError(3)
          except KeyError:
              try: await child
              except ValueError as error: return type(error.__context__).__name__
      return loop.run_until_complete(body())
      `,
      { loop },
    );
    expect(result).to.equal('KeyError');
  });

  test(
    'task.step.already_done_reported',
    'completes a Python task by the method of Future',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        async def body(): trace.append('body')
        coro = body()
        task = asyncio.Task(coro, loop=loop)
        asyncio.Future.set_result(task, 'spam')
        value = loop.run_until_complete(task)
        coro.close()
        return [value, trace]
        `,
        { loop },
      );
      expect(result).to.deep.equal(['spam', []]);
      const reports = env.takeReports();
      expect(reports).to.have.length(1);
      expect(isKind(reports[0]?.exception, InvalidStateError)).to.equal(true);
    },
    { on: 'python' },
  );

  test(
    'task.step.already_done_reported',
    'completes a task by the method of Future',
    async ({ loop, asyncio, env }) => {
      const requests: Request[] = [];
      const task = loop.createTask<unknown>(recorded(requests, returning('own')));
      const { setResult } = asyncio.Future.prototype as Future;
      setResult.call(task, 'spam');
      await env.spin();
      expect([task.result(), requests]).to.deep.equal(['spam', []]);
      const reports = env.takeReports();
      expect(reports).to.have.length(1);
      expect(isKind(reports[0]?.exception, InvalidStateError)).to.equal(true);
    },
    { on: 'typescript' },
  );
});
