/** Loops whose debug mode is deaf, or hears too much. */
import { TimerHandle, type NodeEventLoop } from '../../reference';
import type { Handle } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, python } from './faults';

interface Internals {
  _runTimed(handle: Handle): void;
  _checkThread(): void;
  _checkCallback(callback: unknown, method: string): void;
}

function internals(made: NodeEventLoop): Internals {
  return made as unknown as Internals;
}

/** Replaces how debug mode runs a callback; the sound way is at hand. */
function timing(made: NodeEventLoop, replace: (sound: (handle: Handle) => void) => (handle: Handle) => void): void {
  const inside = internals(made);
  inside._runTimed = replace(inside._runTimed.bind(made));
}

function unchecked(made: NodeEventLoop): void {
  internals(made)._checkCallback = () => {};
}

export const debugBrokenLoops: readonly BrokenLoop[] = [
  damaged('debug.get_debug.default_off', 'debug mode is on from birth', (made) => {
    made._debug = true;
  }),
  damaged('debug.get_debug.environment', 'the environment is not asked', (made) => {
    made._debug = false;
  }),
  python(
    'debug.get_debug.dev_mode',
    'debug mode cannot be switched on',
    `
    global new_loop_source
    new_loop_source += '''
    sound = new_loop
    def new_loop():
        other = sound()
        other.get_debug = lambda: False
        return other
    '''.replace('\\n    ', '\\n')
    `,
  ),
  damaged('debug.set_debug.roundtrip', 'set_debug() does nothing', (made) => {
    made.setDebug = () => {};
  }),
  damaged('debug.set_debug.roundtrip', 'set_debug() waits for the end of the run', (made) => {
    const { setDebug } = made;
    made.setDebug = (enabled) => {
      if (made.isRunning()) made.callSoon(() => setDebug.call(made, enabled));
      else setDebug.call(made, enabled);
    };
  }),
  damaged('debug.slow_callback_duration.default', 'the threshold is in milliseconds', (made) => {
    made.slowCallbackDuration = 100;
  }),
  damaged('debug.slow_callback_duration.default', 'the threshold cannot be changed', (made) => {
    Object.defineProperty(made, 'slowCallbackDuration', { get: () => 0.1, set: () => {} });
  }),
  damaged('debug.slow_callback.logged', 'slow callbacks are not logged', (made) => {
    timing(made, () => (handle) => {
      handle._run();
    });
  }),
  damaged('debug.slow_callback.logged', 'slow callbacks are logged without a name', (made) => {
    timing(made, () => (handle) => {
      const start = made.time();
      handle._run();
      if (made.time() - start >= made.slowCallbackDuration) console.warn('Executing a callback took too long');
    });
  }),
  damaged('debug.slow_callback.timer', 'slow timers are not logged', (made) => {
    timing(made, (sound) => (handle) => {
      if (handle instanceof TimerHandle) handle._run();
      else sound(handle);
    });
  }),
  damaged('debug.slow_callback.task_step', 'a slow step is named by its handle', (made) => {
    timing(made, () => (handle) => {
      const start = made.time();
      handle._run();
      if (made.time() - start >= made.slowCallbackDuration) console.warn('Executing <Handle> took 1.000 seconds');
    });
  }),
  damaged('debug.slow_callback.not_logged', 'slow callbacks are logged in any mode', (made) => {
    made._debug = true;
    made.setDebug = () => {};
  }),
  damaged('debug.slow_callback.not_logged', 'debug mode logs every callback', (made) => {
    timing(made, (sound) => (handle) => {
      const threshold = made.slowCallbackDuration;
      made.slowCallbackDuration = 0;
      sound(handle);
      made.slowCallbackDuration = threshold;
    });
  }),
  damaged('debug.slow_callback.threshold_live', 'the first threshold stays', (made) => {
    let first: number | undefined;
    Object.defineProperty(made, 'slowCallbackDuration', {
      get: () => first ?? 0.1,
      set: (value: number) => void (first ??= value),
    });
  }),
  damaged('debug.check_thread.call_soon', 'call_soon() is allowed from anywhere', (made) => {
    internals(made)._checkThread = () => {};
  }),
  damaged('debug.check_thread.call_soon', 'a refused call_soon() schedules nevertheless', (made) => {
    const { callSoon } = made;
    made.callSoon = (...args: never[]) => {
      made.callSoonThreadsafe(...(args as unknown as [() => void]));
      const handle = Reflect.apply(callSoon, made, args) as Handle;
      handle.cancel();
      return handle;
    };
  }),
  damaged('debug.check_thread.call_later', 'call_later() is allowed from anywhere', (made) => {
    internals(made)._checkThread = () => {};
  }),
  damaged('debug.check_thread.call_at', 'call_at() is allowed from anywhere', (made) => {
    internals(made)._checkThread = () => {};
  }),
  damaged('debug.check_thread.threadsafe_exempt', 'call_soon_threadsafe() checks the thread', (made) => {
    const { callSoonThreadsafe } = made;
    made.callSoonThreadsafe = (...args: never[]) => {
      if (made.getDebug()) internals(made)._checkThread();
      return Reflect.apply(callSoonThreadsafe, made, args) as never;
    };
  }),
  damaged('debug.check_thread.off_without_debug', 'the thread is checked in any mode', (made) => {
    for (const method of ['callSoon', 'callAt'] as const) {
      const sound = made[method] as (...args: unknown[]) => unknown;
      made[method] = ((...args: unknown[]) => {
        internals(made)._checkThread();
        return Reflect.apply(sound, made, args);
      }) as never;
    }
  }),
  python(
    'debug.check_thread.idle_loop_exempt',
    "an idle loop belongs to its maker's thread",
    `
    import threading
    owner, sound = threading.get_ident(), loop.call_soon
    def call_soon(*args, **kwargs):
        if threading.get_ident() != owner: raise RuntimeError('not the thread of the loop')
        return sound(*args, **kwargs)
    loop.call_soon = call_soon
    `,
  ),
  damaged('debug.check_callback.call_soon', 'call_soon() takes what cannot be called', unchecked),
  damaged('debug.check_callback.call_soon_threadsafe', 'call_soon_threadsafe() takes what cannot be called', unchecked),
  damaged('debug.check_callback.call_later', 'call_later() takes what cannot be called', unchecked),
  damaged('debug.check_callback.call_at', 'call_at() takes what cannot be called', unchecked),
  damaged('debug.check_callback.run_in_executor', 'run_in_executor() takes what cannot be called', unchecked),
  damaged('debug.check_callback.off_without_debug', 'coroutine functions are started as tasks', (made) => {
    const { callSoon } = made;
    made.callSoon = (callback: () => unknown, ...rest: never[]) =>
      callSoon.call(
        made,
        () => {
          const value = callback() as { next?(): unknown } | undefined;
          value?.next?.();
        },
        ...rest,
      );
  }),
  damaged('debug.semantics_unchanged', 'debug mode runs the newest callback first', (made) => {
    const { callSoon } = made;
    made.callSoon = (callback: () => void, args: never, options: never) => {
      if (!made.getDebug() || options !== undefined) return callSoon.call(made, callback, args, options);
      return made.callLater(-made.time(), callback, args);
    };
  }),
  python(
    'debug.coroutine_origin_tracking.during_run',
    'origins are not recorded',
    'loop._set_coroutine_origin_tracking = lambda enabled: None',
  ),
  python(
    'debug.coroutine_origin_tracking.toggle_while_running',
    'set_debug() waits for the next run',
    `
    def set_debug(enabled): loop._debug = enabled
    loop.set_debug = set_debug
    `,
  ),
];
