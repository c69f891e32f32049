/** Futures that are badly awaited, recognised, wrapped or ensured. */
import { asyncio, ConcurrentFuture, Future, newEventLoop, Task } from '../../reference';
import {
  RuntimeError,
  type AsyncioModule,
  type Awaitable,
  type ClauseId,
  type Coroutine,
  type Future as AnyFuture,
} from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, future, hanging, module } from './faults';
import { copyOf, replaceMethods, throwingCopy, type FutureInside } from './harness/patched';

type Steps = Generator<unknown, unknown>;

/** A future with another iteration, made from the sound one. */
function iterating(
  breaks: ClauseId,
  fault: string,
  iterate: (own: FutureInside, sound: () => Steps) => Steps,
): BrokenLoop {
  return future(breaks, fault, {
    [Symbol.iterator](sound) {
      return iterate(this, sound as () => Steps);
    },
  });
}

const awaited = new WeakSet<object>();

const awaitBrokenLoops: readonly BrokenLoop[] = [
  {
    breaks: 'future.subclass.overrides_called',
    fault: 'a task subscribes past the subclass',
    patch: () =>
      replaceMethods<Task>(Task.prototype, {
        _await(sound, yielded: unknown) {
          if (!(yielded instanceof Future)) return sound(yielded);
          Object.defineProperty(yielded, 'addDoneCallback', {
            configurable: true,
            value: Future.prototype.addDoneCallback,
          });
          sound(yielded);
          Reflect.deleteProperty(yielded, 'addDoneCallback');
          return undefined;
        },
      }),
  },
  iterating('future.await.yields_self_once', 'a turn passes after the future is done', function* (own, sound) {
    const pending = !own.done();
    const value = yield* sound();
    if (pending) yield;
    return value;
  }),
  iterating('future.await.blocking_flag', 'the flag is not raised', function* (own, sound) {
    if (own.done()) return yield* sound();
    yield own;
    return own.result();
  }),
  iterating('future.await.done_does_not_suspend', 'a done future costs a turn', function* (own, sound) {
    if (own.done()) yield;
    return yield* sound();
  }),
  iterating('future.await.resumed_while_pending', 'who is resumed too early waits on', function* (own, sound) {
    while (!own.done()) {
      own._asyncioFutureBlocking = true;
      yield own;
    }
    return yield* sound();
  }),
  future('future.await.raises_exception', 'the awaiter gets a copy of the exception', {
    result: (sound) => throwingCopy(sound),
  }),
  future('future.await.raises_cancelled', 'who awaits a cancelled future gets None', {
    result(sound) {
      return this.cancelled() ? null : sound();
    },
  }),
  future('future.await.multiple_waiters_order', 'the last to wait goes on first', {
    _scheduleCallbacks(sound) {
      this._callbacks?.reverse();
      sound();
    },
  }),
  iterating('future.await.repeatable', 'a future is awaited once', function* (own, sound) {
    if (awaited.has(own)) throw new RuntimeError('cannot reuse an awaited future');
    awaited.add(own);
    return yield* sound();
  }),
  iterating(
    'future.await.throw_leaves_pending',
    'throwing into the iteration cancels the future',
    function* (own, sound) {
      try {
        return yield* sound();
      } catch (error) {
        own.cancel();
        throw error;
      }
    },
  ),
  iterating('future.await.close_leaves_pending', 'closing the iteration cancels the future', function* (own, sound) {
    try {
      return yield* sound();
    } finally {
      own.cancel();
    }
  }),
  module('future.isfuture.instances', 'a done future is none', () => ({
    isfuture: (value) => asyncio.isfuture(value) && !(value as AnyFuture).done(),
  })),
  module('future.isfuture.duck_type', 'instances alone are futures', () => ({
    isfuture: (value) => value instanceof Future,
  })),
  module('future.isfuture.class_object', 'the class is a future, too', () => ({
    isfuture: (value) => asyncio.isfuture(value) || value === Future,
  })),
  module('future.isfuture.none_opts_out', 'a marker is enough, whatever it says', () => ({
    isfuture: (value) => typeof value === 'object' && value !== null && '_asyncioFutureBlocking' in value,
  })),
  module('future.isfuture.other_objects', 'whatever takes a result is a future', () => ({
    isfuture: (value) => asyncio.isfuture(value) || value instanceof ConcurrentFuture,
  })),
];

function wrapping(
  breaks: ClauseId,
  fault: string,
  wrapFuture: (...args: Parameters<AsyncioModule['wrapFuture']>) => AnyFuture,
): BrokenLoop {
  return module(breaks, fault, () => ({ wrapFuture: wrapFuture as AsyncioModule['wrapFuture'] }));
}

const wrapBrokenLoops: readonly BrokenLoop[] = [
  wrapping('future.wrap_future.future_passthrough', 'a future is wrapped again', (wrapped, options) => {
    if (!asyncio.isfuture(wrapped)) return asyncio.wrapFuture(wrapped, options);
    const outer = new Future({ loop: (wrapped as AnyFuture).getLoop() });
    (wrapped as AnyFuture).addDoneCallback((done) => outer.setResult(done.result()));
    return outer;
  }),
  wrapping('future.wrap_future.default_loop', 'a loop is made', (wrapped, options) =>
    asyncio.wrapFuture(wrapped, { loop: options?.loop ?? newEventLoop() }),
  ),
  wrapping('future.wrap_future.loop_argument', "the loop's create_future() is not asked", (wrapped, options) => {
    const { loop } = options ?? {};
    if (loop === undefined || loop === null) return asyncio.wrapFuture(wrapped);
    const { createFuture } = loop;
    loop.createFuture = () => new Future({ loop }) as never;
    try {
      return asyncio.wrapFuture(wrapped, { loop });
    } finally {
      loop.createFuture = createFuture;
    }
  }),
  hanging(
    damaged('future.wrap_future.result_from_thread', 'the loop is not woken', (made) => {
      made._writeToSelf = () => {};
    }),
  ),
  {
    breaks: 'future.wrap_future.exception',
    fault: 'the exception is a copy',
    patch: () =>
      replaceMethods(ConcurrentFuture.prototype, {
        exception: (sound) => copyOf(sound()),
      }),
  },
  wrapping(
    'future.wrap_future.already_done',
    'the wrapper of a finished future is done at once',
    (wrapped, options) => {
      const outer = asyncio.wrapFuture(wrapped, options);
      if (!asyncio.isfuture(wrapped) && wrapped.done()) outer.setResult(wrapped.result());
      return outer;
    },
  ),
  wrapping('future.wrap_future.cancel_propagates', 'the concurrent future goes on', (wrapped, options) => {
    const { cancel } = wrapped;
    const outer = asyncio.wrapFuture(wrapped, options);
    outer.addDoneCallback(() => {
      wrapped.cancel = cancel;
    });
    if (!asyncio.isfuture(wrapped)) (wrapped as { cancel: unknown }).cancel = () => false;
    return outer;
  }),
  wrapping('future.wrap_future.cancel_after_source_done', 'the cancellation is refused', (wrapped, options) => {
    const outer = asyncio.wrapFuture(wrapped, options);
    const cancel = outer.cancel.bind(outer);
    const isDone = (): boolean => 'done' in wrapped && wrapped.done();
    outer.cancel = (message) => !isDone() && cancel(message);
    return outer;
  }),
  wrapping('future.wrap_future.source_cancelled', 'the wrapper fails with an error', (wrapped, options) => {
    const outer = asyncio.wrapFuture(wrapped, options);
    const cancel = outer.cancel.bind(outer);
    outer.cancel = (message) => {
      if (!wrapped.cancelled()) return cancel(message);
      outer.setException(new Error('the future was cancelled'));
      return true;
    };
    return outer;
  }),
];

type EnsureOptions = Parameters<AsyncioModule['ensureFuture']>[1];

function ensuring(
  breaks: ClauseId,
  fault: string,
  ensureFuture: (value: Awaitable, options: EnsureOptions) => unknown,
): BrokenLoop {
  return module(breaks, fault, () => ({ ensureFuture: ensureFuture as AsyncioModule['ensureFuture'] }));
}

function* awaiting(value: Awaitable): Coroutine {
  return yield* value as Coroutine;
}

const ensureBrokenLoops: readonly BrokenLoop[] = [
  ensuring('future.ensure_future.future_passthrough', 'a future gets a task around it', (value, options) =>
    asyncio.isfuture(value)
      ? asyncio.ensureFuture(awaiting(value), { loop: (value as AnyFuture).getLoop() })
      : asyncio.ensureFuture(value, options),
  ),
  ensuring('future.ensure_future.loop_mismatch', 'the loop of a future is not looked at', (value, options) =>
    asyncio.isfuture(value) ? value : asyncio.ensureFuture(value, options),
  ),
  ensuring('future.ensure_future.coroutine', 'a coroutine becomes a plain future', (value, options) => {
    const task = asyncio.ensureFuture(value, options);
    if (!asyncio.iscoroutine(value)) return task;
    const plain = new Future({ loop: task.getLoop() });
    task.addDoneCallback((done) => plain.setResult(done.result()));
    return plain;
  }),
  ensuring('future.ensure_future.uses_create_task', 'the task is made without the loop', (value, options) =>
    asyncio.iscoroutine(value)
      ? new Task(value as Coroutine, { loop: options?.loop ?? asyncio.getEventLoop() })
      : asyncio.ensureFuture(value, options),
  ),
  ensuring('future.ensure_future.no_loop_error', 'a loop is made', (value, options) => {
    try {
      return asyncio.ensureFuture(value, options);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return asyncio.ensureFuture(value, { loop: newEventLoop() });
    }
  }),
  ensuring('future.ensure_future.awaitable', 'coroutines and futures alone are taken', (value, options) => {
    if (!asyncio.iscoroutine(value) && !asyncio.isfuture(value)) throw new TypeError('a coroutine was expected');
    return asyncio.ensureFuture(value, options);
  }),
  ensuring('future.ensure_future.type_error', 'a plain value becomes a result', (value, options) => {
    try {
      return asyncio.ensureFuture(value, options);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const done = new Future({ loop: options?.loop ?? newEventLoop() });
      done.setResult(value);
      return done;
    }
  }),
  ensuring('future.ensure_future.running_loop_default', 'a loop is made', (value, options) =>
    asyncio.ensureFuture(value, asyncio.isfuture(value) ? options : { loop: options?.loop ?? newEventLoop() }),
  ),
];

export const futureAwaitingBrokenLoops: readonly BrokenLoop[] = [
  ...awaitBrokenLoops,
  ...wrapBrokenLoops,
  ...ensureBrokenLoops,
];
