/** Loops that mishandle signals. */
import { constants } from 'node:os';
import { BaseEventLoop, type NodeEventLoop } from '../../reference';
import { ValueError, type Callback } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, python } from './faults';

type Add = (signal: number, callback: Callback, args?: readonly unknown[]) => void;

/** Replaces add_signal_handler(); the sound one is at hand. */
function adding(made: NodeEventLoop, replace: (sound: Add) => Add): void {
  made.addSignalHandler = replace(made.addSignalHandler.bind(made));
}

/** Replaces remove_signal_handler(). */
function removing(
  made: NodeEventLoop,
  replace: (sound: (signal: number) => boolean) => (signal: number) => boolean,
): void {
  made.removeSignalHandler = replace(made.removeSignalHandler.bind(made));
}

export const signalsBrokenLoops: readonly BrokenLoop[] = [
  damaged('signals.add_signal_handler.calls_callback', 'arguments are dropped', (made) => {
    adding(made, (sound) => (signal, callback) => {
      sound(signal, callback);
    });
  }),
  damaged('signals.add_signal_handler.calls_callback', 'the callback is called twice', (made) => {
    adding(made, (sound) => (signal, callback, args = []) => {
      sound(signal, () => {
        callback(...(args as never[]));
        callback(...(args as never[]));
      });
    });
  }),
  damaged('signals.add_signal_handler.runs_as_loop_callback', 'the callback runs within the signal', (made) => {
    made._addCallbackSignalsafe = (handle) => {
      handle._run();
    };
  }),
  hanging(
    damaged('signals.add_signal_handler.wakes_blocked_loop', 'a signal does not wake the loop', (made) => {
      made._addCallbackSignalsafe = (handle) => {
        made._addCallback(handle);
      };
    }),
  ),
  damaged('signals.add_signal_handler.persistent', 'a handler serves once', (made) => {
    adding(made, (sound) => (signal, callback, args = []) => {
      sound(signal, () => {
        made.removeSignalHandler(signal);
        callback(...(args as never[]));
      });
    });
  }),
  damaged('signals.add_signal_handler.replaces', 'the first handler stays', (made) => {
    const known = new Set<number>();
    adding(made, (sound) => (signal, callback, args) => {
      if (known.has(signal)) return;
      known.add(signal);
      sound(signal, callback, args);
    });
  }),
  damaged('signals.add_signal_handler.replaces', 'both handlers are called', (made) => {
    const known: (() => unknown)[] = [];
    adding(made, (sound) => (signal, callback, args = []) => {
      known.push(() => callback(...(args as never[])));
      sound(signal, () => {
        for (const call of known) call();
      });
    });
  }),
  damaged('signals.add_signal_handler.several_signals', 'the newest handler serves all signals', (made) => {
    let newest: (() => unknown) | undefined;
    adding(made, (sound) => (signal, callback, args = []) => {
      newest = () => callback(...(args as never[]));
      sound(signal, () => newest?.());
    });
  }),
  damaged('signals.add_signal_handler.sigint_replaces_keyboard_interrupt', 'SIGINT is left alone', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      if (signal !== constants.signals.SIGINT) sound(signal, callback, args);
    });
  }),
  damaged('signals.add_signal_handler.exception_reported', 'a handler that failed is removed', (made) => {
    adding(made, (sound) => (signal, callback) => {
      sound(signal, () => {
        try {
          callback();
        } catch (error) {
          made.removeSignalHandler(signal);
          throw error;
        }
      });
    });
  }),
  damaged('context.add_signal_handler.copied_at_registration', 'the context is that of the delivery', (made) => {
    adding(made, (sound) => (signal, callback) => {
      const { _addCallbackSignalsafe: add } = made;
      made._addCallbackSignalsafe = () => {
        made.callSoonThreadsafe(callback);
      };
      sound(signal, callback);
      if (made.isClosed()) made._addCallbackSignalsafe = add;
    });
  }),
  damaged('signals.add_signal_handler.signal_while_idle', 'signals between runs are lost', (made) => {
    const { _addCallbackSignalsafe: add } = made;
    made._addCallbackSignalsafe = (handle) => {
      if (made.isRunning()) add.call(made, handle);
    };
  }),
  damaged('signals.errors.non_int', 'a text is no signal and is ignored', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      if (typeof signal === 'number') sound(signal, callback, args);
    });
  }),
  damaged('signals.errors.non_int', 'remove_signal_handler() checks nothing', (made) => {
    removing(made, (sound) => (signal) => (Number.isInteger(signal) ? sound(signal) : false));
  }),
  damaged('signals.errors.invalid_number', 'a number out of range is a TypeError', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      if (signal < 1 || signal > 64) throw new TypeError('no such signal');
      sound(signal, callback, args);
    });
  }),
  damaged('signals.errors.invalid_number', 'a number out of range has no handler', (made) => {
    removing(made, (sound) => (signal) => (signal < 1 || signal > 64 ? false : sound(signal)));
  }),
  damaged('signals.errors.uncatchable', 'SIGKILL is a ValueError', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      if (signal === constants.signals.SIGKILL) throw new ValueError('SIGKILL cannot be caught');
      sound(signal, callback, args);
    });
  }),
  damaged('signals.errors.uncatchable', 'SIGSTOP is accepted', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      if (signal !== constants.signals.SIGSTOP) sound(signal, callback, args);
    });
  }),
  damaged('signals.errors.coroutine_rejected', 'coroutine functions are taken for callbacks', (made) => {
    adding(made, (sound) => (signal, callback, args) => {
      sound(signal, () => Reflect.apply(callback, undefined, args ?? []) as unknown);
    });
  }),
  python(
    'signals.errors.coroutine_rejected',
    'native coroutine functions are taken for callbacks',
    `
    sound = loop.add_signal_handler
    loop.add_signal_handler = lambda signum, callback, *args: sound(signum, lambda: callback(*args))
    `,
  ),
  python(
    'signals.errors.non_main_thread',
    'handlers can be added in any thread, without effect',
    `
    import threading
    sound = loop.add_signal_handler
    def add(*args):
        if threading.current_thread() is threading.main_thread(): sound(*args)
    loop.add_signal_handler = add
    `,
  ),
  damaged('signals.remove_signal_handler.result', 'remove_signal_handler() returns nothing', (made) => {
    removing(made, (sound) => (signal) => {
      sound(signal);
      return undefined as never;
    });
  }),
  damaged('signals.remove_signal_handler.result', 'remove_signal_handler() is always successful', (made) => {
    removing(made, (sound) => (signal) => {
      sound(signal);
      return true;
    });
  }),
  damaged('signals.remove_signal_handler.idle_loop', 'nothing is removed while the loop does not run', (made) => {
    removing(made, (sound) => (signal) => made.isRunning() && sound(signal));
  }),
  damaged('signals.remove_signal_handler.restores_default', 'a removed handler is only silenced', (made) => {
    const silenced = new Set<number>();
    removing(made, () => (signal) => !silenced.has(signal) && Boolean(silenced.add(signal)));
  }),
  python(
    'signals.remove_signal_handler.restores_default',
    'the handler from before comes back',
    `
    before = {}
    add, remove = loop.add_signal_handler, loop.remove_signal_handler
    def adding(number, *args):
        before.setdefault(number, signal.getsignal(number)); add(number, *args)
    def removing(number):
        found = remove(number)
        if found: signal.signal(number, before.pop(number))
        return found
    loop.add_signal_handler, loop.remove_signal_handler = adding, removing
    `,
  ),
  damaged('signals.remove_signal_handler.from_own_callback', 'a running handler cannot be removed', (made) => {
    let handling = false;
    adding(made, (sound) => (signal, callback) => {
      sound(signal, () => {
        handling = true;
        callback();
        handling = false;
      });
    });
    removing(made, (sound) => (signal) => !handling && sound(signal));
  }),
  damaged('signals.close.removes_handlers', 'close() leaves the handlers installed', (made) => {
    made.close = () => {
      BaseEventLoop.prototype.close.call(made);
      made._selector.close();
    };
  }),
  python(
    'signals.close.removes_handlers',
    'close() finds no handler, since the loop does not run',
    `
    sound = loop.remove_signal_handler
    loop.remove_signal_handler = lambda number: loop.is_running() and sound(number)
    `,
  ),
  python(
    'signals.close.resets_wakeup_fd',
    'the wakeup fd stays',
    `
    sound = loop.remove_signal_handler
    def remove(number):
        if loop.is_closed(): return sound(number)
        fd = signal.set_wakeup_fd(-1)
        if fd != -1: signal.set_wakeup_fd(fd)
        found = sound(number)
        signal.set_wakeup_fd(fd)
        return found
    loop.remove_signal_handler = remove
    `,
  ),
  python(
    'signals.wakeup_fd_untouched_without_handlers',
    'each run takes the wakeup fd',
    `
    sound = loop.run_forever
    def run():
        signal.set_wakeup_fd(loop._csock.fileno())
        try: sound()
        finally: signal.set_wakeup_fd(-1)
    loop.run_forever = run
    `,
  ),
  python(
    'signals.python_handlers_run_while_blocked',
    'signals wait for the end of the run',
    `
    sound = loop.run_forever
    def run():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        try: sound()
        finally: signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    loop.run_forever = run
    `,
  ),
  python(
    'signals.keyboard_interrupt_from_blocked_loop',
    'KeyboardInterrupt stops the run quietly',
    `
    sound = loop.run_forever
    def run():
        try: sound()
        except KeyboardInterrupt: pass
    loop.run_forever = run
    `,
  ),
  python(
    'signals.keyboard_interrupt_from_blocked_loop',
    'the loop counts as running until its next run',
    `
    sound, sound_is_running = loop.run_forever, loop.is_running
    def run():
        loop.is_running = sound_is_running
        try: sound()
        except KeyboardInterrupt:
            loop.is_running = lambda: True
            raise
    loop.run_forever = run
    `,
  ),
];
