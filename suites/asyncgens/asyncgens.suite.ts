/** Asynchronous generators: the hooks of a run, and shutdown_asyncgens(). */
import { CancelledError, ValueError } from '../../spec';
import type { Coroutine } from '../../spec';
import { expect, expectNone, suite } from '../support';

/** What BaseEventLoop gives to the host's hooks. */
interface AsyncgenHooks {
  _asyncgenFirstiterHook(agen: object): void;
  _asyncgenFinalizerHook(agen: object): void;
}

const py = { on: 'python' } as const;

export const asyncgensSuite = suite('asyncgens', 'hooks and shutdown', (test) => {
  test('asyncgens.shutdown.no_generators', 'shuts down twice', async ({ loop, env }) => {
    expectNone(await env.run(() => loop.shutdownAsyncgens()), 'shutdown_asyncgens()');
    expectNone(await env.run(() => loop.shutdownAsyncgens()), 'shutdown_asyncgens() again');
    const both = await env.run(function* () {
      yield* loop.shutdownAsyncgens();
      return 'went on';
    });
    expect(both).to.equal('went on');
  });

  test('asyncgens.shutdown.no_generators', 'waits for nothing', ({ loop }) => {
    expect(loop.shutdownAsyncgens().next().done).to.equal(true);
    expect(loop.isRunning()).to.equal(false);
  });

  test(
    'asyncgens.hooks.installed_while_running',
    'asks for the hooks in callbacks and in a coroutine',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        found = []
        def look():
            hooks = sys.get_asyncgen_hooks()
            found.append([callable(hooks.firstiter) and hooks.firstiter is not first,
                          callable(hooks.finalizer) and hooks.finalizer is not final])
        async def main(): look()
        def first(agen): pass
        def final(agen): pass
        before = sys.get_asyncgen_hooks()
        for hooks in (None, None), (first, final):
            sys.set_asyncgen_hooks(*hooks)
            try:
                loop.call_soon(look)
                loop.call_later(0.001, lambda: (look(), loop.stop()))
                loop.run_forever()
                loop.run_until_complete(main())
            finally:
                sys.set_asyncgen_hooks(*before)
        return found
        `,
        { loop },
      );
      expect(result).to.deep.equal(Array.from({ length: 6 }, () => [true, true]));
    },
    py,
  );

  test(
    'asyncgens.hooks.restored',
    'ends runs in three ways',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        def first(agen): pass
        def final(agen): pass
        # Whether an exit request leaves the run is for other clauses to say: it ends in either case.
        def interrupt():
            loop.stop()
            raise KeyboardInterrupt
        loop.set_exception_handler(lambda *given: None)
        found = []
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=first, finalizer=final)
        def look():
            hooks = sys.get_asyncgen_hooks()
            found.append([hooks.firstiter is first, hooks.finalizer is final])
        async def fail(): raise ZeroDivisionError
        try:
            loop.call_soon(look)
            loop.call_soon(loop.stop)
            loop.run_forever()
            look()
            loop.call_soon(interrupt)
            try: loop.run_forever()
            except KeyboardInterrupt: pass
            look()
            try: loop.run_until_complete(fail())
            except ZeroDivisionError: found.append('ZeroDivisionError')
            look()
        finally:
            sys.set_asyncgen_hooks(*before)
        return found
        `,
        { loop },
      );
      const [theirs, ours] = [
        [false, false],
        [true, true],
      ];
      expect(result).to.deep.equal([theirs, ours, ours, 'ZeroDivisionError', ours]);
    },
    py,
  );

  test(
    'asyncgens.shutdown.closes_all',
    'closes three generators',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        async def numbers(name):
            try:
                yield 1
                yield 2
            finally:
                await asyncio.sleep(0)
                trace.append(name)
        async def main():
            agens = [numbers('a'), numbers('b'), numbers('untouched'), numbers('ended')]
            trace.append([await agens[0].__anext__(), await agens[1].__anext__()])
            async for _ in agens[3]: pass
            return agens
        agens = loop.run_until_complete(main())
        trace.append('open')
        trace.append(loop.run_until_complete(loop.shutdown_asyncgens()))
        ended = []
        async def again():
            for agen in agens[:2]:
                try: await agen.__anext__()
                except StopAsyncIteration: ended.append(True)
        loop.run_until_complete(again())
        return [trace[:3], sorted(trace[3:5], key=str), trace[5:], ended]
        `,
        { loop },
      );
      expect(result).to.deep.equal([[[1, 1], 'ended', 'open'], ['a', 'b'], [null], [true, true]]);
    },
    py,
  );

  test(
    'asyncgens.shutdown.error_reported',
    'raises while a generator is closed',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        reports = []
        loop.set_exception_handler(lambda *given: reports.append(given[-1]))
        async def numbers():
            try: yield 1
            finally: 1 / 0
        agen = numbers()
        async def main():
            await agen.__anext__()
            await loop.shutdown_asyncgens()
            return 'shut down'
        outcome = loop.run_until_complete(main())
        loop.set_exception_handler(None)
        return [outcome, len(reports)] + [
            [r.get('asyncgen') is agen, type(r.get('exception')).__name__, 'asynchronous generator' in r['message']] for r in reports]
        `,
        { loop },
      );
      expect(result).to.deep.equal(['shut down', 1, [true, 'ZeroDivisionError', true]]);
    },
    py,
  );

  test(
    'asyncgens.shutdown.one_failure_does_not_stop_others',
    'lets one of three fail',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        reports, trace = [], []
        loop.set_exception_handler(lambda *given: reports.append(type(given[-1]['exception']).__name__))
        async def numbers(name):
            try: yield 1
            finally:
                if name == 'fails': 1 / 0
                await asyncio.sleep(0)
                trace.append(name)
        agens = [numbers(name) for name in ('a', 'fails', 'b')]
        async def main():
            for agen in agens: await agen.__anext__()
            await loop.shutdown_asyncgens()
        loop.run_until_complete(main())
        loop.set_exception_handler(None)
        return [sorted(trace), reports]
        `,
        { loop },
      );
      expect(result).to.deep.equal([['a', 'b'], ['ZeroDivisionError']]);
    },
    py,
  );

  test(
    'asyncgens.shutdown.warns_on_later_use',
    'iterates before and after',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        async def numbers():
            yield 1
        async def iterate():
            return [n async for n in numbers()]
        counts = []
        def run():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter('always')
                values = loop.run_until_complete(iterate())
            # Loops of other tests may be collected meanwhile.
            counts.append([values, [w.category.__name__ for w in caught if issubclass(w.category, ResourceWarning) and 'unclosed' not in str(w.message)]])
        run()
        loop.run_until_complete(loop.shutdown_asyncgens())
        run()
        return counts
        `,
        { loop },
      );
      expect(result).to.deep.equal([
        [[1], []],
        [[1], ['ResourceWarning']],
      ]);
    },
    py,
  );

  test('asyncgens.hooks.methods', 'enters three, takes one out, closes the rest', async (world) => {
    const { loop, asyncio, env } = world;
    const hooks = loop as unknown as AsyncgenHooks;
    const trace: string[] = [];
    const error = new ValueError('while closing');
    const named = (name: string, fails?: unknown) => ({
      *aclose(): Coroutine<null> {
        yield* asyncio.sleep(0);
        trace.push(name);
        if (fails !== undefined) throw fails;
        return null;
      },
    });
    const [lost, bad, gone, good] = [
      named('lost'),
      named('bad', error),
      named('gone', new CancelledError()),
      named('good'),
    ];
    for (const agen of [lost, bad, gone, good]) hooks._asyncgenFirstiterHook(agen);
    await env.run(function* () {
      hooks._asyncgenFinalizerHook(lost);
      yield* asyncio.sleep(0);
      for (let turn = 0; turn < 3; turn++) yield* asyncio.sleep(0);
    });
    expect(trace).to.deep.equal(['lost']);
    await env.run(() => loop.shutdownAsyncgens());
    expect(trace.slice(1).sort()).to.deep.equal(['bad', 'gone', 'good']);
    const reports = env.takeReports();
    expect(reports.map((report) => report.exception)).to.deep.equal([error]);
    expect(reports[0]?.asyncgen).to.equal(bad);
    expect(reports[0]?.message).to.match(/^an error occurred during closing of asynchronous generator/);
    await env.run(() => loop.shutdownAsyncgens());
    expect(trace).to.have.lengthOf(4);
    const late = named('late');
    loop.close();
    hooks._asyncgenFinalizerHook(late);
    expect(trace).to.have.lengthOf(4);
  });

  test('asyncgens.hooks.methods', 'closes a single one', async ({ loop, env }) => {
    const hooks = loop as unknown as AsyncgenHooks;
    const trace: string[] = [];
    hooks._asyncgenFirstiterHook({
      *aclose(): Coroutine<null> {
        yield;
        trace.push('closed');
        return null;
      },
    });
    await env.run(() => loop.shutdownAsyncgens());
    expect(trace).to.deep.equal(['closed']);
  });

  test(
    'asyncgens.hooks.methods',
    "closes the host's own generators, and warns of late ones",
    async ({ loop, env }) => {
      const hooks = loop as unknown as AsyncgenHooks;
      const trace: string[] = [];
      const warnings: Error[] = [];
      const listen = (warning: Error): void => void warnings.push(warning);
      process.on('warning', listen);
      env.defer(() => process.off('warning', listen));
      async function* numbers(): AsyncGenerator<number> {
        try {
          yield await Promise.resolve(1);
          yield 2;
        } finally {
          trace.push('closed');
        }
      }
      const agen = numbers();
      await agen.next();
      hooks._asyncgenFirstiterHook(agen);
      hooks._asyncgenFirstiterHook({});
      await env.run(() => loop.shutdownAsyncgens());
      expect(trace).to.deep.equal(['closed']);
      await env.pause(0);
      expect(warnings).to.have.lengthOf(0);
      hooks._asyncgenFirstiterHook({});
      await env.pause(env.tick);
      expect(warnings.map(({ name, message }) => `${name}: ${message}`).join()).to.match(
        /^ResourceWarning: .*was scheduled after/,
      );
    },
    { on: 'typescript' },
  );
});
