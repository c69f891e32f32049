/** cancel() of a future. */
import {
  BaseException,
  CancelledError,
  Exception,
  InvalidStateError,
  ValueError,
  type Coroutine,
  type Future,
} from '../../spec';
import { expect, expectNone, isKind, raises, reportsNothing, suite } from '../support';

const py = { on: 'python' } as const;

export const cancelSuite = suite('future', 'cancel()', (test) => {
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
