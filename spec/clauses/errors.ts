/** Chapter: exception handling. */
import type { Clause } from '../clause';

export const errors = [
  {
    id: 'errors.get_exception_handler.default_none',
    level: 'must',
    profile: 'core',
    statement: 'get_exception_handler() of a new loop returns None.',
    api: ['loop.get_exception_handler'],
    source: 'asyncio-eventloop, error-handling-api; test_base_events.BaseEventLoopTests.test_set_exc_handler_custom',
    since: '3.5.2',
    note: 'Libraries that set a handler ask for the former one and restore it.',
  },
  {
    id: 'errors.set_exception_handler.roundtrip',
    level: 'must',
    profile: 'core',
    statement:
      'get_exception_handler() returns the very object that set_exception_handler() was given, and None after it was given None.',
    api: ['loop.set_exception_handler', 'loop.get_exception_handler', 'loop.set_exception_handler(handler)'],
    source: 'asyncio-eventloop, error-handling-api; test_base_events.BaseEventLoopTests.test_set_exc_handler_custom',
    since: '3.5.2',
    note: 'Libraries replace a handler for a while and put it back.',
  },
  {
    id: 'errors.set_exception_handler.type_check',
    level: 'must',
    profile: 'core',
    statement:
      'set_exception_handler() raises TypeError for what is neither None nor callable, and keeps the handler it had.',
    api: ['loop.set_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_set_exc_handler_invalid',
    since: '3.4',
    note: 'A wrong handler would be found only in the middle of another failure.',
  },
  {
    id: 'errors.set_exception_handler.takes_effect_at_once',
    level: 'should',
    profile: 'core',
    statement:
      'A handler given to set_exception_handler() during a run receives the next failure, even of the same iteration.',
    api: ['loop.set_exception_handler'],
    source: 'base_events.py BaseEventLoop.call_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.call_exception_handler.calls_handler',
    level: 'must',
    profile: 'core',
    statement: 'call_exception_handler() calls the handler before it returns, with the loop and the context.',
    api: ['loop.call_exception_handler', 'loop.call_exception_handler(context)'],
    source: 'asyncio-eventloop, error-handling-api; test_base_events.BaseEventLoopTests.test_set_exc_handler_custom',
    since: '3.4',
    note: 'Whoever reports a failure may rely on its being told before going on.',
  },
  {
    id: 'errors.call_exception_handler.same_dict',
    level: 'should',
    profile: 'core',
    statement:
      'An exception handler receives the very dict given to call_exception_handler(); no key is required and unknown ones are kept.',
    api: ['loop.call_exception_handler'],
    source: 'base_events.py BaseEventLoop.call_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.call_exception_handler.default_when_unset',
    level: 'must',
    profile: 'core',
    statement:
      "call_exception_handler() without a handler calls the loop's default_exception_handler(), which a subclass may override.",
    api: ['loop.call_exception_handler', 'loop.default_exception_handler'],
    source:
      'asyncio-eventloop, error-handling-api; test_base_events.BaseEventLoopTests.test_default_exc_handler_broken',
    since: '3.4',
    note: 'Subclasses of loops redirect reports by overriding default_exception_handler().',
  },
  {
    id: 'errors.custom_handler.may_delegate',
    level: 'must',
    profile: 'core',
    statement: 'An exception handler may call default_exception_handler(), which logs as if there were no handler.',
    api: ['loop.default_exception_handler'],
    source: 'asyncio-eventloop, error-handling-api',
    since: '3.4',
    note: 'Handlers treat what they know and leave the rest to the default.',
  },
  {
    id: 'errors.default_handler.logs_error',
    level: 'must',
    profile: 'core',
    statement:
      "The default handler logs one record of level ERROR on the logger 'asyncio', whose text begins with the message.",
    api: ['loop.default_exception_handler', 'loop.default_exception_handler(context)'],
    source:
      'base_events.py BaseEventLoop.default_exception_handler; test_base_events.BaseEventLoopTests.test_default_exc_handler_callback',
    since: '3.4',
    note: 'Operators find failures in the log by this logger and level. A TypeScript loop logs through console.error().',
  },
  {
    id: 'errors.default_handler.exc_info',
    level: 'must',
    profile: 'core',
    statement:
      'The record that the default exception handler logs carries the exception of the context, and none when the context has none.',
    api: ['loop.default_exception_handler'],
    source:
      'base_events.py BaseEventLoop.default_exception_handler; test_base_events.BaseEventLoopTests.test_default_exc_handler_callback',
    since: '3.4',
    note: 'Log collectors take the traceback from the record.',
  },
  {
    id: 'errors.default_handler.default_message',
    level: 'should',
    profile: 'core',
    statement:
      "The default exception handler logs 'Unhandled exception in event loop' without a message, or with an empty one.",
    api: ['loop.default_exception_handler'],
    source: 'base_events.py BaseEventLoop.default_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.default_handler.lists_context',
    level: 'should',
    profile: 'core',
    statement:
      'The text that the default exception handler logs lists the other keys of the context with their values, a line each, sorted by key.',
    api: ['loop.default_exception_handler'],
    source: 'base_events.py BaseEventLoop.default_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.default_handler.source_traceback',
    level: 'should',
    profile: 'debug',
    statement:
      "The default exception handler heads the entries source_traceback and handle_traceback 'Object created at' and 'Handle created at' and lists the frames.",
    api: ['loop.default_exception_handler'],
    source: 'base_events.py BaseEventLoop.default_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.default_handler.adds_handle_traceback_in_debug',
    level: 'may',
    profile: 'debug',
    statement:
      'In debug mode the default exception handler adds where the running handle was scheduled, unless the context tells where its object was created.',
    api: ['loop.default_exception_handler'],
    source: 'base_events.py BaseEventLoop.default_exception_handler',
    since: '3.4',
  },
  {
    id: 'errors.callback.context_keys',
    level: 'must',
    profile: 'core',
    statement:
      "The report of a failed callback has a message beginning 'Exception in callback', the exception itself and the handle itself.",
    api: ['loop.call_soon', 'loop.call_exception_handler'],
    source:
      'test_base_events.BaseEventLoopTests.test_set_exc_handler_custom; test_events.HandleTests.test_callback_with_exception',
    since: '3.4',
    note: 'Handlers recognise a failed callback by these entries.',
  },
  {
    id: 'errors.callback.message_names_callback',
    level: 'should',
    profile: 'core',
    statement: 'The message of a failed callback names its function.',
    api: ['loop.call_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_default_exc_handler_callback',
    since: '3.4',
  },
  {
    id: 'errors.callback.source_traceback_only_in_debug',
    level: 'should',
    profile: 'debug',
    statement: 'The report of a failed callback tells where it was scheduled in debug mode only.',
    api: ['loop.call_exception_handler'],
    source:
      'test_base_events.BaseEventLoopTests.test_set_exc_handler_custom; uvloop tests/test_base.py test_calls_debug_reporting',
    since: '3.4',
  },
  {
    id: 'errors.callback.reported_immediately',
    level: 'should',
    profile: 'core',
    statement: 'The exception handler runs when the callback fails, before the next callback.',
    api: ['loop.call_exception_handler'],
    source: 'events.py Handle._run',
    since: '3.4',
  },
  {
    id: 'errors.callback.base_exception_reported',
    level: 'should',
    profile: 'core',
    statement:
      'A BaseException of a callback other than SystemExit and KeyboardInterrupt is reported and does not end the run.',
    api: ['loop.call_exception_handler'],
    source: 'events.py Handle._run',
    since: '3.8',
    note: 'Only a request to exit may end the program; any other error belongs to its callback.',
  },
  {
    id: 'errors.callback.no_handler_call_for_exit_requests',
    level: 'must',
    profile: 'core',
    statement:
      'SystemExit and KeyboardInterrupt of a callback or of a coroutine are not reported to the exception handler.',
    api: ['loop.call_exception_handler'],
    source: 'test_tasks.BaseTaskTests.test_baseexception_during_cancel; events.py Handle._run',
    since: '3.8',
    note: 'A program that ends on purpose must not log a failure.',
  },
  {
    id: 'errors.handler.failure_is_contained',
    level: 'must',
    profile: 'core',
    statement:
      'call_exception_handler() returns though the exception handler raises, the failure is logged, and the loop goes on.',
    api: ['loop.call_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_set_exc_handler_broken',
    since: '3.4',
    note: 'A fault in reporting must not end the program whose fault it reports.',
  },
  {
    id: 'errors.handler.failure_context',
    level: 'should',
    profile: 'core',
    statement:
      "default_exception_handler() receives message, the exception handler's own exception, and the original context when the handler raises.",
    api: ['loop.call_exception_handler', 'loop.default_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_default_exc_handler_broken',
    since: '3.4',
  },
  {
    id: 'errors.handler.base_exception_contained',
    level: 'should',
    profile: 'core',
    statement:
      'A BaseException of the exception handler is contained as well, unless it is SystemExit or KeyboardInterrupt.',
    api: ['loop.call_exception_handler'],
    source: 'base_events.py BaseEventLoop.call_exception_handler',
    since: '3.8',
  },
  {
    id: 'errors.handler.exit_requests_propagate',
    level: 'should',
    profile: 'core',
    statement:
      'SystemExit and KeyboardInterrupt of an exception handler, be it the default one, leave call_exception_handler(), and run_forever() when a callback had failed.',
    api: ['loop.call_exception_handler'],
    source: 'base_events.py BaseEventLoop.call_exception_handler',
    since: '3.8',
  },
  {
    id: 'errors.handler.double_failure_is_contained',
    level: 'should',
    profile: 'core',
    statement:
      'call_exception_handler() returns and logs one record that says so when the default handler fails after the set one.',
    api: ['loop.call_exception_handler', 'loop.default_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_default_exc_handler_broken',
    since: '3.4',
  },
  {
    id: 'errors.handler_context.of_handle',
    level: 'must',
    profile: 'context',
    statement: "The exception handler for a failed callback runs in the callback's context.",
    api: ['loop.call_exception_handler', 'Handle.get_context'],
    source:
      'asyncio-eventloop, error-handling-api (versionchanged 3.12); test_futures2.FutureTests.test_handle_exc_handler_correct_context',
    since: '3.12',
    note: 'Handlers log the request that the failed callback served.',
  },
  {
    id: 'errors.handler_context.of_task',
    level: 'should',
    profile: 'context',
    statement:
      "call_exception_handler() runs the handler in the context of the report's task, else its future, else its handle, where that offers get_context().",
    api: ['loop.call_exception_handler'],
    source:
      'base_events.py BaseEventLoop.call_exception_handler; test_futures2.FutureTests.test_task_exc_handler_correct_context',
    since: '3.12',
  },
  {
    id: 'errors.documented_keys',
    level: 'may',
    profile: 'core',
    statement:
      'Reports to the exception handler use the documented keys: message, exception, future, task, handle, protocol, transport, socket, source_traceback, handle_traceback, asyncgen.',
    api: ['loop.call_exception_handler'],
    source: 'asyncio-eventloop, error-handling-api',
    since: '3.4',
  },
  {
    id: 'errors.set_exception_handler.none_restores_default',
    level: 'must',
    profile: 'core',
    statement: 'After set_exception_handler(None) errors go to the default exception handler again.',
    api: ['loop.set_exception_handler', 'loop.call_exception_handler'],
    source: 'asyncio-eventloop, error-handling-api; test_base_events.BaseEventLoopTests.test_set_exc_handler_custom',
    since: '3.4',
    note: 'Failures must not vanish when a library takes its handler away.',
  },
  {
    id: 'errors.default_handler.failure_is_contained',
    level: 'should',
    profile: 'core',
    statement:
      'call_exception_handler() returns though the default exception handler raises, and the failure is logged as an ERROR.',
    api: ['loop.call_exception_handler', 'loop.default_exception_handler'],
    source: 'test_base_events.BaseEventLoopTests.test_default_exc_handler_broken',
    since: '3.4',
  },
  {
    id: 'errors.default_handler.exception_none',
    level: 'should',
    profile: 'core',
    statement: 'The default exception handler takes an entry exception=None as no exception.',
    api: ['loop.default_exception_handler'],
    source: 'base_events.py BaseEventLoop.default_exception_handler',
    since: '3.4',
  },
] as const satisfies readonly Clause[];
