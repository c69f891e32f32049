/** What add_signal_handler() and remove_signal_handler() refuse. */
import { constants } from 'node:os';
import { RuntimeError, ValueError } from '../../spec';
import { expect, raises, suite, type World } from '../support';
import { FATE } from './fate';

const { SIGWINCH, SIGKILL, SIGSTOP } = constants.signals;

export const signalRefusalsSuite = suite('signals', 'what is refused', (test) => {
  test('signals.errors.non_int', 'names signals by text, None and a fraction', ({ loop }) => {
    for (const wrong of ['boom', 'SIGWINCH', null, 1.5] as never[]) {
      raises(TypeError, () => loop.addSignalHandler(wrong, () => {}), `add_signal_handler(${String(wrong)})`);
      raises(TypeError, () => loop.removeSignalHandler(wrong), `remove_signal_handler(${String(wrong)})`);
    }
    expect(() => loop.addSignalHandler(SIGWINCH, () => {})).not.to.throw();
  });

  test('signals.errors.invalid_number', 'names signals by numbers out of range', ({ loop }) => {
    for (const wrong of [0, -1, 1000]) {
      raises(ValueError, () => loop.addSignalHandler(wrong, () => {}), `add_signal_handler(${wrong})`);
      raises(ValueError, () => loop.removeSignalHandler(wrong), `remove_signal_handler(${wrong})`);
    }
    expect(() => loop.addSignalHandler(SIGWINCH, () => {})).not.to.throw();
  });

  test('signals.errors.uncatchable', 'adds handlers for SIGKILL and SIGSTOP', ({ loop }) => {
    for (const signal of [SIGKILL, SIGSTOP]) {
      raises(RuntimeError, () => loop.addSignalHandler(signal, () => {}), `add_signal_handler(${signal})`);
      expect(loop.removeSignalHandler(signal)).to.equal(false);
    }
  });

  for (const debug of [false, true]) {
    const mode = `debug mode ${debug ? 'on' : 'off'}`;

    test(
      'signals.errors.coroutine_rejected',
      `offers coroutines, ${mode}`,
      async (world) => {
        const { loop } = world;
        function* coroutine() {
          yield;
        }
        loop.setDebug(debug);
        const object = coroutine();
        raises(TypeError, () => loop.addSignalHandler(SIGWINCH, coroutine), 'with a coroutine function');
        raises(TypeError, () => loop.addSignalHandler(SIGWINCH, object as never), 'with a coroutine');
        expect(object.return(undefined).done).to.equal(true);
        await isNotCalled(world);
      },
      { on: 'typescript' },
    );

    test(
      'signals.errors.coroutine_rejected',
      `offers coroutines of Python, ${mode}`,
      async (world) => {
        const { loop, env } = world;
        loop.setDebug(debug);
        const facts = env.python.exec(
          `
          facts = []
          async def coroutine(): pass
          awaited = coroutine()
          for callback in (coroutine, awaited):
              try: loop.add_signal_handler(signal.SIGWINCH, callback)
              except TypeError: facts.append('refused')
              else: facts.append('taken')
          awaited.close()
          return facts
          `,
          { loop },
        );
        expect(facts).to.deep.equal(['refused', 'refused']);
        await isNotCalled(world);
      },
      { on: 'python' },
    );
  }

  test('signals.errors.non_main_thread', 'adds a handler in a thread', ({ loop, env }) => {
    const result = env.python.exec(
      `
${FATE}
        import threading
        trace = []
        def outside():
            try: loop.add_signal_handler(signal.SIGUSR1, print)
            except (RuntimeError, ValueError): trace.append('refused')
            except BaseException as exc: trace.append(repr(exc))
            else: trace.append('nothing')
        thread = threading.Thread(target=outside)
        thread.start(); thread.join()
        try: return trace + [fate(signal.SIGUSR1)]
        finally: signal.signal(signal.SIGUSR1, signal.SIG_DFL)
      `,
      { loop },
    );
    expect(result).to.deep.equal(['refused', 'is killed']);
  });
});

/** What was refused is not called when the signal comes. */
async function isNotCalled({ loop, env }: World): Promise<void> {
  env.kill('SIGWINCH');
  loop.callLater(env.tick * 3, () => loop.stop());
  await env.runForever();
  expect(env.takeReports(), 'of a call of the coroutine').to.deep.equal([]);
}
