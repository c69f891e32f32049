/** What call_soon() takes: callables, arguments, keywords. */
import { expect, isKind, raises, suite } from '../support';

export const callSoonArgumentsSuite = suite('callbacks', 'what call_soon() takes', (test) => {
  test('callbacks.call_soon.positional_args', 'passes the very objects, None among them', async ({ loop, env }) => {
    const object = { any: 'thing' };
    const seen: unknown[][] = [];
    const record = (...args: unknown[]): void => {
      seen.push(args);
    };
    loop.callSoon(record, [object, 2, null, 'text']);
    loop.callSoon(record);
    loop.callSoon(record, []);
    loop.callSoon(record, [undefined]);
    loop.callSoon(record, [[1, 2]]);
    await env.spin();
    expect(seen.map((args) => args.length)).to.deep.equal([4, 0, 0, 1, 1]);
    expect(seen[0]?.[0]).to.equal(object);
    expect(seen[0]?.slice(1)).to.deep.equal([2, null, 'text']);
    expect(seen[3]?.[0] ?? null).to.equal(null);
  });

  test(
    'callbacks.call_soon.no_keyword_args',
    'refuses another keyword, in each method that schedules',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const never = (): void => {
        trace.push('refused');
      };
      const wrong = { x: 1 } as never;
      raises(TypeError, () => loop.callSoon(never, [], wrong), 'call_soon(x=1)');
      raises(TypeError, () => loop.callSoonThreadsafe(never, [], wrong), 'call_soon_threadsafe(x=1)');
      raises(TypeError, () => loop.callLater(0, never, [], wrong), 'call_later(x=1)');
      raises(TypeError, () => loop.callAt(loop.time(), never, [], wrong), 'call_at(x=1)');
      loop.callSoon(() => trace.push('sound'));
      await env.spin(3);
      expect(trace).to.deep.equal(['sound']);
    },
  );

  test(
    'callbacks.call_soon.args_not_in_an_array',
    'refuses arguments that are not in an array, in each method that schedules',
    async ({ loop, env }) => {
      const trace: unknown[] = [];
      const record = (...args: unknown[]): void => {
        trace.push(args);
      };
      for (const wrong of ['ab', 1, null, { length: 0 }] as never[]) {
        raises(TypeError, () => loop.callSoon(record, wrong), 'call_soon()');
        raises(TypeError, () => loop.callSoonThreadsafe(record, wrong), 'call_soon_threadsafe()');
        raises(TypeError, () => loop.callLater(0, record, wrong), 'call_later()');
        raises(TypeError, () => loop.callAt(loop.time(), record, wrong), 'call_at()');
      }
      loop.callSoon(record, ['sound']);
      await env.spin(3);
      expect(trace).to.deep.equal([['sound']]);
    },
    { on: 'typescript' },
  );

  test('callbacks.call_soon.callback_required', 'refuses to schedule nothing', async ({ loop, env }) => {
    const { callSoon, callLater, callAt } = loop as unknown as Record<string, (...args: unknown[]) => unknown>;
    raises(TypeError, () => callSoon?.call(loop), 'call_soon()');
    raises(TypeError, () => callLater?.call(loop, 1), 'call_later(1)');
    raises(TypeError, () => callAt?.call(loop, 1), 'call_at(1)');
    const trace: string[] = [];
    loop.callSoon(() => trace.push('sound'));
    await env.spin();
    expect(trace).to.deep.equal(['sound']);
  });

  test(
    'callbacks.call_soon.any_callable',
    'calls functions, bound functions, closures and methods',
    async ({ loop, env }) => {
      const trace: unknown[] = [];
      function named(...args: number[]): void {
        trace.push(['function', ...args]);
      }
      class Counter {
        count = 0;
        add(n: number): void {
          this.count += n;
          trace.push(['method', this.count]);
        }
      }
      const counter = new Counter();
      loop.callSoon(named, [1, 2]);
      loop.callSoon(named.bind(null, 3), [4]);
      loop.callSoon((n: number) => counter.add(n), [5]);
      loop.callSoon(counter.add.bind(counter), [6]);
      await env.spin();
      expect(trace).to.deep.equal([
        ['function', 1, 2],
        ['function', 3, 4],
        ['method', 5],
        ['method', 11],
      ]);
    },
  );

  test(
    'callbacks.call_soon.any_callable',
    'calls partials, builtins, bound methods, classes and objects with __call__',
    ({ loop, env }) => {
      const seen = env.python.exec(
        `
        import functools
        seen = []
        class Callable:
            def __call__(self, *args): seen.append(('object', args))
        class Class:
            def __init__(self, x): seen.append(('class', x))
        loop.call_soon(functools.partial(lambda a, b=0: seen.append((a, b)), 1, b=2))
        loop.call_soon(seen.append, 'builtin')
        loop.call_soon(Callable(), 3)
        loop.call_soon(Class, 4)
        loop.call_soon(loop.stop)
        loop.run_forever()
        return repr(seen)
        `,
        { loop },
      );
      expect(seen).to.equal("[(1, 2), 'builtin', ('object', (3,)), ('class', 4)]");
    },
    { on: 'python' },
  );

  test(
    'callbacks.call_soon.non_callable_outside_debug',
    'refuses the number 1 at once, or reports it when due',
    async ({ loop, env }) => {
      loop.setDebug(false);
      const trace: string[] = [];
      let refused: unknown;
      try {
        loop.callSoon(1 as never);
      } catch (error) {
        refused = error;
      }
      loop.callSoon(() => trace.push('next'));
      await env.spin(2);
      const reports = env.takeReports();
      const errors = refused === undefined ? reports.map((report) => report.exception) : [refused];
      expect(errors).to.have.length(1);
      expect(isKind(errors[0], TypeError), 'a TypeError').to.equal(true);
      expect(trace).to.deep.equal(['next']);
    },
  );
});
