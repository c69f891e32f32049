/** Which errors a timeout makes its own, and which it lets through. */
import { CancelledError, ExceptionGroup, TimeoutError, ValueError } from '../../spec';
import { expect, raisedBy, rejects, suite } from '../support';

export const timeoutErrorsSuite = suite('combinators', 'errors that leave a timeout', (test) => {
  test('combinators.timeout.foreign_cancel_kept', 'keeps a cancellation from outside', async (world) => {
    const { loop, asyncio, env } = world;
    const task = loop.createTask(block(60));
    function* block(delay: number) {
      yield* asyncio.timeout(delay).run(() => asyncio.sleep(60));
    }
    await env.spin(2);
    task.cancel();
    await rejects(CancelledError, loop.runUntilComplete(task));
    expect(task.cancelled()).to.equal(true);
  });

  test(
    'combinators.timeout.foreign_cancel_kept',
    'keeps it when time is up as well',
    async ({ loop, asyncio, env }) => {
      const trace: unknown[] = [];
      const task = loop.createTask(
        (function* () {
          const deadline = asyncio.timeout(60);
          yield* raisedBy(CancelledError, () =>
            deadline.run(function* () {
              deadline.reschedule(loop.time() - 1);
              // After the expiry, before the task is resumed.
              loop.callSoon(() => task.cancel());
              yield* asyncio.sleep(60);
            }),
          );
          trace.push(deadline.expired(), asyncio.currentTask()?.cancelling());
        })(),
      );
      await loop.runUntilComplete(task);
      expect(trace).to.deep.equal([true, 1]);
      await env.spin();
    },
  );

  test('combinators.timeout.prior_cancelling_count', 'times out in a task once cancelled', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        yield* raisedBy(CancelledError, () => asyncio.sleep(60));
        yield* raisedBy(TimeoutError, () => asyncio.timeout(env.tick).run(() => asyncio.sleep(60)));
        trace.push(asyncio.currentTask()?.cancelling());
      })(),
    );
    await env.spin(2);
    task.cancel();
    await loop.runUntilComplete(task);
    expect(trace).to.deep.equal([1]);
  });

  test(
    'combinators.timeout.other_error_kept',
    'lets through what is no Error',
    async ({ asyncio, env }) => {
      for (const thrown of ['a text', null, undefined]) {
        const ended = env.run(function* () {
          yield* asyncio.timeout(0).run(function* () {
            yield* raisedBy(CancelledError, () => asyncio.sleep(60));

            throw thrown;
          });
        });
        const outcome = await ended.then(
          () => 'returned',
          (error: unknown) => error,
        );
        // A task keeps no error that is none at all.
        if (thrown !== null && thrown !== undefined) expect(outcome).to.equal(thrown);
        else expect(String(outcome)).to.contain(`${String(thrown)} was thrown`);
      }
    },
    { on: 'typescript' },
  );

  test('combinators.timeout.other_error_kept', 'lets an answer to the cancellation through', async (world) => {
    const { asyncio, env } = world;
    const error = new ValueError('instead');
    const facts = await env.run(function* () {
      const deadline = asyncio.timeout(0);
      const raised = yield* raisedBy(ValueError, () =>
        deadline.run(function* () {
          yield* raisedBy(CancelledError, () => asyncio.sleep(60));
          throw error;
        }),
      );
      return [raised === error, deadline.expired(), asyncio.currentTask()?.cancelling()];
    });
    expect(facts).to.deep.equal([true, true, 0]);
  });

  test(
    'combinators.timeout.cause',
    'has causes',
    async ({ asyncio, env }) => {
      const plain = function* () {
        try {
          yield* asyncio.sleep(60);
        } catch (cause) {
          throw Object.assign(new ValueError('instead'), { cause });
        }
      };
      const grouped = function* () {
        try {
          yield* asyncio.sleep(60);
        } catch (cause) {
          throw new ExceptionGroup('several', [Object.assign(new ValueError('one'), { cause }), new ValueError('two')]);
        }
      };
      await env.run(function* () {
        const timedOut = yield* raisedBy(TimeoutError, () => asyncio.timeout(0).run(() => asyncio.sleep(60)));
        expect(timedOut.cause).to.be.instanceOf(CancelledError);
        const error = yield* raisedBy(ValueError, () => asyncio.timeout(0).run(plain));
        expect(error.cause).to.be.instanceOf(TimeoutError);
        expect((error.cause as Error).cause).to.be.instanceOf(CancelledError);
        const group = yield* raisedBy(ExceptionGroup, () => asyncio.timeout(0).run(grouped));
        const [one, two] = group.exceptions as [Error, Error];
        expect(group.cause).to.equal(undefined);
        expect(one.cause).to.be.instanceOf(TimeoutError);
        expect(two.cause).to.equal(undefined);
      });
    },
    { on: 'typescript' },
  );

  test(
    'combinators.timeout.cause',
    'has causes and contexts, in Python',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      async def main():
          facts = []
          try:
              async with asyncio.timeout(0):
                  await asyncio.sleep(60)
          except TimeoutError as error:
              facts.append(type(error.__cause__).__name__)
          try:
              async with asyncio.timeout(0):
                  try:
                      await asyncio.sleep(60)
                  finally:
                      raise ValueError
          except ValueError as error:
              facts += [type(error.__context__).__name__, type(error.__context__.__context__).__name__]
          return facts
      return loop.run_until_complete(main())
      `,
        { loop },
      );
      expect(facts).to.deep.equal(['CancelledError', 'TimeoutError', 'CancelledError']);
    },
    { on: 'python' },
  );
});
