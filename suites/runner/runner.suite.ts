/** What asyncio.Runner asks of a loop while it runs coroutines on it. */
import { RuntimeError, type AbstractEventLoop, type Coroutine } from '../../spec';
import { expect, raises, rejects, suite } from '../support';

class Failed extends Error {}

export const runnerSuite = suite('runner', 'Runner', (test) => {
  test('runner.loop_factory.called_once_lazily', 'counts the calls', async ({ loop, asyncio }) => {
    const calls: unknown[][] = [];
    const loopFactory = (...args: unknown[]): AbstractEventLoop => {
      calls.push(args);
      return loop;
    };
    const runner = new asyncio.Runner({ loopFactory });
    expect(calls).to.have.length(0);
    expect(runner.getLoop() === loop, 'get_loop()').to.equal(true);
    expect(calls).to.deep.equal([[]]);
    function* body(): Coroutine<boolean> {
      yield* asyncio.sleep(0);
      return asyncio.getRunningLoop() === loop;
    }
    expect([await runner.run(body()), await runner.run(body())]).to.deep.equal([true, true]);
    expect(runner.getLoop() === loop, 'get_loop() again').to.equal(true);
    expect(calls).to.have.length(1);
    await runner.close();
    expect(loop.isClosed()).to.equal(true);
    expect(calls).to.have.length(1);
  });

  test('runner.loop_factory.called_once_lazily', 'begins with run()', async ({ loop, asyncio }) => {
    let calls = 0;
    const runner = new asyncio.Runner({
      loopFactory: () => {
        calls += 1;
        return loop;
      },
    });
    const found = await runner.run(
      (function* () {
        yield* [];
        return [calls, asyncio.getRunningLoop() === loop];
      })(),
    );
    await runner.close();
    expect(found).to.deep.equal([1, true]);
  });

  test('runner.close.shuts_loop_down', 'records the order', async ({ loop, asyncio }) => {
    const trace: string[] = [];
    const sound = {
      asyncgens: loop.shutdownAsyncgens.bind(loop),
      executor: loop.shutdownDefaultExecutor.bind(loop),
      close: loop.close.bind(loop),
    };
    loop.shutdownAsyncgens = () => {
      trace.push('shutdown_asyncgens');
      return sound.asyncgens();
    };
    loop.shutdownDefaultExecutor = (...args) => {
      trace.push('shutdown_default_executor');
      return sound.executor(...args);
    };
    loop.close = () => {
      trace.push('close');
      sound.close();
    };
    function* left(name: string): Coroutine<void> {
      try {
        yield* loop.createFuture<never>();
      } finally {
        yield* asyncio.sleep(0);
        trace.push(`${name} cancelled`);
      }
    }
    const runner = new asyncio.Runner({ loopFactory: () => loop });
    await runner.run(
      (function* () {
        loop.createTask(left('a'));
        loop.createTask(left('b'));
        yield* asyncio.sleep(0);
        trace.push('main ends');
      })(),
    );
    expect(trace).to.deep.equal(['main ends']);
    await runner.close();
    expect(trace.slice(0, 3).sort()).to.deep.equal(['a cancelled', 'b cancelled', 'main ends']);
    expect(trace.slice(3)).to.deep.equal(['shutdown_asyncgens', 'shutdown_default_executor', 'close']);
    expect(loop.isClosed()).to.equal(true);
    await runner.close();
    expect(trace).to.have.length(6);
  });

  test('runner.close.passes_executor_timeout_positionally', 'records the arguments', async ({ loop, asyncio }) => {
    const calls: unknown[][] = [];
    const sound = loop.shutdownDefaultExecutor.bind(loop);
    loop.shutdownDefaultExecutor = (...args) => {
      calls.push(args);
      return sound(...args);
    };
    const runner = new asyncio.Runner({ loopFactory: () => loop });
    const ran = await runner.run(asyncio.sleep(0, 'ran'));
    await runner.close();
    expect(ran).to.equal('ran');
    expect(calls).to.have.length(1);
    expect(calls[0]).to.have.length(1);
    expect(calls[0]?.[0]).to.be.a('number').greaterThan(0);
  });

  test(
    'runner.close.passes_executor_timeout_positionally',
    'closes with the own method',
    async ({ loop, asyncio }) => {
      const runner = new asyncio.Runner({ loopFactory: () => loop });
      const ran = await runner.run(
        (function* () {
          return yield* loop.runInExecutor(null, Math.abs, [-1]);
        })(),
      );
      await runner.close();
      expect([ran, loop.isClosed()]).to.deep.equal([1, true]);
    },
    { needs: ['thread_pool'] },
  );

  test('runner.close.loop_closed_on_failure', 'fails in the main coroutine', async ({ loop, asyncio }) => {
    function* body(): Coroutine<never> {
      yield* asyncio.sleep(0);
      throw new Failed();
    }
    const runner = new asyncio.Runner({ loopFactory: () => loop });
    await rejects(Failed, runner.run(body()), 'run()');
    expect(loop.isClosed()).to.equal(false);
    await runner.close();
    expect(loop.isClosed()).to.equal(true);
  });

  for (const step of ['shutdownAsyncgens', 'shutdownDefaultExecutor'] as const) {
    test('runner.close.loop_closed_on_failure', `fails in ${step}()`, async ({ loop, asyncio }) => {
      const runner = new asyncio.Runner({ loopFactory: () => loop });
      expect(await runner.run(asyncio.sleep(0, 'ran'))).to.equal('ran');
      loop[step] = function* () {
        yield* [];
        throw new Failed();
      };
      await rejects(Failed, runner.close(), 'close()');
      expect(loop.isClosed()).to.equal(true);
    });
  }

  for (const debug of [true, false, null]) {
    test('runner.debug.forwarded', `makes a Runner with debug ${String(debug)}`, async ({ loop, asyncio }) => {
      const own = loop.getDebug();
      const runner = new asyncio.Runner({ debug, loopFactory: () => loop });
      const seen = await runner.run(
        (function* () {
          yield* [];
          return loop.getDebug();
        })(),
      );
      loop.setDebug(own);
      await runner.close();
      expect(seen).to.equal(debug ?? own);
    });
  }

  test('runner.debug.forwarded', 'switches a loop in debug mode off', async ({ loop, asyncio, env }) => {
    const seen: boolean[] = [];
    function* body(): Coroutine<void> {
      yield* [];
      seen.push(asyncio.getRunningLoop().getDebug());
    }
    for (const debug of [false, undefined]) {
      const made = debug === false ? loop : await env.newLoop();
      made.setDebug(true);
      const runner = new asyncio.Runner({ ...(debug === undefined ? {} : { debug }), loopFactory: () => made });
      await runner.run(body());
      made.setDebug(false);
      await runner.close();
    }
    expect(seen).to.deep.equal([false, true]);
  });

  test('runner.run.context_passed_to_create_task', 'gives a context', async ({ loop, asyncio }) => {
    const v = new asyncio.ContextVar<string>('v', { default: 'unset' });
    const context = asyncio.copyContext();
    const runner = new asyncio.Runner({ loopFactory: () => loop });
    function* body(value: string): Coroutine<string> {
      const before = v.get();
      v.set(value);
      yield* asyncio.sleep(0);
      return before;
    }
    const seen = [
      await runner.run(body('given'), { context }),
      await runner.run(body('shared')),
      await runner.run(body('shared later')),
      await runner.run(body('given later'), { context }),
    ];
    await runner.close();
    expect(seen).to.deep.equal(['unset', 'unset', 'shared', 'given']);
    expect(context.get(v)).to.equal('given later');
    expect(v.get()).to.equal('unset');
  });

  test('runner.run.refuses_inside_running_loop', 'runs inside a coroutine', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const other = await env.newLoop();
    const runner = new asyncio.Runner({ loopFactory: () => other });
    const coroutine = (function* (): Coroutine<void> {
      yield* [];
      trace.push('started');
    })();
    const outcome = loop.createFuture<Promise<unknown>>();
    loop.callSoon(() => {
      const refused = rejects(RuntimeError, () => runner.run(coroutine), 'run()');
      outcome.setResult(refused.then(() => trace.push('refused')));
    });
    await env.spin();
    await outcome.result();
    coroutine.return();
    expect(trace).to.deep.equal(['refused']);
    await runner.close();
    raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
  });

  test('runner.loop_factory.not_set_as_current', 'sets another loop before', async ({ loop, asyncio, env }) => {
    const own = await env.newLoop();
    asyncio.setEventLoop(own);
    const runner = new asyncio.Runner({ loopFactory: () => loop });
    const inside = await runner.run(
      (function* () {
        yield* [];
        return asyncio.getEventLoop() === loop;
      })(),
    );
    const between = asyncio.getEventLoop() === own;
    await runner.close();
    const after = asyncio.getEventLoop() === own;
    asyncio.setEventLoop(null);
    expect([inside, between, after]).to.deep.equal([true, true, true]);
  });
});
