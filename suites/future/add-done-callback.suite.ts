/** add_done_callback(): when, in which order and with what callbacks are called. */
import { InvalidStateError, RuntimeError, type Future } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';

const py = { on: 'python' } as const;

export const addDoneCallbackSuite = suite('future', 'add_done_callback()', (test) => {
  test('future.add_done_callback.argument', 'looks at what the callback gets', async ({ loop, env }) => {
    const seen: unknown[][] = [];
    const future = loop.createFuture<number>();
    expectNone(
      future.addDoneCallback((...args: unknown[]) => seen.push(args)),
      'add_done_callback()',
    );
    future.setResult(1);
    await env.spin();
    expect(seen.map((args) => args.length)).to.deep.equal([1]);
    expect(seen[0]?.[0] === future, 'the future itself').to.equal(true);
  });

  const ends: readonly (readonly [name: string, end: (future: Future) => void])[] = [
    ['set_result()', (future) => future.setResult(1)],
    [
      'set_exception()',
      (future) => {
        future.setException(new RangeError('retrieved'));
        future.exception();
      },
    ],
    ['cancel()', (future) => void future.cancel()],
  ];

  for (const [name, end] of ends) {
    test('future.add_done_callback.never_inline', `completes by ${name} on an idle loop`, async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.createFuture();
      future.addDoneCallback(() => trace.push('called'));
      end(future);
      trace.push('returned');
      await env.pause(0);
      expect(trace).to.deep.equal(['returned']);
      await env.spin();
      expect(trace).to.deep.equal(['returned', 'called']);
    });

    test(
      'future.add_done_callback.never_inline_while_running',
      `completes by ${name} in a callback and a coroutine`,
      async ({ loop, env }) => {
        const trace: string[] = [];
        const [a, b] = [loop.createFuture(), loop.createFuture()];
        a.addDoneCallback(() => trace.push('called a'));
        b.addDoneCallback(() => trace.push('called b'));
        loop.callSoon(() => {
          end(a);
          trace.push('returned a');
        });
        await env.spin(2);
        await env.run(function* () {
          end(b);
          trace.push('returned b');
          yield;
          trace.push('resumed');
        });
        expect(trace).to.deep.equal(['returned a', 'called a', 'returned b', 'called b', 'resumed']);
      },
    );
  }

  test('future.add_done_callback.via_call_soon', 'overrides call_soon()', async ({ loop, asyncio, env }) => {
    const calls: unknown[][] = [];
    const sound = loop.callSoon.bind(loop);
    loop.callSoon = ((...args: Parameters<typeof sound>) => {
      calls.push(args);
      return sound(...args);
    }) as typeof loop.callSoon;
    const context = asyncio.copyContext();
    const callback = (): void => {};
    const future = loop.createFuture();
    future.addDoneCallback(callback, { context });
    future.addDoneCallback(callback);
    expect(calls).to.have.length(0);
    future.setResult(1);
    expect(calls).to.have.length(2);
    future.addDoneCallback(callback, { context });
    expect(calls).to.have.length(3);
    for (const [scheduled, args, options] of calls) {
      expect(scheduled).to.equal(callback);
      expect(args).to.have.length(1);
      expect((args as unknown[])[0] === future, 'the future').to.equal(true);
      expect(options).to.have.property('context');
    }
    expect((calls[0]?.[2] as { context: unknown }).context === context, 'the context given').to.equal(true);
    await env.spin();
  });

  test('future.add_done_callback.order', 'adds five callbacks', async ({ loop, env }) => {
    const trace: number[] = [];
    const future = loop.createFuture();
    for (let i = 0; i < 5; i++) future.addDoneCallback(() => trace.push(i));
    future.setResult(1);
    await env.spin();
    expect(trace).to.deep.equal([0, 1, 2, 3, 4]);
  });

  test('future.add_done_callback.duplicates', 'adds a callback three times', async ({ loop, env }) => {
    let calls = 0;
    const callback = (): void => {
      calls += 1;
    };
    const future = loop.createFuture();
    for (let i = 0; i < 3; i++) future.addDoneCallback(callback);
    future.setResult(1);
    await env.spin();
    expect(calls).to.equal(3);
  });

  test('future.add_done_callback.after_done', 'adds to a done future', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const future = loop.createFuture();
    future.setResult(1);
    future.addDoneCallback((done) => trace.push(done === future));
    trace.push('returned');
    await env.spin();
    expect(trace).to.deep.equal(['returned', true]);
  });

  test('future.add_done_callback.once', 'tries to complete again', async ({ loop, env }) => {
    let calls = 0;
    const future = loop.createFuture();
    future.addDoneCallback(() => (calls += 1));
    future.setResult(1);
    await env.spin();
    raises(InvalidStateError, () => future.setResult(2));
    expect(future.cancel()).to.equal(false);
    await env.spin(2);
    expect(calls).to.equal(1);
  });

  test(
    'future.add_done_callback.queue_position',
    'completes between two calls of call_soon()',
    async ({ loop, env }) => {
      const trace: string[] = [];
      await env.run(function* () {
        const future = loop.createFuture();
        future.addDoneCallback(() => trace.push('done callback'));
        loop.callSoon(() => trace.push('a'));
        future.setResult(1);
        loop.callSoon(() => trace.push('b'));
        yield;
      });
      expect(trace).to.deep.equal(['a', 'done callback', 'b']);
    },
  );

  test('future.add_done_callback.later_callback_next_iteration', 'adds in a done callback', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture();
    future.addDoneCallback(() => {
      trace.push('first');
      future.addDoneCallback(() => trace.push('second'));
    });
    future.setResult(1);
    loop.callSoon(() => trace.push('mark'));
    await env.spin();
    expect(trace).to.deep.equal(['first', 'mark']);
    await env.spin();
    expect(trace).to.deep.equal(['first', 'mark', 'second']);
  });

  for (const clause of [
    'future.add_done_callback.failure_isolated',
    'future.add_done_callback.failure_reported',
  ] as const) {
    test(clause, 'throws in the first of two callbacks', async ({ loop, env }) => {
      const trace: string[] = [];
      const error = new RangeError('from a callback');
      const future = loop.createFuture<number>();
      future.addDoneCallback(() => {
        throw error;
      });
      future.addDoneCallback(() => trace.push('second'));
      future.setResult(1);
      await env.spin();
      expect(trace).to.deep.equal(['second']);
      expect(future.result()).to.equal(1);
      const [report, ...rest] = env.takeReports();
      expect(rest).to.have.length(0);
      expect(report?.exception).to.equal(error);
      expect(report?.message).to.be.a('string').and.not.equal('');
      expect(report?.handle ?? null, 'the handle').to.not.equal(null);
    });
  }

  test('future.add_done_callback.context_keyword_only', 'passes a bare context', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture();
    raises(
      TypeError,
      () => future.addDoneCallback(() => trace.push('refused'), asyncio.copyContext() as never),
      'a positional context',
    );
    future.addDoneCallback(() => trace.push('sound'), { context: asyncio.copyContext() });
    future.setResult(1);
    await env.spin();
    expect(trace).to.deep.equal(['sound']);
  });

  test('future.add_done_callback.closed_loop_raises', 'completes after close()', ({ loop }) => {
    const future = loop.createFuture<number>();
    future.addDoneCallback(() => {});
    loop.close();
    raises(RuntimeError, () => future.setResult(1), 'set_result()');
    expect(future.done()).to.equal(true);
    expect(future.result()).to.equal(1);
  });

  test('future.add_done_callback.after_done_closed_loop', 'adds after close()', ({ loop }) => {
    const future = loop.createFuture<number>();
    future.setResult(1);
    loop.close();
    raises(RuntimeError, () => future.addDoneCallback(() => {}), 'add_done_callback()');
    expect(future.result()).to.equal(1);
  });

  test('future.add_done_callback.debug_wrong_thread', 'completes in a thread', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import threading
      loop.set_debug(True)
      seen = []
      def main():
          future = loop.create_future()
          future.add_done_callback(lambda f: None)
          def work():
              try: future.set_result(1)
              except RuntimeError: seen.append('refused')
              else: seen.append('accepted')
          thread = threading.Thread(target=work)
          thread.start(); thread.join()
          loop.stop()
      loop.call_soon(main)
      loop.run_forever()
      loop.set_debug(False)
      return seen
      `,
      { loop },
    );
    expect(result).to.deep.equal(['refused']);
  });

  test(
    'future.subclass.overrides_called',
    'awaits a future that counts its callbacks',
    async ({ loop, asyncio, env }) => {
      let added = 0;
      class Counting extends asyncio.Future<number> {
        override addDoneCallback(...args: Parameters<Future<number>['addDoneCallback']>): void {
          added += 1;
          super.addDoneCallback(...args);
        }
      }
      const future = new Counting({ loop });
      const value = await env.run(function* () {
        // From here on it is sure that the task waits for it, however many turns a run takes to begin.
        loop.callSoon(() => future.setResult(5));
        return yield* future;
      });
      expect([value, added]).to.deep.equal([5, 1]);
    },
    { on: 'typescript' },
  );

  test(
    'future.subclass.overrides_called',
    'awaits a Python future that counts its callbacks',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Counting(asyncio.Future):
          added = 0
          def add_done_callback(self, *args, **kwargs):
              self.added += 1
              super().add_done_callback(*args, **kwargs)
      future = Counting(loop=loop)
      async def body():
          loop.call_soon(future.set_result, 5)
          return await future
      return [loop.run_until_complete(body()), future.added]
      `,
        { loop },
      );
      expect(result).to.deep.equal([5, 1]);
    },
    py,
  );
});
