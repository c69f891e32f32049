/** Loops and handles that do not cancel, or say so wrongly. */
import { asyncio, Handle } from '../../reference';
import type { Callback, Context } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, module, python } from './faults';
import { replaceMethods } from './harness/patched';

export const handlesBrokenLoops: readonly BrokenLoop[] = [
  damaged('handles.cancel.prevents_call', 'cancel() of a queued callback does nothing', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { cancel(): void };
      handle.cancel = () => {};
      return handle;
    }) as never;
  }),
  damaged('handles.cancel.prevents_call', 'call_soon_threadsafe() returns a handle of something else', (made) => {
    const { callSoonThreadsafe } = made;
    made.callSoonThreadsafe = (...args: never[]) => {
      Reflect.apply(callSoonThreadsafe, made, args);
      return made.callSoon(() => {});
    };
  }),
  damaged('handles.cancel.idempotent', 'a second cancel() throws', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { cancel(): void; cancelled(): boolean };
      const { cancel } = handle;
      handle.cancel = () => {
        if (handle.cancelled()) throw new Error('the handle is cancelled already');
        cancel.call(handle);
      };
      return handle;
    }) as never;
  }),
  damaged('handles.cancelled.states', 'a handle whose callback ran says that it is cancelled', (made) => {
    const { callSoon } = made;
    made.callSoon = ((callback: Callback, args?: never, options?: never) => {
      const handle = Reflect.apply(callSoon, made, [
        (...values: unknown[]) => {
          (handle as { _cancelled: boolean })._cancelled = true;
          callback(...values);
        },
        args,
        options,
      ]) as object;
      return handle;
    }) as never;
  }),
  damaged('handles.cancelled.states', 'cancelled() is false for ever', (made) => {
    const { callLater } = made;
    made.callLater = ((...args: never[]) => {
      const timer = Reflect.apply(callLater, made, args) as { cancelled(): boolean };
      timer.cancelled = () => false;
      return timer;
    }) as never;
  }),
  damaged('handles.cancel.releases_references', 'cancel() keeps the callback', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { cancel(): void; _cancelled: boolean };
      handle.cancel = () => {
        handle._cancelled = true;
      };
      return handle;
    }) as never;
  }),
  damaged('handles.cancel.inside_own_callback', 'cancelling the running handle is reported', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { cancel(): void };
      const { cancel } = handle;
      handle.cancel = () => {
        if (made.isRunning()) made.callExceptionHandler({ message: 'cancelled while it runs' });
        cancel.call(handle);
      };
      return handle;
    }) as never;
  }),
  damaged('handles.get_context', 'get_context() returns a copy', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { getContext(): Context };
      const { getContext } = handle;
      handle.getContext = () => getContext.call(handle).copy();
      return handle;
    }) as never;
  }),
  module('handles.timer_is_handle', 'timers have a class of their own', () => ({
    TimerHandle: class {
      cancel(): void {}
    } as never,
  })),
  module('handles.constructor', 'a handle asks the loop for its time', () => ({
    Handle: class extends asyncio.Handle {
      constructor(...args: ConstructorParameters<typeof asyncio.Handle>) {
        super(...args);
        args[2].time?.();
      }
    },
  })),
  module('handles.run.executes_in_context', '_run() forgets the context', () => ({
    Handle: class extends asyncio.Handle {
      override _run(): void {
        this._callback?.(...(this._args ?? []));
      }
    },
  })),
  module('handles.run.reports_exceptions', '_run() lets exceptions out', () => ({
    Handle: class extends asyncio.Handle {
      override _run(): void {
        this.getContext().run(() => this._callback?.(...(this._args ?? [])));
      }
    },
  })),
  module('handles.timer.notifies_loop_once', 'the loop is told of every cancel()', () => ({
    TimerHandle: class extends asyncio.TimerHandle {
      override cancel(): void {
        this._loop._timerHandleCancelled(this);
        super.cancel();
      }
    },
  })),
  damaged('handles.source_traceback', 'debug mode leaves no trace', (made) => {
    const { callSoon } = made;
    made.callSoon = ((...args: never[]) => {
      const handle = Reflect.apply(callSoon, made, args) as { _sourceTraceback: unknown };
      handle._sourceTraceback = null;
      return handle;
    }) as never;
  }),
  python(
    'handles.timer.ordering',
    'timers are ordered by age',
    `
    import asyncio
    asyncio.TimerHandle.__lt__ = lambda self, other: id(self) == 0
  `,
  ),
  python(
    'handles.timer.equality',
    'timers are equal to themselves only',
    `
    import asyncio
    asyncio.TimerHandle.__eq__ = lambda self, other: self is other
  `,
  ),
  python(
    'handles.timer.hash',
    'timers are hashed by identity',
    `
    import asyncio
    asyncio.TimerHandle.__hash__ = object.__hash__
  `,
  ),
  {
    breaks: 'handles.repr.cancelled_in_debug',
    fault: 'what was cancelled is forgotten',
    patch: () =>
      replaceMethods<{ _repr: string | null }>(Handle.prototype, {
        cancel(sound) {
          sound();
          this._repr = null;
        },
      }),
  },
];
