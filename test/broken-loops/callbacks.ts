/** Loops that break what call_soon() promises. */
import type { BrokenLoop } from './broken-loop';
import { damaged, loop, python } from './faults';

export const callbacksBrokenLoops: readonly BrokenLoop[] = [
  loop(
    'callbacks.call_soon.not_synchronous',
    'call_soon() calls at once while the loop runs',
    (Base) =>
      class extends Base {
        override _callSoon(...args: Parameters<InstanceType<typeof Base>['_callSoon']>) {
          if (!this.isRunning()) return super._callSoon(...args);
          args[0](...args[1]);
          return super._callSoon(() => {}, [], null);
        }
      },
  ),
  loop(
    'callbacks.call_soon.not_synchronous',
    'call_soon() calls at once on an idle loop',
    (Base) =>
      class extends Base {
        override _callSoon(...args: Parameters<InstanceType<typeof Base>['_callSoon']>) {
          if (this.isRunning()) return super._callSoon(...args);
          args[0](...args[1]);
          return super._callSoon(() => {}, [], null);
        }
      },
  ),
  loop(
    'callbacks.call_soon.fifo',
    'callbacks are called last in, first out',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          const items = [...this._ready];
          this._ready.clear();
          for (const item of items.reverse()) this._ready.push(item);
          super._runOnce();
        }
      },
  ),
  damaged('callbacks.call_soon.fifo', 'a callback scheduled in a callback goes first', (made) => {
    const ready = made._ready;
    const push = ready.push.bind(ready);
    ready.push = (item) => {
      const items = made.isRunning() ? [...ready] : [];
      if (items.length > 0) ready.clear();
      push(item);
      for (const other of items) push(other);
    };
  }),
  loop(
    'callbacks.call_soon.exactly_once',
    'each callback is called twice',
    (Base) =>
      class extends Base {
        override _callSoon(...args: Parameters<InstanceType<typeof Base>['_callSoon']>) {
          super._callSoon(...args);
          return super._callSoon(...args);
        }
      },
  ),
  damaged('callbacks.call_soon.exactly_once', 'what is queued already is not queued again', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) =>
      [...made._ready].find((handle) => handle._callback === callback) ?? callSoon(callback, args, options);
  }),
  damaged('callbacks.call_soon.positional_args', 'the first argument only is passed on', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) => callSoon(callback, args?.slice(0, 1) as never, options);
  }),
  damaged('callbacks.call_soon.positional_args', 'arguments are passed as one list', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) => callSoon(callback, [args ?? []] as never, options);
  }),
  damaged('callbacks.call_soon.no_keyword_args', 'unknown keywords are ignored', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args) => callSoon(callback, args);
  }),
  damaged('callbacks.call_soon.no_keyword_args', 'call_later() ignores unknown keywords', (made) => {
    const callLater = made.callLater.bind(made);
    made.callLater = (delay, callback, args) => callLater(delay, callback, args);
  }),
  damaged('callbacks.call_soon.args_not_in_an_array', 'a single argument needs no array', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) =>
      callSoon(callback, (Array.isArray(args) ? args : [args]) as never, options);
  }),
  damaged('callbacks.call_soon.callback_required', 'a missing callback is taken for one that does nothing', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) => callSoon(callback ?? (() => {}), args, options);
  }),
  damaged('callbacks.call_soon.any_callable', 'bound functions are refused', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) => {
      if (callback.name.startsWith('bound ')) throw new TypeError('a plain function was expected');
      return callSoon(callback, args, options);
    };
  }),
  damaged('callbacks.call_soon.return_value_ignored', 'a coroutine that a callback returns is run', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) =>
      callSoon(
        (...values: never[]) => {
          const result: unknown = Reflect.apply(callback, undefined, values);
          if (typeof result === 'object' && result !== null && 'next' in result) made.createTask(result as never);
        },
        args as never,
        options,
      );
  }),
  damaged('callbacks.call_soon.loop_keeps_callback_alive', 'callbacks are held weakly', (made) => {
    const callSoon = made.callSoon.bind(made);
    made.callSoon = (callback, args, options) => {
      const ref = new WeakRef(callback);
      return callSoon((...values: never[]) => ref.deref()?.(...(values as never)), args as never, options);
    };
  }),
  python(
    'callbacks.call_soon.releases_after_run',
    'the loop keeps every handle',
    `
    kept = []
    def call_soon(self, callback, *args, context=None):
        kept.append((callback, args))
        return base.call_soon(self, callback, *args, context=context)
    base = type(loop)
    loop.__class__ = type('Broken', (base,), {'call_soon': call_soon})
  `,
  ),
  damaged(
    'callbacks.call_soon.returns_handle',
    'call_soon() returns an object that merely looks like a handle',
    (made) => {
      const callSoon = made.callSoon.bind(made);
      made.callSoon = (callback, args, options) => {
        const handle = callSoon(callback, args, options);
        return { cancel: () => handle.cancel(), cancelled: () => handle.cancelled() } as never;
      };
    },
  ),
  damaged('callbacks.call_soon.exception_does_not_stop_loop', 'a callback that throws ends the run', (made) => {
    made.callExceptionHandler = (context) => {
      made.stop();
      made.getExceptionHandler()?.(made, context);
    };
  }),
  damaged('callbacks.call_soon.exception_does_not_stop_loop', 'exceptions of callbacks are swallowed', (made) => {
    made.callExceptionHandler = () => {};
  }),
];
