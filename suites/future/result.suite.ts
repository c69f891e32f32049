/** The outcome of a future: how it is set and asked for. */
import { CancelledError, InvalidStateError, type Coroutine, type Future } from '../../spec';
import { expect, expectNone, isKind, raises, suite } from '../support';

export const resultSuite = suite('future', 'result(), exception(), set_result()', (test) => {
  test('future.result.pending', 'asks a pending future, outside and inside a run', async ({ loop, env }) => {
    const future = loop.createFuture();
    raises(InvalidStateError, () => future.result(), 'result()');
    await env.run(function* () {
      raises(InvalidStateError, () => future.result(), 'result() in a coroutine');
    });
    expect(future.done()).to.equal(false);
  });

  test('future.result.value_identity', 'asks twice', ({ loop }) => {
    const value = { unique: true };
    const future = loop.createFuture<object>();
    future.setResult(value);
    expect(future.result()).to.equal(value);
    expect(future.result()).to.equal(value);
  });

  test('future.result.raises_same_exception', 'asks twice', ({ loop }) => {
    const error = new RangeError('prepared');
    const future = loop.createFuture();
    future.setException(error);
    expect(raises(RangeError, () => future.result())).to.equal(error);
    expect(raises(RangeError, () => future.result())).to.equal(error);
  });

  test('future.result.cancelled', 'asks a cancelled future', ({ loop }) => {
    const future = loop.createFuture();
    future.cancel();
    raises(CancelledError, () => future.result(), 'result()');
  });

  test('future.exception.pending', 'asks a pending future', ({ loop }) => {
    raises(InvalidStateError, () => loop.createFuture().exception(), 'exception()');
  });

  test('future.exception.none_after_result', 'asks a future with a result', ({ loop }) => {
    const future = loop.createFuture<number>();
    future.setResult(1);
    expectNone(future.exception(), 'exception()');
    expect(future.result()).to.equal(1);
  });

  test('future.exception.returned', 'asks a failed future', ({ loop }) => {
    const error = new RangeError('prepared');
    const future = loop.createFuture();
    future.setException(error);
    expect(future.exception()).to.equal(error);
    expect(future.exception()).to.equal(error);
  });

  test('future.exception.cancelled_raises', 'asks a cancelled future', ({ loop }) => {
    const future = loop.createFuture();
    future.cancel();
    raises(CancelledError, () => future.exception(), 'exception()');
  });

  test('future.set_result.done', 'looks at once', ({ loop }) => {
    const future = loop.createFuture<number>();
    future.addDoneCallback(() => {});
    expectNone(future.setResult(1), 'set_result()');
    expect([future.done(), future.cancelled()]).to.deep.equal([true, false]);
    expect(future.result()).to.equal(1);
  });

  test('future.set_result.none_value', 'sets None, and awaits it', async ({ loop, env }) => {
    const future = loop.createFuture<null>();
    future.setResult(null);
    expect(future.done()).to.equal(true);
    expectNone(future.result(), 'result()');
    const [value] = await env.run(function* (): Coroutine<unknown[]> {
      return [yield* future];
    });
    expectNone(value, 'the awaited');
  });

  test('future.set_result.exception_as_value', 'sets an error', ({ loop }) => {
    const error = new RangeError('a value');
    const future = loop.createFuture();
    future.setResult(error);
    expect(future.result()).to.equal(error);
    expectNone(future.exception(), 'exception()');
  });

  test('future.set_result.future_not_adopted', 'sets a pending future', async ({ loop, env }) => {
    const inner = loop.createFuture();
    const future = loop.createFuture();
    future.setResult(inner);
    expect(future.done()).to.equal(true);
    expect(future.result() === inner, 'the very future').to.equal(true);
    const same = await env.run(function* (): Coroutine<boolean> {
      return (yield* future) === inner;
    });
    expect([same, inner.done()]).to.deep.equal([true, false]);
  });

  const outcomes: readonly (readonly [name: string, end: (future: Future) => void])[] = [
    ['a result', (future) => future.setResult(1)],
    ['an exception', (future) => future.setException(new RangeError('first'))],
    ['a cancellation', (future) => void future.cancel()],
  ];

  /** The outcome as text. */
  const outcome = (future: Future): string => {
    if (!future.done()) return 'pending';
    if (future.cancelled()) return 'cancelled';
    const error = future.exception();
    return isKind(error, RangeError) ? `raised ${error.message}` : `result ${String(future.result())}`;
  };

  for (const [name, end] of outcomes) {
    test('future.set_result.already_done', `sets a result after ${name}`, ({ loop }) => {
      const future = loop.createFuture();
      end(future);
      const before = outcome(future);
      raises(InvalidStateError, () => future.setResult(2), 'set_result()');
      expect(outcome(future)).to.equal(before).and.not.equal('pending');
    });

    test('future.set_exception.already_done', `sets an exception after ${name}`, ({ loop }) => {
      const future = loop.createFuture();
      end(future);
      const before = outcome(future);
      raises(InvalidStateError, () => future.setException(new RangeError('second')), 'set_exception()');
      expect(outcome(future)).to.equal(before).and.not.equal('pending');
    });
  }

  test(
    'future.set_result.no_callbacks_no_loop_use',
    'completes a future and looks at the queue',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const sound = loop.callSoon.bind(loop);
      loop.callSoon = ((...args: Parameters<typeof sound>) => {
        trace.push('call_soon');
        return sound(...args);
      }) as typeof loop.callSoon;
      const bare = loop.createFuture();
      bare.setResult(1);
      trace.push('completed');
      const other = loop.createFuture();
      other.addDoneCallback(() => trace.push('called'));
      other.setResult(1);
      expect(trace).to.deep.equal(['completed', 'call_soon']);
      await env.spin();
      expect(trace.filter((entry) => entry === 'called')).to.deep.equal(['called']);
    },
  );
});
