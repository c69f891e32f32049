/** What an await of a future yields, returns and raises. */
import { RuntimeError, type Coroutine } from '../../spec';
import { expect, raises, suite } from '../support';

const ts = { on: 'typescript' } as const;

const py = { on: 'python' } as const;

export const awaitSuite = suite('future', 'awaiting a future', (test) => {
  test(
    'future.await.yields_self_once',
    'steps the iteration by hand',
    ({ loop }) => {
      const future = loop.createFuture<number>();
      const iterator = future[Symbol.iterator]();
      const first = iterator.next(undefined);
      expect([first.done === true, first.value === future]).to.deep.equal([false, true]);
      future.setResult(7);
      expect(iterator.next(undefined)).to.deep.include({ done: true, value: 7 });
    },
    ts,
  );

  test(
    'future.await.blocking_flag',
    'reads the flag before and after the yield',
    ({ loop }) => {
      const future = loop.createFuture();
      expect(future._asyncioFutureBlocking).to.equal(false);
      const iterator = future[Symbol.iterator]();
      expect(future._asyncioFutureBlocking).to.equal(false);
      iterator.next(undefined);
      expect(future._asyncioFutureBlocking).to.equal(true);
    },
    ts,
  );

  test(
    'future.await.done_does_not_suspend',
    'awaits a done future behind a scheduled callback',
    async ({ loop, env }) => {
      const trace: string[] = [];
      await env.run(function* () {
        const future = loop.createFuture<string>();
        future.setResult('value');
        loop.callSoon(() => trace.push('callback'));
        trace.push(yield* future);
        trace.push('goes on');
        yield;
      });
      expect(trace).to.deep.equal(['value', 'goes on', 'callback']);
    },
  );

  test(
    'future.await.resumed_while_pending',
    'resumes too early',
    ({ loop }) => {
      const future = loop.createFuture();
      const iterator = future[Symbol.iterator]();
      expect(iterator.next(undefined).done === true).to.equal(false);
      raises(RuntimeError, () => iterator.next(undefined), 'resuming');
      expect(future.done()).to.equal(false);
    },
    ts,
  );

  test('future.await.multiple_waiters_order', 'lets four tasks wait', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture<string>();
    const wait = function* (i: number): Coroutine<void> {
      trace.push([i, yield* future]);
    };
    const tasks = [0, 1, 2, 3].map((i) => loop.createTask(wait(i)));
    await env.spin();
    future.setResult('v');
    await env.spin(2);
    expect(trace).to.deep.equal([
      [0, 'v'],
      [1, 'v'],
      [2, 'v'],
      [3, 'v'],
    ]);
    expect(tasks.every((task) => task.done())).to.equal(true);
  });

  test('future.await.repeatable', 'awaits three times', async ({ loop, env }) => {
    const values = await env.run(function* () {
      const future = loop.createFuture<number>();
      loop.callSoon(() => future.setResult(3));
      return [yield* future, yield* future, yield* future];
    });
    expect(values).to.deep.equal([3, 3, 3]);
  });

  const pythonTests = [
    [
      'future.await.yields_self_once',
      'steps the iteration by hand, in Python',
      `
      f = loop.create_future()
      it = f.__await__()
      first = it.send(None) is f
      f.set_result(7)
      try: it.send(None)
      except StopIteration as stop: return [first, stop.value]
      `,
      [true, 7],
    ],
    [
      'future.await.blocking_flag',
      'reads the flag before and after the yield, in Python',
      `
      f = loop.create_future()
      seen = [f._asyncio_future_blocking]
      it = iter(f)
      seen.append(f._asyncio_future_blocking)
      next(it)
      return seen + [f._asyncio_future_blocking]
      `,
      [false, false, true],
    ],
    [
      'future.await.resumed_while_pending',
      'resumes too early, in Python',
      `
      f = loop.create_future()
      it = iter(f)
      first = next(it) is f
      try: next(it)
      except RuntimeError: return [first, 'refused', f.done()]
      `,
      [true, 'refused', false],
    ],
    [
      'future.await.throw_leaves_pending',
      'throws into a suspended iteration, in Python',
      `
      f, error = loop.create_future(), ValueError()
      it = f.__await__()
      it.send(None)
      try: it.throw(error)
      except ValueError as caught: return [caught is error, f.done()]
      `,
      [true, false],
    ],
    [
      'future.await.close_leaves_pending',
      'closes a suspended iteration, in Python',
      `
      f = loop.create_future()
      it = f.__await__()
      it.send(None)
      it.close()
      pending = not f.done()
      f.set_result(1)
      return [pending, f.result()]
      `,
      [true, 1],
    ],
    [
      'future.await.yield_from',
      'iterates as a generator does',
      `
      f = loop.create_future()
      def g(): return (yield from f)
      it = g()
      first = next(it) is f
      f.set_result(1)
      try: next(it)
      except StopIteration as stop: return [first, stop.value]
      `,
      [true, 1],
    ],
    [
      'future.await.traceback_not_growing',
      'awaits a failed future five times',
      `
      import traceback
      def nested(): raise ValueError
      try: nested()
      except ValueError as caught: error = caught
      f = loop.create_future()
      f.set_exception(error)
      lengths = []
      async def body():
          for _ in range(5):
              try: await f
              except ValueError as caught: lengths.append(len(traceback.extract_tb(caught.__traceback__)))
      loop.run_until_complete(body())
      return [len(lengths), max(lengths) <= lengths[0]]
      `,
      [5, true],
    ],
    [
      'future.isfuture.duck_type',
      'asks look-alikes in Python',
      `
      class No: _asyncio_future_blocking = False
      class Yes: _asyncio_future_blocking = True
      no = No()
      return [asyncio.isfuture(no), asyncio.isfuture(Yes()), asyncio.ensure_future(no) is no]
      `,
      [true, true, true],
    ],
    [
      'future.isfuture.none_opts_out',
      'asks classes with the marker None, in Python',
      `
      class A: _asyncio_future_blocking = None
      class B(A):
          def __init__(self): self._asyncio_future_blocking = False
      return [asyncio.isfuture(A()), asyncio.isfuture(B())]
      `,
      [false, true],
    ],
    [
      'future.isfuture.instance_attribute_only',
      'asks an object with a marker of its own',
      `
      class D: pass
      d = D()
      d._asyncio_future_blocking = False
      return [asyncio.isfuture(d), asyncio.isfuture(loop.create_future())]
      `,
      [false, true],
    ],
    [
      'future.isfuture.class_object',
      'asks the classes in Python',
      `
      return [asyncio.isfuture(asyncio.Future), asyncio.isfuture(asyncio.Task), asyncio.isfuture(asyncio.Future(loop=loop))]
      `,
      [false, false, true],
    ],
    [
      'future.isfuture.other_objects',
      'asks other things in Python',
      `
      import concurrent.futures
      from unittest.mock import Mock
      async def make(): pass
      c = make()
      result = [asyncio.isfuture(x) for x in (c, make, 1, None, 'x', concurrent.futures.Future(), Mock())]
      c.close()
      return result
      `,
      [false, false, false, false, false, false, false],
    ],
  ] as const;

  for (const [clause, title, source, expected] of pythonTests) {
    test(
      clause,
      title,
      ({ loop, env }) => {
        expect(
          env.python.exec(source, { loop, asyncio: env.python.exec('import asyncio\nreturn asyncio') }),
        ).to.deep.equal(expected);
      },
      py,
    );
  }
});
