/** timeout(): a deadline for a block, built on cancel(), cancelling() and uncancel() of the current task. */
import { CancelledError, RuntimeError, TimeoutError, ValueError } from '../../spec';
import type { Timeout } from '../../spec';
import { expect, raisedBy, raises, rejects, suite } from '../support';

export const timeoutSuite = suite('combinators', 'timeout() and timeout_at()', (test) => {
  test('combinators.timeout.expires', 'cancels inside, times out outside', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    const start = loop.time();
    await env.run(function* () {
      const deadline = asyncio.timeout(env.tick);
      trace.push(deadline.expired());
      yield* raisedBy(TimeoutError, () =>
        deadline.run(function* () {
          try {
            yield* asyncio.sleep(60);
          } catch (error) {
            trace.push(error instanceof CancelledError, asyncio.currentTask()?.cancelling());
            throw error;
          }
        }),
      );
      trace.push(deadline.expired(), asyncio.currentTask()?.cancelling());
      yield* asyncio.sleep(0);
      trace.push('goes on');
    });
    expect(trace).to.deep.equal([false, true, 1, true, 0, 'goes on']);
    expect(loop.time() - start).to.be.greaterThan(env.tick * 0.8);
  });

  test('combinators.timeout.expires', 'lets the block end in time', async ({ loop, asyncio, env }) => {
    const facts = await env.run(function* () {
      // Long enough for a busy machine to leave the block in time.
      const deadline = asyncio.timeout(env.tick * 15);
      const result = yield* deadline.run(function* () {
        return yield* asyncio.sleep(0, 'in time');
      });
      yield* asyncio.sleep(env.tick * 20);
      return [result, deadline.expired(), (deadline.when() ?? 0) > loop.time() - 60];
    });
    expect(facts).to.deep.equal(['in time', false, true]);
  });

  test('combinators.timeout.expires', 'lets another error through', async ({ asyncio, env }) => {
    const error = new ValueError('of the block');
    const run = env.run(() =>
      asyncio.timeoutAt(null).run(function* () {
        yield* asyncio.sleep(0);
        throw error;
      }),
    );
    expect(await rejects(ValueError, run)).to.equal(error);
  });

  test('combinators.timeout.requires_task', 'refuses outside a loop and outside a task', async (world) => {
    const { loop, asyncio, env } = world;
    raises(RuntimeError, () =>
      asyncio
        .timeout(1)
        .run(() => asyncio.sleep(0))
        .next(),
    );
    const trace: string[] = [];
    loop.callSoon(() => {
      raises(RuntimeError, () =>
        asyncio
          .timeout(1)
          .run(() => asyncio.sleep(0))
          .next(),
      );
      trace.push('refused');
    });
    await env.spin();
    expect(trace).to.deep.equal(['refused']);
    const inside = await env.run(function* () {
      return yield* asyncio.timeout(60).run(() => asyncio.sleep(0, 'in a task'));
    });
    expect(inside).to.equal('in a task');
  });

  test('combinators.timeout.zero_and_none', 'expires at a suspension only', async ({ asyncio, env }) => {
    const trace: unknown[] = [];
    await env.run(function* () {
      const never = asyncio.timeout(null);
      trace.push(never.when());
      yield* never.run(() => asyncio.sleep(env.tick));
      trace.push(never.expired());
      for (const delay of [0, -1]) {
        yield* raisedBy(TimeoutError, () => asyncio.timeout(delay).run(() => asyncio.sleep(60)));
        yield* asyncio.timeout(delay).run(function* () {
          trace.push('no suspension');
        });
      }
    });
    expect(trace).to.deep.equal([null, false, 'no suspension', 'no suspension']);
  });

  test('combinators.timeout.reschedule', 'moves the deadline both ways', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    await env.run(function* () {
      const later = asyncio.timeout(env.tick);
      raises(RuntimeError, () => later.reschedule(null), 'reschedule() before the block');
      yield* later.run(function* () {
        const when = loop.time() + 60;
        later.reschedule(when);
        trace.push(later.when() === when);
        yield* asyncio.sleep(env.tick * 3);
      });
      trace.push(later.expired());
      raises(RuntimeError, () => later.reschedule(null), 'reschedule() after the block');
      for (const to of [loop.time() + env.tick, loop.time() - 1]) {
        const sooner = asyncio.timeoutAt(null);
        yield* raisedBy(TimeoutError, () =>
          sooner.run(function* () {
            sooner.reschedule(to);
            yield* asyncio.sleep(60);
          }),
        );
        trace.push(sooner.expired());
      }
    });
    expect(trace).to.deep.equal([true, false, true, true]);
  });

  test('combinators.timeout.reschedule', 'expires nested deadlines one by one', async ({ asyncio, env }) => {
    const nest = (delays: readonly [number, number]): readonly [Timeout, Timeout] => [
      asyncio.timeout(delays[0] * env.tick),
      asyncio.timeout(delays[1] * env.tick),
    ];
    const trace: unknown[] = [];
    await env.run(function* () {
      const [outer, inner] = nest([6000, 1]);
      yield* outer.run(function* () {
        yield* raisedBy(TimeoutError, () => inner.run(() => asyncio.sleep(60)));
        trace.push('inner');
      });
      trace.push(outer.expired(), inner.expired());
      const [first, second] = nest([1, 6000]);
      yield* raisedBy(TimeoutError, () =>
        first.run(function* () {
          yield* raisedBy(CancelledError, () => second.run(() => asyncio.sleep(60)));
          trace.push('outer');
          yield* asyncio.sleep(0);
          throw new CancelledError();
        }),
      );
      trace.push(first.expired(), second.expired());
    });
    expect(trace).to.deep.equal(['inner', false, true, 'outer', true, false]);
  });

  test('combinators.timeout.entered_once', 'is entered when it is over', async ({ asyncio, env }) => {
    const result = await env.run(function* () {
      const deadline = asyncio.timeout(60);
      yield* deadline.run(() => asyncio.sleep(0));
      yield* raisedBy(RuntimeError, () => deadline.run(() => asyncio.sleep(0)));
      return 'refused';
    });
    expect(result).to.equal('refused');
  });

  test('combinators.timeout.zero_and_none', 'expires at the very first suspension', async ({ asyncio, env }) => {
    const expired = await env.run(function* () {
      const deadline = asyncio.timeout(0);
      yield* raisedBy(TimeoutError, () => deadline.run(() => asyncio.sleep(0)));
      return deadline.expired();
    });
    expect(expired).to.equal(true);
  });

  test('combinators.timeout.repr', 'rounds the deadline to milliseconds', async ({ loop, asyncio, env }) => {
    const whole = Math.ceil(loop.time()) + 1000;
    const texts: string[] = [];
    await env.run(function* () {
      for (const part of [0.1234, 0.8766]) {
        const deadline = asyncio.timeoutAt(whole + part);
        yield* deadline.run(function* () {
          texts.push(String(deadline));
          yield* asyncio.sleep(0);
        });
      }
    });
    expect(texts).to.deep.equal(['123', '877'].map((digits) => `<Timeout [active] when=${String(whole)}.${digits}>`));
  });

  test('combinators.timeout.repr', 'is printed in each state', async ({ asyncio, env }) => {
    const texts: string[] = [];
    await env.run(function* () {
      for (const deadline of [asyncio.timeoutAt(null), asyncio.timeout(0)]) {
        const print = (): void => {
          texts.push(String(deadline));
        };
        print();
        try {
          yield* deadline.run(function* () {
            print();
            try {
              yield* asyncio.sleep(0);
              yield* asyncio.sleep(0);
            } finally {
              print();
            }
          });
        } catch (error) {
          expect(error).to.be.instanceOf(TimeoutError);
        }
        print();
      }
    });
    expect(texts.map((text) => text.replace(/when=[\d.]+/, 'when=number'))).to.deep.equal([
      '<Timeout [created]>',
      '<Timeout [active] when=None>',
      '<Timeout [active] when=None>',
      '<Timeout [finished]>',
      '<Timeout [created]>',
      '<Timeout [active] when=number>',
      '<Timeout [expiring]>',
      '<Timeout [expired]>',
    ]);
  });
});
