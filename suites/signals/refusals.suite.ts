/** What add_signal_handler() and remove_signal_handler() refuse. */
import { constants } from 'node:os';
import { RuntimeError, ValueError } from '../../spec';
import { expect, raises, suite } from '../support';

const { SIGWINCH, SIGKILL, SIGSTOP } = constants.signals;

export const signalRefusalsSuite = suite('signals', 'what is refused', (test) => {
  test('signals.errors.non_int', 'names signals by text, None and a fraction', ({ loop }) => {
    for (const wrong of ['boom', 'SIGWINCH', null, 1.5] as never[]) {
      raises(TypeError, () => loop.addSignalHandler(wrong, () => {}), `add_signal_handler(${String(wrong)})`);
      raises(TypeError, () => loop.removeSignalHandler(wrong), `remove_signal_handler(${String(wrong)})`);
    }
    // Only that a good one is taken: whether an idle loop removes it is another clause's matter.
    expect(() => loop.addSignalHandler(SIGWINCH, () => {})).not.to.throw();
    loop.removeSignalHandler(SIGWINCH);
  });

  test('signals.errors.invalid_number', 'names signals by numbers out of range', ({ loop }) => {
    for (const wrong of [0, -1, 1000]) {
      raises(ValueError, () => loop.addSignalHandler(wrong, () => {}), `add_signal_handler(${wrong})`);
      raises(ValueError, () => loop.removeSignalHandler(wrong), `remove_signal_handler(${wrong})`);
    }
    // Only that a good one is taken: whether an idle loop removes it is another clause's matter.
    expect(() => loop.addSignalHandler(SIGWINCH, () => {})).not.to.throw();
    loop.removeSignalHandler(SIGWINCH);
  });

  test('signals.errors.uncatchable', 'adds handlers for SIGKILL and SIGSTOP', ({ loop }) => {
    for (const signal of [SIGKILL, SIGSTOP]) {
      raises(RuntimeError, () => loop.addSignalHandler(signal, () => {}), `add_signal_handler(${signal})`);
      expect(loop.removeSignalHandler(signal)).to.equal(false);
    }
  });

  for (const debug of [false, true]) {
    test('signals.errors.coroutine_rejected', `offers coroutines, debug mode ${debug ? 'on' : 'off'}`, ({ loop }) => {
      function* coroutine() {
        yield;
      }
      loop.setDebug(debug);
      const object = coroutine();
      raises(TypeError, () => loop.addSignalHandler(SIGWINCH, coroutine), 'with a coroutine function');
      raises(TypeError, () => loop.addSignalHandler(SIGWINCH, object as never), 'with a coroutine');
      expect(object.return(undefined).done).to.equal(true);
      expect(loop.removeSignalHandler(SIGWINCH)).to.equal(false);
    });
  }

  test('signals.errors.non_main_thread', 'adds a handler in a thread', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import threading
      trace = [signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL]
      def outside():
          try: loop.add_signal_handler(signal.SIGUSR1, print)
          except (RuntimeError, ValueError): trace.append('refused')
          except BaseException as exc: trace.append(repr(exc))
          else: trace.append('nothing')
      thread = threading.Thread(target=outside)
      thread.start(); thread.join()
      trace.append(signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)
      trace.append(loop.remove_signal_handler(signal.SIGUSR1))
      return trace
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, 'refused', true, false]);
  });
});
