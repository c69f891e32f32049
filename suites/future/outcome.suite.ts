/** Results, exceptions and cancellation of a future. */
import { runInNewContext } from 'node:vm';
import {
  BaseException,
  CancelledError,
  Exception,
  InvalidStateError,
  KeyboardInterrupt,
  SystemExit,
  ValueError,
  type Coroutine,
  type Future,
} from '../../spec';
import { expect, expectNone, isKind, raises, reportsNothing, suite } from '../support';

const py = { on: 'python' } as const;

export const outcomeSuite = suite('future', 'results and exceptions', (test) => {
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

  test('future.set_exception.instance', 'looks at once', ({ loop }) => {
    const error = new RangeError('prepared');
    const future = loop.createFuture();
    expectNone(future.setException(error), 'set_exception()');
    expect([future.done(), future.cancelled()]).to.deep.equal([true, false]);
    expect(future.exception()).to.equal(error);
  });

  test('future.set_exception.class_instantiated', 'sets a class of errors', ({ loop }) => {
    const future = loop.createFuture();
    future.setException(InvalidStateError);
    const error = future.exception();
    expect(isKind(error, InvalidStateError), 'an instance').to.equal(true);
    expect((error as { message: string }).message).to.equal('');
  });

  test('future.set_exception.stop_iteration_type_error', 'sets StopIteration, class and instance', ({ loop, env }) => {
    const result = env.python.exec(
      `
      result = []
      for value in (StopIteration, StopIteration(1)):
          future = loop.create_future()
          try: future.set_exception(value)
          except TypeError: result.append('refused')
          result.append(future.done())
      return result
      `,
      { loop },
    );
    expect(result).to.deep.equal(['refused', false, 'refused', false]);
  });

  test('future.set_exception.stop_iteration_converted', 'sets StopIteration, class and instance', ({ loop, env }) => {
    const result = env.python.exec(
      `
      class Special(StopIteration): pass
      result = []
      for value in (StopIteration, StopIteration(1), Special()):
          future = loop.create_future()
          future.set_exception(value)
          error = future.exception()
          result.append([type(error).__name__, isinstance(error.__cause__, StopIteration), error.__cause__ is value or isinstance(value, type)])
      return result
      `,
      { loop },
    );
    expect(result).to.deep.equal([
      ['RuntimeError', true, true],
      ['RuntimeError', true, true],
      ['RuntimeError', true, true],
    ]);
  });

  test(
    'future.set_exception.not_an_exception',
    'sets numbers, texts and plain classes',
    ({ loop }) => {
      function maker(): Error {
        return new Error('made by a function');
      }
      for (const value of [42, 'x', null, undefined, {}, class {}, maker]) {
        const future = loop.createFuture();
        raises(TypeError, () => future.setException(value), `set_exception(${String(value)})`);
        expect(future.done()).to.equal(false);
      }
    },
    { on: 'typescript' },
  );

  test(
    'future.set_exception.not_an_exception',
    'sets errors of every make',
    ({ loop }) => {
      const foreign: unknown = runInNewContext('new TypeError("of another realm")');
      for (const error of [foreign, Object.create(Error.prototype), new Error('plain')]) {
        const future = loop.createFuture();
        future.setException(error);
        expect(future.exception()).to.equal(error);
      }
      const made = loop.createFuture();
      made.setException(Error);
      expect(made.exception()).to.be.instanceOf(Error);
    },
    { on: 'typescript' },
  );

  test(
    'future.set_exception.not_an_exception',
    'sets numbers, texts and plain classes, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      result = []
      for value in (42, 'x', None, int, object()):
          future = loop.create_future()
          try: future.set_exception(value)
          except (TypeError, AttributeError): result.append(future.done())
          else: result.append('accepted')
      sound = loop.create_future()
      sound.set_exception(ValueError())
      return result + [type(sound.exception()).__name__]
      `,
        { loop },
      );
      expect(result).to.deep.equal([false, false, false, false, false, 'ValueError']);
    },
    py,
  );

  for (const error of [new KeyboardInterrupt('key'), new SystemExit(3)]) {
    test('future.set_exception.base_exception', `sets ${error.name}`, ({ loop }) => {
      const future = loop.createFuture();
      future.setException(error);
      expect([future.done(), future.cancelled()]).to.deep.equal([true, false]);
      expect(isKind(future.exception(), error.constructor as typeof SystemExit)).to.equal(true);
      raises(error.constructor as typeof SystemExit, () => future.result());
    });
  }

  test('future.set_exception.cancelled_error_is_not_cancel', 'sets a CancelledError', ({ loop }) => {
    const future = loop.createFuture();
    future.setException(new CancelledError('m'));
    expect([future.done(), future.cancelled()]).to.deep.equal([true, false]);
    expect(isKind(future.exception(), CancelledError), 'returned').to.equal(true);
    raises(CancelledError, () => future.result());
  });
});

export const cancelSuite = suite('future', 'cancellation', (test) => {
  test('future.cancel.pending', 'cancels and looks at once', ({ loop }) => {
    const future = loop.createFuture();
    expect(future.cancel()).to.equal(true);
    expect([future.done(), future.cancelled()]).to.deep.equal([true, true]);
  });

  test('future.cancel.done_refused', 'cancels futures with an outcome', ({ loop }) => {
    const [a, b] = [loop.createFuture<number>(), loop.createFuture()];
    a.setResult(1);
    b.setException(new RangeError('kept'));
    expect([a.cancel(), b.cancel()]).to.deep.equal([false, false]);
    expect([a.cancelled(), b.cancelled()]).to.deep.equal([false, false]);
    expect(a.result()).to.equal(1);
    expect(isKind(b.exception(), RangeError)).to.equal(true);
  });

  test('future.cancel.twice', 'cancels twice and counts the callbacks', async ({ loop, env }) => {
    let calls = 0;
    const future = loop.createFuture();
    future.addDoneCallback(() => (calls += 1));
    expect([future.cancel(), future.cancel()]).to.deep.equal([true, false]);
    await env.spin(3);
    expect([calls, future.cancelled()]).to.deep.equal([1, true]);
  });

  for (const message of ['m', 5, '']) {
    test('future.cancel.msg_args', `cancels with ${JSON.stringify(message)}`, ({ loop }) => {
      const future = loop.createFuture();
      future.cancel(message);
      expect(raises(CancelledError, () => future.result()).args).to.deep.equal([message]);
      const other = loop.createFuture();
      other.cancel(message);
      expect(raises(CancelledError, () => other.exception()).args).to.deep.equal([message]);
    });
  }

  test(
    'future.cancel.msg_args',
    'cancels with a tuple and by keyword',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      result = []
      for message in ('m', 5, ('a',), ''):
          future = loop.create_future()
          future.cancel(msg=message)
          try: future.result()
          except asyncio.CancelledError as error: result.append(error.args == (message,))
      return result
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true]);
    },
    py,
  );

  test('future.cancel.no_msg_args', 'cancels without a message and with None', ({ loop }) => {
    for (const cancel of [(future: Future) => future.cancel(), (future: Future) => future.cancel(null)]) {
      const future = loop.createFuture();
      cancel(future);
      expect(raises(CancelledError, () => future.result()).args).to.deep.equal([]);
    }
  });

  test('future.cancel.msg_every_call', 'asks three times', ({ loop }) => {
    const future = loop.createFuture();
    future.cancel('m');
    for (let i = 0; i < 3; i++) expect(raises(CancelledError, () => future.result()).args).to.deep.equal(['m']);
  });

  test('future.cancel.first_msg_kept', 'cancels twice with two messages', ({ loop }) => {
    const future = loop.createFuture();
    expect([future.cancel('a'), future.cancel('b')]).to.deep.equal([true, false]);
    expect(raises(CancelledError, () => future.result()).args).to.deep.equal(['a']);
  });

  test('future.cancel.msg_reaches_awaiter', 'cancels what a coroutine waits for', async ({ loop, env }) => {
    const future = loop.createFuture();
    loop.callSoon(() => loop.callSoon(() => future.cancel('hello')));
    const args = await env.run(function* (): Coroutine<readonly unknown[]> {
      try {
        yield* future;
      } catch (error) {
        return isKind(error, CancelledError) ? error.args : ['another error'];
      }
      return ['none'];
    });
    expect(args).to.deep.equal(['hello']);
  });

  test('future.cancel.error_base_class', 'looks at the class of the error', ({ loop }) => {
    const future = loop.createFuture();
    future.cancel();
    const error = raises(CancelledError, () => future.result());
    expect(isKind(error, BaseException), 'a BaseException').to.equal(true);
    expect(isKind(error, Exception), 'an Exception').to.equal(false);
  });

  test(
    'future.cancel.error_base_class',
    'looks at the classes, and cancels past except Exception',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      async def body():
          try: await loop.create_future()
          except Exception: return 'swallowed'
      task = loop.create_task(body())
      loop.call_soon(loop.call_soon, task.cancel)
      try: loop.run_until_complete(task)
      except asyncio.CancelledError: ended = 'cancelled'
      else: ended = 'not cancelled'
      return [issubclass(asyncio.CancelledError, Exception), issubclass(asyncio.CancelledError, BaseException), ended]
      `,
        { loop },
      );
      expect(result).to.deep.equal([false, true, 'cancelled']);
    },
    py,
  );

  test('future.cancel.invalid_state_error_class', 'looks at the class of the error', ({ loop }) => {
    const error = raises(InvalidStateError, () => loop.createFuture().result());
    expect(isKind(error, BaseException), 'no BaseException of its own').to.equal(false);
    expect(isKind(error, Error)).to.equal(true);
  });

  test('future.private.cancel_message_attribute', 'reads and sets the message', ({ loop }) => {
    const future = loop.createFuture();
    expectNone(future._cancelMessage, '_cancel_message');
    future.cancel('a');
    expect(future._cancelMessage).to.equal('a');
    future._cancelMessage = 'b';
    expect(raises(CancelledError, () => future.result()).args).to.deep.equal(['b']);
  });

  test('future.private.log_traceback', 'follows a failed future', ({ loop }) => {
    const [asked, told, sound] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    expect(asked._logTraceback).to.equal(false);
    for (const future of [asked, told]) future.setException(new RangeError('prepared'));
    sound.setResult(null);
    expect([asked, told, sound].map((future) => future._logTraceback)).to.deep.equal([true, true, false]);
    asked.exception();
    told._logTraceback = false;
    expect([asked, told].map((future) => future._logTraceback)).to.deep.equal([false, false]);
    raises(ValueError, () => (sound._logTraceback = true), 'setting it to True');
  });

  test('future.private.log_traceback', 'reports nothing once it was set to False', async ({ loop, env }) => {
    await reportsNothing(loop, env, () => {
      const future = loop.createFuture();
      future.setException(new RangeError('silenced'));
      future._logTraceback = false;
      expect(future.done()).to.equal(true);
    });
  });

  test(
    'future.private.make_cancelled_error',
    'asks a cancelled task for its result, twice',
    async ({ loop, asyncio, env }) => {
      const task = loop.createTask(asyncio.sleep(60));
      await env.spin();
      task.cancel('why');
      await env.spin(2);
      const [first, second] = [1, 2].map(() => raises(CancelledError, () => task.result()));
      expect(first === second, 'thrown once').to.equal(false);
      expect(task.cancelled()).to.equal(true);
    },
    { on: 'typescript' },
  );

  test('future.private.make_cancelled_error', 'asks a cancelled future for its error', ({ loop }) => {
    const future = loop.createFuture() as Future & { _makeCancelledError(): CancelledError };
    future.cancel('a');
    const error = future._makeCancelledError();
    expect(isKind(error, CancelledError), 'a CancelledError').to.equal(true);
    expect(error.args).to.deep.equal(['a']);
  });
});
