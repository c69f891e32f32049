/** Loops that report errors wrongly, or not at all. */
import { NotImplementedError, BaseException, KeyboardInterrupt, SystemExit, type ExceptionContext } from '../../spec';
import type { NodeEventLoop } from '../../reference';
import type { BrokenLoop } from './broken-loop';
import { damaged } from './faults';

type Report = (context: ExceptionContext) => void;

/** Replaces call_exception_handler(); the sound one is at hand. */
function reporting(made: NodeEventLoop, replace: (sound: Report) => Report): void {
  made.callExceptionHandler = replace(made.callExceptionHandler.bind(made));
}

/** Replaces default_exception_handler(). */
function defaulting(made: NodeEventLoop, replace: (sound: Report) => Report): void {
  made.defaultExceptionHandler = replace(made.defaultExceptionHandler.bind(made));
}

export const errorsBrokenLoops: readonly BrokenLoop[] = [
  damaged('errors.get_exception_handler.default_none', 'a loop is born with a handler', (made) => {
    made.setExceptionHandler(() => {});
  }),
  damaged('errors.set_exception_handler.roundtrip', 'get_exception_handler() does not see the handler', (made) => {
    made.getExceptionHandler = () => null;
  }),
  damaged('errors.set_exception_handler.type_check', 'every value is a handler', (made) => {
    made.setExceptionHandler = (handler) => {
      made._reports.handler = handler;
    };
  }),
  damaged('errors.set_exception_handler.type_check', 'a refused handler displaces the one before', (made) => {
    const { setExceptionHandler } = made;
    made.setExceptionHandler = (handler) => {
      made._reports.handler = null;
      setExceptionHandler.call(made, handler);
    };
  }),
  damaged('errors.set_exception_handler.takes_effect_at_once', 'a new handler waits for the next iteration', (made) => {
    const { setExceptionHandler } = made;
    made.setExceptionHandler = (handler) => {
      if (made.isRunning()) made.callSoon(() => setExceptionHandler.call(made, handler));
      else setExceptionHandler.call(made, handler);
    };
  }),
  damaged('errors.set_exception_handler.none_restores_default', 'None leaves the handler in place', (made) => {
    const { setExceptionHandler } = made;
    made.setExceptionHandler = (handler) => {
      if (handler !== null) setExceptionHandler.call(made, handler);
    };
  }),
  damaged('errors.call_exception_handler.calls_handler', 'the handler gets the context only', (made) => {
    reporting(made, () => (context) => {
      (made._reports.handler as unknown as Report)(context);
    });
  }),
  damaged('errors.call_exception_handler.calls_handler', 'the handler is called an iteration later', (made) => {
    reporting(made, (sound) => (context) => {
      made.callSoon(() => {
        sound(context);
      });
    });
  }),
  damaged('errors.call_exception_handler.same_dict', 'the handler gets a copy of the context', (made) => {
    reporting(made, (sound) => (context) => {
      sound({ ...context });
    });
  }),
  damaged('errors.call_exception_handler.same_dict', 'a missing message is added to the context', (made) => {
    reporting(made, (sound) => (context) => {
      sound(Object.assign(context, { message: context.message ?? '' }));
    });
  }),
  damaged('errors.call_exception_handler.default_when_unset', 'errors are dropped without a handler', (made) => {
    reporting(made, (sound) => (context) => {
      if (made._reports.handler !== null) sound(context);
    });
  }),
  damaged('errors.custom_handler.may_delegate', 'what a handler delegates is dropped', (made) => {
    let delegating = false;
    defaulting(made, (sound) => (context) => {
      if (!delegating) sound(context);
    });
    reporting(made, (sound) => (context) => {
      const { handler } = made._reports;
      if (handler !== null) {
        made._reports.handler = (loop, report) => {
          delegating = true;
          try {
            handler(loop, report);
          } finally {
            delegating = false;
          }
        };
      }
      sound(context);
      made._reports.handler = handler;
    });
  }),
  damaged('errors.default_handler.logs_error', 'there is no default handler', (made) => {
    made.defaultExceptionHandler = () => {
      throw new NotImplementedError('default_exception_handler()');
    };
  }),
  damaged('errors.default_handler.logs_error', 'errors are logged as warnings', (made) => {
    made.defaultExceptionHandler = (context) => {
      console.warn(context.message);
    };
  }),
  damaged('errors.default_handler.logs_error', 'errors are logged twice', (made) => {
    defaulting(made, (sound) => (context) => {
      sound(context);
      sound(context);
    });
  }),
  damaged('errors.default_handler.exc_info', 'the exception is not logged', (made) => {
    defaulting(made, (sound) => (context) => {
      sound({ ...context, exception: null });
    });
  }),
  damaged('errors.default_handler.exception_none', 'None for an exception fails', (made) => {
    defaulting(made, (sound) => (context) => {
      if (context.exception === null) throw new TypeError('None has no traceback');
      sound(context);
    });
  }),
  damaged('errors.default_handler.default_message', 'a report without a message is logged without text', (made) => {
    made.defaultExceptionHandler = (context) => {
      console.error(context.message ?? '');
    };
  }),
  damaged('errors.default_handler.lists_context', 'only the message is logged', (made) => {
    made.defaultExceptionHandler = (context) => {
      console.error(context.message, context.exception);
    };
  }),
  damaged('errors.default_handler.source_traceback', 'tracebacks are listed as values', (made) => {
    defaulting(made, (sound) => ({ sourceTraceback, handleTraceback, ...context }) => {
      sound({ ...context, traceback: sourceTraceback ?? handleTraceback });
    });
  }),
  damaged(
    'errors.default_handler.adds_handle_traceback_in_debug',
    'the handle is told from where another object was created',
    (made) => {
      defaulting(made, (sound) => (context) => {
        const origin = made._currentHandle?._sourceTraceback;
        sound(origin == null ? context : { ...context, handleTraceback: origin });
      });
    },
  ),
  damaged('errors.handler.exit_requests_propagate', 'an exit request of the default handler is logged', (made) => {
    reporting(made, (sound) => (context) => {
      try {
        sound(context);
      } catch (error) {
        if (made._reports.handler !== null) throw error;
        console.error('Exception in default exception handler', error);
      }
    });
  }),
  damaged('errors.default_handler.failure_is_contained', 'what the default handler raises escapes', (made) => {
    reporting(made, (sound) => (context) => {
      if (made._reports.handler === null) made.defaultExceptionHandler(context);
      else sound(context);
    });
  }),
  damaged('errors.callback.context_keys', 'reports do not name the handle', (made) => {
    reporting(made, (sound) => ({ handle: _handle, ...context }) => {
      sound(context);
    });
  }),
  damaged('errors.callback.context_keys', 'reports carry a text instead of the exception', (made) => {
    reporting(made, (sound) => (context) => {
      sound({ ...context, exception: String(context.exception) });
    });
  }),
  damaged('errors.callback.message_names_callback', 'all callbacks are called alike', (made) => {
    reporting(made, (sound) => (context) => {
      sound({ ...context, message: 'Exception in callback' });
    });
  }),
  damaged('errors.callback.source_traceback_only_in_debug', 'no report tells where it was scheduled', (made) => {
    reporting(made, (sound) => ({ sourceTraceback: _where, ...context }) => {
      sound(context);
    });
  }),
  damaged('errors.callback.reported_immediately', 'reports wait for the end of the iteration', (made) => {
    reporting(made, (sound) => (context) => {
      made.callSoon(() => {
        sound(context);
      });
    });
  }),
  damaged('errors.callback.base_exception_reported', 'every BaseException leaves the run', (made) => {
    reporting(made, (sound) => (context) => {
      if (context.exception instanceof BaseException) throw context.exception;
      sound(context);
    });
  }),
  damaged('errors.callback.base_exception_reported', 'a cancelled callback goes unreported', (made) => {
    reporting(made, (sound) => (context) => {
      if (!(context.exception instanceof BaseException)) sound(context);
    });
  }),
  damaged('errors.callback.no_handler_call_for_exit_requests', 'exit requests are reported, too', (made) => {
    const { callSoon } = made;
    made.callSoon = (callback: () => unknown, ...rest: never[]) =>
      callSoon.call(
        made,
        (...args: unknown[]) => {
          try {
            return Reflect.apply(callback, undefined, args) as unknown;
          } catch (exception) {
            if (exception instanceof SystemExit || exception instanceof KeyboardInterrupt) {
              made.callExceptionHandler({ message: 'Exception in callback', exception });
            }
            throw exception;
          }
        },
        ...rest,
      );
  }),
  damaged('errors.handler.failure_is_contained', 'what the handler raises escapes', (made) => {
    reporting(made, (sound) => (context) => {
      if (made._reports.handler === null) sound(context);
      else made._reports.handler(made, context);
    });
  }),
  damaged('errors.handler.failure_is_contained', 'what the handler raises is lost', (made) => {
    reporting(made, (sound) => (context) => {
      try {
        if (made._reports.handler === null) sound(context);
        else made._reports.handler(made, context);
      } catch {
        // The fault: nobody hears of it.
      }
    });
  }),
  damaged('errors.handler.failure_context', "the failure's report lacks the original context", (made) => {
    reporting(made, () => (context) => {
      try {
        made._reports.handler?.(made, context);
      } catch (exception) {
        made.defaultExceptionHandler({ message: 'Unhandled error in exception handler', exception });
      }
    });
  }),
  damaged('errors.handler.base_exception_contained', 'a BaseException of the handler escapes', (made) => {
    reporting(made, (sound) => (context) => {
      const handler = made._reports.handler;
      let escaped: unknown;
      made._reports.handler = (loop, report) => {
        try {
          handler?.(loop, report);
        } catch (error) {
          escaped = error;
          throw error;
        }
      };
      sound(context);
      made._reports.handler = handler;
      if (escaped instanceof BaseException) throw escaped;
    });
  }),
  damaged('errors.handler.exit_requests_propagate', 'exit requests of the handler are contained', (made) => {
    reporting(made, (sound) => (context) => {
      try {
        sound(context);
      } catch {
        // The fault: the loop goes on.
      }
    });
  }),
  damaged('errors.handler.double_failure_is_contained', 'what both handlers raise is lost', (made) => {
    reporting(made, (sound) => (context) => {
      const { error } = console;
      console.error = () => {};
      sound(context);
      console.error = error;
    });
  }),
  damaged('errors.handler_context.of_handle', "the handler runs outside the callback's context", (made) => {
    reporting(made, () => (context) => {
      made._reports.handler?.(made, context);
    });
  }),
  damaged('errors.handler_context.of_task', 'the handle comes before the task', (made) => {
    reporting(made, (sound) => ({ handle, ...context }) => {
      sound(handle === undefined ? context : ({ ...context, task: handle } as never));
    });
  }),
  damaged('errors.documented_keys', 'reports use a key of their own', (made) => {
    reporting(made, (sound) => (context) => {
      sound({ ...context, stack: 'here' });
    });
  }),
];
