/** How futures come to be. */
import { RuntimeError, type AbstractEventLoop, type Future } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';

const ts = { on: 'typescript' } as const;
const py = { on: 'python' } as const;

export const constructSuite = suite('future', 'the private constructor and create_future', (test) => {
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

  test('future.create_future.bound', 'asks for one', ({ loop, asyncio }) => {
    const future = loop.createFuture();
    expect([asyncio.isfuture(future), future.getLoop() === loop, future.done()]).to.deep.equal([true, true, false]);
  });

  test('future.create_future.bound', 'asks for one while another loop is current', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    env.defer(() => asyncio.setEventLoop(null));
    expect(loop.createFuture().getLoop() === loop, 'its own loop').to.equal(true);
    expect(
      await env.run(function* () {
        return other.createFuture().getLoop() === other;
      }),
    ).to.equal(true);
  });

  test('future.create_future.distinct', 'asks for two and completes one', ({ loop }) => {
    const [a, b] = [loop.createFuture(), loop.createFuture()];
    expect(a === b, 'the same').to.equal(false);
    a.setResult(1);
    expect([a.done(), b.done()]).to.deep.equal([true, false]);
  });

  test('future.create_future.not_running_ok', 'asks an idle loop', async ({ loop }) => {
    const future = loop.createFuture<number>();
    future.setResult(5);
    expect(await loop.runUntilComplete(future)).to.equal(5);
  });

  test(
    'future.create_future.used_by_helpers',
    'overrides create_future() and calls the helpers',
    async ({ loop, asyncio, env }) => {
      let made = 0;
      const sound = loop.createFuture.bind(loop);
      loop.createFuture = () => {
        made += 1;
        return sound();
      };
      const counts = await env.run(function* () {
        const used: boolean[] = [];
        const look = (before: number): void => {
          used.push(made > before);
        };
        let before = made;
        yield* asyncio.sleep(0.001);
        look(before);
        before = made;
        const inner = sound();
        const shielded = asyncio.shield(inner);
        look(before);
        inner.setResult(1);
        yield* shielded;
        before = made;
        const source = new asyncio.ConcurrentFuture<number>();
        const wrapped = asyncio.wrapFuture(source, { loop });
        look(before);
        source.setResult(1);
        yield* wrapped;
        before = made;
        const waited = sound();
        loop.callSoon(() => waited.setResult(1));
        yield* asyncio.wait([waited]);
        look(before);
        before = made;
        yield* asyncio.gather([]);
        look(before);
        return used;
      });
      expect(counts).to.deep.equal([true, true, true, true, true]);
    },
  );

  test(
    'future.create_future.no_extra_callbacks',
    'completes a new one and counts what is scheduled',
    async ({ loop, env }) => {
      let scheduled = 0;
      const sound = loop.callSoon.bind(loop);
      loop.callSoon = ((...args: Parameters<typeof sound>) => {
        scheduled += 1;
        return sound(...args);
      }) as typeof loop.callSoon;
      const future = loop.createFuture();
      expect(String(future)).to.not.match(/cb=/);
      future.setResult(1);
      expect(scheduled).to.equal(0);
      future.addDoneCallback(() => {});
      expect(scheduled).to.equal(1);
      await env.spin();
    },
  );

  test('future.get_loop.done_and_closed', 'asks a done future of a closed loop', ({ loop }) => {
    const future = loop.createFuture();
    future.setResult(1);
    loop.close();
    expect(future.getLoop() === loop, 'its loop').to.equal(true);
  });

  test(
    'future.get_loop.legacy_attribute',
    'awaits a future that has lost get_loop()',
    async ({ loop, asyncio, env }) => {
      class Legacy extends asyncio.Future<number> {}
      Object.defineProperty(Legacy.prototype, 'getLoop', { value: undefined });
      const future = new Legacy({ loop });
      loop.callSoon(() => loop.callSoon(() => future.setResult(5)));
      expect(
        await env.run(function* () {
          return yield* future;
        }),
      ).to.equal(5);
    },
    ts,
  );

  test(
    'future.get_loop.legacy_attribute',
    'awaits a Python future that has lost get_loop()',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Legacy(asyncio.Future):
          @property
          def get_loop(self): raise AttributeError('get_loop')
      future = Legacy(loop=loop)
      loop.call_soon(loop.call_soon, future.set_result, 5)
      async def body(): return await future
      return loop.run_until_complete(body())
      `,
        { loop },
      );
      expect(result).to.equal(5);
    },
    py,
  );

  test('future.repr.states', 'prints futures in four states', ({ loop }) => {
    const [pending, cancelled, finished, failed] = [
      loop.createFuture(),
      loop.createFuture(),
      loop.createFuture<number>(),
      loop.createFuture(),
    ];
    cancelled.cancel();
    finished.setResult(4);
    failed.setException(new RangeError('boo'));
    expect(String(pending)).to.match(/^<\w+ pending/);
    expect(String(cancelled)).to.match(/^<\w+ cancelled/);
    expect(String(finished)).to.match(/^<\w+ finished result=4/);
    expect(String(failed)).to.match(/^<\w+ finished exception=/);
    failed.exception();
  });

  test(
    'future.repr.states',
    'shortens what is long',
    async ({ loop, env }) => {
      function first(): void {}
      function middle(): void {}
      function last(): void {}
      const future = loop.createFuture();
      const texts: string[] = [];
      for (const callback of [first, last]) {
        future.addDoneCallback(callback);
        texts.push(String(future));
      }
      expect(texts[0]).to.match(/^<Future pending cb=\[.*first.*\]/);
      expect(texts[1]).to.match(/^<Future pending cb=\[.*first.*, .*last.*\]/);
      future.addDoneCallback(middle);
      expect(String(future)).to.match(/^<Future pending cb=\[.*first.*, <1 more>, .*middle.*\]/);
      expect(texts.join()).to.not.match(/more/);
      const crowded = loop.createFuture();
      for (const callback of [first, middle, middle, last]) crowded.addDoneCallback(callback);
      expect(String(crowded)).to.match(/^<Future pending cb=\[.*first.*, <2 more>, .*last.*\]/);
      expect(String(crowded)).to.not.match(/middle/);
      const long = loop.createFuture<string>();
      long.setResult('x'.repeat(4000));
      expect(String(long)).to.have.length.below(400);
      future.setResult(null);
      crowded.setResult(null);
      await env.spin(2);
      expect(String(future)).to.not.match(/cb=/);
    },
    ts,
  );

  test(
    'future.repr.states',
    'says where it was made in debug mode',
    ({ loop }) => {
      expect(String(loop.createFuture())).to.equal('<Future pending>');
      loop.setDebug(true);
      expect(String(loop.createFuture())).to.match(/^<Future pending created at .+>$/);
      loop.setDebug(false);
      const [whole, cut] = [loop.createFuture<string>(), loop.createFuture<string>()];
      whole.setResult('x'.repeat(198));
      expect(String(whole)).to.equal(`<Future finished result='${'x'.repeat(198)}'>`);
      cut.setResult('x'.repeat(199));
      expect(String(cut)).to.equal(`<Future finished result='${'x'.repeat(196)}...>`);
    },
    { on: 'typescript' },
  );

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
