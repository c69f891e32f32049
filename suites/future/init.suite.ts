/** How a future is made. */
import { RuntimeError, type AbstractEventLoop, type Future } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';

const ts = { on: 'typescript' } as const;

const py = { on: 'python' } as const;

export const initSuite = suite('future', 'Future()', (test) => {
  test('future.init.keyword_only', 'passes a number and a loop', ({ loop, asyncio }) => {
    const { Future: Class } = asyncio as unknown as { Future: new (...args: unknown[]) => Future };
    raises(TypeError, () => new Class(42), 'Future(42)');
    raises(TypeError, () => new Class(loop), 'Future(loop)');
    expect(new Class({ loop }).done()).to.equal(false);
  });

  test(
    'future.init.keyword_only',
    'passes a number to a subclass',
    ({ loop, asyncio }) => {
      class Mine extends (asyncio.Future as new (...args: unknown[]) => Future) {}
      raises(TypeError, () => new Mine(42), 'Mine(42)');
      expect(new Mine({ loop }).getLoop()).to.equal(loop);
    },
    ts,
  );

  test('future.init.unknown_keyword', 'passes another keyword', ({ loop, asyncio }) => {
    raises(TypeError, () => new asyncio.Future({ loop, foo: 1 } as never), 'Future(foo=1)');
    expect(new asyncio.Future({ loop }).done()).to.equal(false);
  });

  test('future.init.loop_bound', 'names the loop while another is current', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    env.defer(() => asyncio.setEventLoop(null));
    expect(new asyncio.Future({ loop }).getLoop() === loop, 'the loop named').to.equal(true);
    const inside = await env.run(function* () {
      return new asyncio.Future({ loop: other }).getLoop() === other;
    });
    expect(inside).to.equal(true);
  });

  test('future.init.running_loop_default', 'makes one in a coroutine', async ({ loop, asyncio, env }) => {
    expect(
      await env.run(function* () {
        yield;
        return new asyncio.Future().getLoop() === loop;
      }),
    ).to.equal(true);
  });

  test(
    'future.init.running_loop_default_in_callback',
    'makes one in a callback and in a timer',
    async ({ loop, asyncio, env }) => {
      const seen: boolean[] = [];
      const look = (): void => {
        seen.push(new asyncio.Future().getLoop() === loop);
      };
      loop.callSoon(look);
      loop.callAt(loop.time() - 1, look);
      await env.spin();
      expect(seen).to.deep.equal([true, true]);
    },
  );

  test(
    'future.init.running_beats_current',
    'makes one in a coroutine while another loop is current',
    async ({ loop, asyncio, env }) => {
      const other = await env.newLoop();
      asyncio.setEventLoop(other);
      env.defer(() => asyncio.setEventLoop(null));
      expect(
        await env.run(function* () {
          return new asyncio.Future().getLoop() === loop;
        }),
      ).to.equal(true);
    },
  );

  test('future.init.current_loop_fallback', 'makes one outside a run', ({ loop, asyncio, env }) => {
    asyncio.setEventLoop(loop);
    env.defer(() => asyncio.setEventLoop(null));
    expect(new asyncio.Future().getLoop() === loop, 'the current loop').to.equal(true);
  });

  test('future.init.no_loop_error', 'makes one where there is no loop', ({ loop, asyncio }) => {
    asyncio.setEventLoop(null);
    raises(RuntimeError, () => new asyncio.Future(), 'Future()');
    expect(new asyncio.Future({ loop }).done()).to.equal(false);
  });

  test('future.init.loop_none_is_default', 'passes None', async ({ loop, asyncio, env }) => {
    expect(
      await env.run(function* () {
        return new asyncio.Future({ loop: null }).getLoop() === loop;
      }),
    ).to.equal(true);
    asyncio.setEventLoop(null);
    raises(RuntimeError, () => new asyncio.Future({ loop: null }), 'Future(loop=None)');
  });

  test(
    'future.init.get_debug_only',
    'makes one for a stub loop',
    ({ asyncio }) => {
      const touched: string[] = [];
      const stub = new Proxy(
        {},
        {
          get: (_target, name) => {
            touched.push(String(name));
            return name === 'getDebug' ? () => false : undefined;
          },
        },
      ) as AbstractEventLoop;
      const future = new asyncio.Future<number>({ loop: stub });
      expect([...new Set(touched)]).to.deep.equal(['getDebug']);
      touched.length = 0;
      future.setResult(1);
      expect(touched).to.deep.equal([]);
      expect(future.result()).to.equal(1);
    },
    ts,
  );

  test(
    'future.init.get_debug_only',
    'makes one for a Python stub',
    ({ env }) => {
      const result = env.python.exec(`
      import asyncio
      class Stub:
          touched = []
          def __getattr__(self, name):
              self.touched.append(name)
              if name != 'get_debug': raise AttributeError(name)
              return lambda: False
      stub = Stub()
      future = asyncio.Future(loop=stub)
      first = sorted(set(Stub.touched))
      future.set_result(1)
      return [first, future.result()]
    `);
      expect(result).to.deep.equal([['get_debug'], 1]);
    },
    py,
  );

  test('future.init.closed_loop_ok', 'makes and completes one on a closed loop', ({ loop, asyncio }) => {
    loop.close();
    for (const future of [new asyncio.Future<number>({ loop }), loop.createFuture<number>()]) {
      future.setResult(1);
      expect(future.result()).to.equal(1);
    }
  });

  test('future.init.initial_state', 'looks at a new one after another was completed', ({ loop, asyncio }) => {
    loop.createFuture().setResult(1);
    for (const future of [loop.createFuture(), new asyncio.Future({ loop })]) {
      expect([future.done(), future.cancelled()]).to.deep.equal([false, false]);
    }
  });

  test('future.init.debug_source_traceback', 'makes one in debug mode and one outside', ({ loop, asyncio }) => {
    loop.setDebug(true);
    const traced = new asyncio.Future({ loop });
    loop.setDebug(false);
    const plain = new asyncio.Future({ loop });
    expect(traced._sourceTraceback ?? null, 'where it was made').to.not.equal(null);
    expect(String(traced)).to.match(/created at/);
    expectNone(plain._sourceTraceback, '_source_traceback');
    expect(String(plain)).to.not.match(/created at/);
  });

  test('future.subclass.no_super_init_get_loop', 'skips the constructor', ({ env }) => {
    const result = env.python.exec(`
      import asyncio
      class Future(asyncio.Future):
          def __init__(self, **kwargs): pass
      try: Future().get_loop()
      except RuntimeError: return 'refused'
      return 'accepted'
    `);
    expect(result).to.equal('refused');
  });

  test('future.class.task_subclass', 'asks a task for its class', async ({ loop, asyncio, env }) => {
    const task = loop.createTask(
      (function* () {
        yield;
      })(),
    );
    expect(task instanceof asyncio.Future, 'a Future').to.equal(true);
    expect(asyncio.isfuture(task)).to.equal(true);
    await env.spin(3);
  });

  test(
    'future.init.second_refused',
    'initializes a future and a task again',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        async def nothing():
            return 'made'
        future = asyncio.Future(loop=loop)
        future.set_result('kept')
        task = asyncio.Task(nothing(), loop=loop)
        other = nothing()
        names = []
        for call in (lambda: future.__init__(loop=loop), lambda: task.__init__(other, loop=loop)):
            try:
                call()
            except Exception as error:
                names.append(type(error).__name__)
            else:
                names.append('no error')
        other.close()
        return [names, future.result(), loop.run_until_complete(task)]
        `,
        { loop },
      );
      expect(facts).to.deep.equal([['RuntimeError', 'RuntimeError'], 'kept', 'made']);
    },
    { on: 'python' },
  );
});
