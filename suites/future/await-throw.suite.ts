/** Errors out of an await, and what is thrown into it. */
import { CancelledError, type Coroutine, type Future } from '../../spec';
import { expect, raises, suite } from '../support';

const ts = { on: 'typescript' } as const;

export const awaitThrowSuite = suite('future', 'an await that is interrupted', (test) => {
  test('future.await.raises_exception', 'awaits futures that fail now and failed before', async ({ loop, env }) => {
    const error = new RangeError('prepared');
    const trace: unknown[] = [];
    const catching = function* (future: Future): Coroutine<void> {
      try {
        yield* future;
      } catch (caught) {
        trace.push(caught);
      }
    };
    await env.run(function* () {
      const future = loop.createFuture();
      loop.callSoon(() => future.setException(error));
      yield* catching(future);
      yield* catching(future);
    });
    expect(trace).to.have.length(2);
    expect(trace[0]).to.equal(error);
    expect(trace[1]).to.equal(error);
  });

  test(
    'future.await.raises_cancelled',
    'awaits futures that are cancelled now and were before',
    async ({ loop, env }) => {
      const trace: string[] = [];
      await env.run(function* () {
        const future = loop.createFuture();
        loop.callSoon(() => future.cancel());
        for (let i = 0; i < 2; i++) {
          try {
            yield* future;
          } catch (error) {
            trace.push(error instanceof CancelledError ? 'CancelledError' : String(error));
          }
        }
      });
      expect(trace).to.deep.equal(['CancelledError', 'CancelledError']);
    },
  );

  test(
    'future.await.throw_leaves_pending',
    'throws into a suspended iteration',
    ({ loop }) => {
      const future = loop.createFuture<number>();
      const iterator = future[Symbol.iterator]();
      iterator.next(undefined);
      const error = new RangeError('thrown in');
      expect(raises(RangeError, () => iterator.throw?.(error))).to.equal(error);
      expect(future.done()).to.equal(false);
    },
    ts,
  );

  test(
    'future.await.close_leaves_pending',
    'closes a suspended iteration',
    ({ loop }) => {
      const future = loop.createFuture<number>();
      const iterator = future[Symbol.iterator]();
      iterator.next(undefined);
      iterator.return?.(0);
      expect(future.done()).to.equal(false);
      future.setResult(1);
      expect(future.result()).to.equal(1);
    },
    ts,
  );
});
