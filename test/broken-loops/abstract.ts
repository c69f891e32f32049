/** Bare loops that answer where they must not, or refuse too early. */
import { AbstractEventLoop, asyncio, BaseEventLoop } from '../../reference';
import { NotImplementedError, RuntimeError, type ClauseId } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, module, python } from './faults';

type Method = (...args: readonly unknown[]) => unknown;

/** A module whose AbstractEventLoop has `method` replaced. */
function bare(breaks: ClauseId, fault: string, method: keyof AbstractEventLoop, body: Method): BrokenLoop {
  return module(breaks, fault, () => {
    class Bare extends AbstractEventLoop {}
    Object.defineProperty(Bare.prototype, method, { value: body, writable: true, configurable: true });
    return { AbstractEventLoop: Bare };
  });
}

const answers = (breaks: ClauseId, method: keyof AbstractEventLoop): BrokenLoop =>
  bare(breaks, `a bare loop answers ${method}()`, method, () => null);

const throwsAtOnce = (breaks: ClauseId, method: keyof AbstractEventLoop): BrokenLoop =>
  bare(breaks, `${method}() raises at the call`, method, () => {
    throw new NotImplementedError(method);
  });

/** A loop whose `method` is nothing. */
const lacking = (breaks: ClauseId, method: keyof AbstractEventLoop): BrokenLoop =>
  damaged(breaks, `${method} is null`, (made) => {
    Object.defineProperty(made, method, { value: null, writable: true, configurable: true });
  });

export const abstractBrokenLoops: readonly BrokenLoop[] = [
  lacking('abstract.shape.core', 'defaultExceptionHandler'),
  lacking('abstract.shape.timers', 'callAt'),
  lacking('abstract.shape.tasks', 'getTaskFactory'),
  lacking('abstract.shape.executors', 'setDefaultExecutor'),
  lacking('abstract.shape.signals', 'removeSignalHandler'),
  lacking('abstract.shape.connections', 'createServer'),
  module('abstract.instantiable', 'AbstractEventLoop refuses to be instantiated', () => ({
    AbstractEventLoop: class extends AbstractEventLoop {
      constructor() {
        super();
        throw new TypeError("Can't instantiate abstract class AbstractEventLoop");
      }
    },
  })),
  answers('abstract.running.not_implemented', 'isClosed'),
  answers('abstract.running.not_implemented', 'stop'),
  answers('abstract.scheduling.not_implemented', 'time'),
  answers('abstract.scheduling.not_implemented', '_timerHandleCancelled'),
  answers('abstract.futures_tasks.not_implemented', 'getTaskFactory'),
  answers('abstract.executor.not_implemented', 'setDefaultExecutor'),
  answers('abstract.fd.not_implemented', 'removeWriter'),
  answers('abstract.signals.not_implemented', 'removeSignalHandler'),
  answers('abstract.errors.not_implemented', 'getExceptionHandler'),
  answers('abstract.debug.not_implemented', 'getDebug'),
  bare(
    'abstract.call_soon.delegates_to_call_later',
    'call_soon() drops the context',
    'callSoon',
    function (this: AbstractEventLoop, callback, args) {
      return this.callLater(0, callback as () => void, args as []);
    },
  ),
  throwsAtOnce('abstract.shutdown.coroutines', 'shutdownDefaultExecutor'),
  throwsAtOnce('abstract.dns.coroutines', 'getnameinfo'),
  throwsAtOnce('abstract.net.coroutines', 'createUnixServer'),
  throwsAtOnce('abstract.pipes_subprocess.coroutines', 'subprocessShell'),
  throwsAtOnce('abstract.sock.coroutines', 'sockSendto'),
  damaged('abstract.shutdown.coroutines', 'shutdown_asyncgens() works at the call and returns nothing', (made) => {
    made.shutdownAsyncgens = () => undefined as never;
  }),
  module('abstract.base_leaves_io_abstract', 'BaseEventLoop has signal handlers that do nothing', () => ({
    BaseEventLoop: class extends BaseEventLoop {
      override removeSignalHandler(): boolean {
        return false;
      }
    },
  })),
  module('abstract.base_leaves_io_abstract', 'BaseEventLoop refuses sockets at the call', () => ({
    BaseEventLoop: class extends asyncio.BaseEventLoop {
      override sockAccept(): never {
        throw new RuntimeError('no sockets');
      }
    },
  })),
  python(
    'abstract.parameter_names',
    "run_in_executor()'s function is called callback",
    `
    run = loop.run_in_executor
    loop.run_in_executor = lambda executor, callback, *args: run(executor, callback, *args)
    `,
  ),
  python(
    'abstract.parameter_names',
    'set_default_executor() takes no keyword',
    `
    choose = loop.set_default_executor
    loop.set_default_executor = lambda *args: choose(*args)
    `,
  ),
  python(
    'abstract.parameter_names',
    "call_soon()'s callback is called func",
    `
    soon = loop.call_soon
    loop.call_soon = lambda func, *args, context=None: soon(func, *args, context=context)
    `,
  ),
];
