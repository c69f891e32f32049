/** What AbstractEventLoop's plain methods do: raise at the call, so that a loop may implement any part of the contract. */
import { NotImplementedError } from '../../spec';
import type { ContextOption } from '../../spec';
import { expect, raises, suite } from '../support';
import { callback, expectPlain } from './bare-loop';

export const plainMethodsSuite = suite('abstract', 'plain methods of AbstractEventLoop', (test) => {
  test('abstract.instantiable', 'makes one, and one more that is another', ({ asyncio }) => {
    const bare = new asyncio.AbstractEventLoop();
    raises(NotImplementedError, () => bare.time());
    expect(new asyncio.AbstractEventLoop()).to.not.equal(bare);
  });

  test(
    'abstract.instantiable',
    'uses a subclass that implements nothing but time()',
    ({ asyncio }) => {
      class Clock extends asyncio.AbstractEventLoop {
        override time(): number {
          return 7;
        }
      }
      const clock = new Clock();
      expect(clock).to.be.instanceOf(asyncio.AbstractEventLoop);
      expect(clock.time()).to.equal(7);
      raises(NotImplementedError, () => clock.isRunning());
    },
    { on: 'typescript' },
  );

  test(
    'abstract.instantiable',
    'uses a Python subclass that implements nothing but time()',
    ({ env }) => {
      const result = env.python.exec(`
        class Clock(asyncio.AbstractEventLoop):
            def time(self): return 7
        clock = Clock()
        try:
            clock.is_running()
        except NotImplementedError:
            return clock.time()
      `);
      expect(result).to.equal(7);
    },
    { on: 'python' },
  );

  test(
    'abstract.instantiable',
    'is the class that the loop of the subject is one of',
    ({ loop, env }) => {
      expect(env.python.exec('return isinstance(loop, asyncio.AbstractEventLoop)', { loop })).to.equal(true);
    },
    { on: 'python' },
  );

  test('abstract.running.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [['stop'], ['isRunning'], ['isClosed'], ['close']]);
  });

  test(
    'abstract.running.not_implemented',
    'runs neither for ever nor until something is complete',
    ({ asyncio }) => {
      const bare = new asyncio.AbstractEventLoop();
      const future = { done: false };
      expectPlain(bare, [['runForever'], ['runUntilComplete', future]]);
    },
    { on: 'typescript' },
  );

  test(
    'abstract.running.not_implemented',
    'runs neither for ever nor until something is complete, in Python',
    ({ env }) => {
      const result = env.python.exec(`
        bare, trace = asyncio.AbstractEventLoop(), []
        for call in (bare.run_forever, lambda: bare.run_until_complete(None)):
            try:
                trace.append(call())
            except NotImplementedError:
                trace.append('not implemented')
        return trace
      `);
      expect(result).to.deep.equal(['not implemented', 'not implemented']);
    },
    { on: 'python' },
  );

  test('abstract.scheduling.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['time'],
      ['callLater', 1, callback],
      ['callAt', 1, callback],
      ['callSoonThreadsafe', callback],
      ['_timerHandleCancelled', null],
    ]);
  });

  test('abstract.futures_tasks.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['createFuture'],
      ['createTask', null],
      ['setTaskFactory', null],
      ['getTaskFactory'],
    ]);
  });

  test('abstract.executor.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['runInExecutor', null, callback],
      ['setDefaultExecutor', null],
    ]);
  });

  test('abstract.fd.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['addReader', 1, callback],
      ['removeReader', 1],
      ['addWriter', 1, callback],
      ['removeWriter', 1],
    ]);
  });

  test('abstract.signals.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['addSignalHandler', 1, callback],
      ['removeSignalHandler', 1],
    ]);
  });

  test('abstract.errors.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [
      ['getExceptionHandler'],
      ['setExceptionHandler', null],
      ['defaultExceptionHandler', { message: 'm' }],
      ['callExceptionHandler', { message: 'm' }],
    ]);
  });

  test('abstract.debug.not_implemented', 'calls each', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [['getDebug'], ['setDebug', true]]);
  });

  test('abstract.call_soon.delegates_to_call_later', 'raises what call_later() raises', ({ asyncio }) => {
    expectPlain(new asyncio.AbstractEventLoop(), [['callSoon', callback]]);
  });

  test(
    'abstract.call_soon.delegates_to_call_later',
    'hands its arguments on and returns the result',
    ({ asyncio }) => {
      const bare = new asyncio.AbstractEventLoop();
      const handle = {};
      const seen: unknown[] = [];
      const context = asyncio.copyContext();
      const record = (delay: number, f: unknown, args: unknown, options?: ContextOption): unknown => {
        seen.push(delay, f, args, options?.context === context);
        return handle;
      };
      bare.callLater = record as never;
      const add = (a: number, b: number): number => a + b;
      expect(bare.callSoon(add, [1, 2], { context })).to.equal(handle);
      expect(seen).to.deep.equal([0, add, [1, 2], true]);
    },
    { on: 'typescript' },
  );

  test(
    'abstract.call_soon.delegates_to_call_later',
    'hands its arguments on and returns the result, in Python',
    ({ env }) => {
      const result = env.python.exec(`
        class Recording(asyncio.AbstractEventLoop):
            def call_later(self, *args, **kwargs): return [args, kwargs]
        context = contextvars.copy_context()
        args, kwargs = Recording().call_soon(print, 1, 2, context=context)
        return [args == (0, print, 1, 2), list(kwargs), kwargs['context'] is context]
      `);
      expect(result).to.deep.equal([true, ['context'], true]);
    },
    { on: 'python' },
  );
});
