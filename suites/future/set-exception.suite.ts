/** set_exception(): what it takes, and what comes of it. */
import { runInNewContext } from 'node:vm';
import { CancelledError, InvalidStateError, KeyboardInterrupt, SystemExit } from '../../spec';
import { expect, expectNone, isKind, raises, suite } from '../support';

const py = { on: 'python' } as const;

export const setExceptionSuite = suite('future', 'set_exception()', (test) => {
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
