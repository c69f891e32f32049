/** What surrounds the iterations of a run. */
import { KeyboardInterrupt, OSError, RuntimeError } from '../../spec';
import { expect, raises, rejects, suite } from '../support';
import { Bench } from './bench';

export const runForeverSetupSuite = suite('extension', '_run_forever_setup() and _run_forever_cleanup()', (test) => {
  test('extension.run_forever_setup.effects', 'drives the loop by hand', ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    loop.callSoon(() => bench.trace.push(asyncio.getRunningLoop() === loop));
    loop._runForeverSetup();
    try {
      expect(loop.isRunning()).to.equal(true);
      expect(asyncio._getRunningLoop()).to.equal(loop);
      loop._runOnce();
    } finally {
      loop._runForeverCleanup();
    }
    expect(bench.trace).to.deep.equal(['select', 'process', true]);
  });

  test('extension.run_forever_setup.asyncgen_hooks', 'looks at the hooks', ({ env }) => {
    const facts = env.python.exec(`
      loop = asyncio.BaseEventLoop()
      mine = lambda generator: None
      before = sys.get_asyncgen_hooks()
      sys.set_asyncgen_hooks(mine, mine)
      try:
          loop._run_forever_setup()
          inside = sys.get_asyncgen_hooks()
          loop._run_forever_cleanup()
          after = sys.get_asyncgen_hooks()
      finally:
          sys.set_asyncgen_hooks(*before)
          loop.close()
      return [inside.firstiter == loop._asyncgen_firstiter_hook, inside.finalizer == loop._asyncgen_finalizer_hook,
              after.firstiter is mine, after.finalizer is mine]
    `);
    expect(facts).to.deep.equal([true, true, true, true]);
  });

  test('extension.run_forever_setup.raises', 'refuses thrice and changes nothing', ({ asyncio, env }) => {
    const [loop, other, closed] = [1, 2, 3].map(() => new Bench(asyncio, env).loop) as [never, never, never];
    const loops = { loop, other, closed } as unknown as Record<'loop' | 'other' | 'closed', Bench['loop']>;
    loops.closed.close();
    raises(RuntimeError, () => loops.closed._runForeverSetup());
    expect(loops.closed.isRunning()).to.equal(false);
    expect(asyncio._getRunningLoop()).to.equal(null);
    loops.loop._runForeverSetup();
    try {
      raises(RuntimeError, () => loops.loop._runForeverSetup());
      raises(RuntimeError, () => loops.other._runForeverSetup());
      expect([loops.loop.isRunning(), loops.other.isRunning()]).to.deep.equal([true, false]);
      expect(asyncio._getRunningLoop()).to.equal(loops.loop);
    } finally {
      loops.loop._runForeverCleanup();
    }
  });

  test('extension.run_forever_cleanup.effects', 'undoes the setup', async ({ asyncio, env }) => {
    const bench = new Bench(asyncio, env);
    const { loop } = bench;
    loop._runForeverSetup();
    expect(loop.isRunning()).to.equal(true);
    loop.stop();
    loop._runForeverCleanup();
    expect(loop.isRunning()).to.equal(false);
    expect(asyncio._getRunningLoop()).to.equal(null);
    // With the stop request left over, the run would end before the second generation.
    loop.callSoon(() => loop.callSoon(() => loop.callSoon(() => loop.stop())));
    await env.runForever(loop);
    expect(bench.selects).to.have.lengthOf(3);
  });

  test(
    'extension.run_forever_setup.used_by_run_forever',
    'raises what the cleanup raises',
    async ({ asyncio, env }) => {
      const error = new OSError('of the cleanup');
      class Failing extends asyncio.BaseEventLoop {
        override _runForeverCleanup(): void {
          super._runForeverCleanup();
          throw error;
        }
        override _processEvents(): void {}
      }
      const loop = new Failing();
      loop._selector = { select: () => [] };
      env.defer(() => loop.close());
      loop.callSoon(() => loop.stop());
      expect(await rejects(OSError, env.runForever(loop))).to.equal(error);
      expect(loop.isRunning()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test(
    'extension.run_forever_setup.used_by_run_forever',
    'raises what the cleanup raises, in Python',
    ({ env }) => {
      const facts = env.python.exec(`
        class Failing(asyncio.BaseEventLoop):
            def select(self, timeout): return []
            def _process_events(self, events): pass
            def _run_forever_cleanup(self):
                super()._run_forever_cleanup()
                raise OSError('of the cleanup')
        loop = Failing()
        loop._selector = loop
        loop.call_soon(loop.stop)
        try:
            loop.run_forever()
        except OSError as error:
            return [str(error), loop.is_running()]
        finally:
            loop.close()
      `);
      expect(facts).to.deep.equal(['of the cleanup', false]);
    },
    { on: 'python' },
  );

  test(
    'extension.run_forever_setup.used_by_run_forever',
    'traces overrides',
    async ({ asyncio, env }) => {
      const trace: string[] = [];
      class Recording extends asyncio.BaseEventLoop {
        override _runForeverSetup(): void {
          trace.push('setup');
          super._runForeverSetup();
        }
        override _runForeverCleanup(): void {
          trace.push('cleanup');
          super._runForeverCleanup();
        }
        override _processEvents(): void {}
      }
      const loop = new Recording();
      loop._selector = { select: () => [] };
      env.defer(() => loop.close());
      loop.callSoon(() => {
        trace.push('callback');
        loop.stop();
      });
      await env.runForever(loop);
      loop.callSoon(() => {
        throw new KeyboardInterrupt();
      });
      await rejects(KeyboardInterrupt, env.runForever(loop));
      expect(trace).to.deep.equal(['setup', 'callback', 'cleanup', 'setup', 'cleanup']);
    },
    { on: 'typescript' },
  );

  test(
    'extension.run_forever_setup.used_by_run_forever',
    'traces overrides, in Python',
    ({ env }) => {
      const facts = env.python.exec(`
        trace = []
        class Recording(asyncio.BaseEventLoop):
            def select(self, timeout): return []
            def _process_events(self, events): pass
            def _run_forever_setup(self):
                trace.append('setup'); super()._run_forever_setup()
            def _run_forever_cleanup(self):
                trace.append('cleanup'); super()._run_forever_cleanup()
        def interrupt(): raise KeyboardInterrupt
        loop = Recording()
        loop._selector = loop
        loop.call_soon(trace.append, 'callback')
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.call_soon(interrupt)
        try:
            loop.run_forever()
        except KeyboardInterrupt:
            trace.append('interrupt')
        loop.close()
        return trace
      `);
      expect(facts).to.deep.equal(['setup', 'callback', 'cleanup', 'setup', 'cleanup', 'interrupt']);
    },
    { on: 'python' },
  );

  test(
    'extension.run_forever_cleanup.not_after_refusal',
    'counts cleanups of refused runs',
    async ({ asyncio, env }) => {
      const bench = new Bench(asyncio, env);
      const { loop } = bench;
      const setup = loop._runForeverSetup.bind(loop);
      const cleanup = loop._runForeverCleanup.bind(loop);
      loop._runForeverSetup = () => {
        bench.trace.push('setup');
        setup();
      };
      loop._runForeverCleanup = () => {
        bench.trace.push('cleanup');
        cleanup();
      };
      loop.close();
      await rejects(RuntimeError, env.runForever(loop));
      expect(bench.trace).to.deep.equal(['setup']);
    },
    { on: 'typescript' },
  );

  test(
    'extension.run_forever_cleanup.not_after_refusal',
    'counts cleanups of refused runs, in Python',
    ({ env }) => {
      const facts = env.python.exec(`
        trace = []
        class Recording(asyncio.BaseEventLoop):
            def select(self, timeout): return []
            def _process_events(self, events): pass
            def _run_forever_cleanup(self):
                trace.append('cleanup'); super()._run_forever_cleanup()
        loop = Recording()
        loop._selector = loop
        def refuse():
            try:
                loop.run_forever()
            except RuntimeError:
                trace.append('refused')
        loop.call_soon(refuse)
        loop.call_soon(lambda: trace.append(loop.is_running()))
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()
        refuse()
        return trace
      `);
      expect(facts).to.deep.equal(['refused', true, 'cleanup', 'refused']);
    },
    { on: 'python' },
  );
});
