/** Loops that close badly. */
import type { TimerHandle } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, loop, python } from './faults';

export const closingBrokenLoops: readonly BrokenLoop[] = [
  damaged('closing.is_closed.transition', 'a loop says that it is closed once it has run', (made) => {
    let ran = false;
    const run = made.runForever.bind(made);
    made.runForever = async () => {
      await run();
      ran = true;
    };
    made.isClosed = () => ran;
  }),
  loop(
    'closing.close.idempotent',
    'the second close() is refused',
    (Base) =>
      class extends Base {
        override close(): void {
          if (this.isClosed()) throw new Error('the loop is closed already');
          super.close();
        }
      },
  ),
  loop(
    'closing.close.never_run',
    'a loop that never ran refuses to close',
    (Base) =>
      class extends Base {
        #ran = false;
        override _runOnce(): void {
          this.#ran = true;
          super._runOnce();
        }
        override close(): void {
          if (!this.#ran) throw new Error('the loop never ran');
          super.close();
        }
      },
  ),
  loop(
    'closing.close.running_raises',
    'close() in a callback stops the loop',
    (Base) =>
      class extends Base {
        override close(): void {
          if (this.isRunning()) this.stop();
          else super.close();
        }
      },
  ),
  loop(
    'closing.rejects.run_forever',
    'a closed loop runs',
    (Base) =>
      class extends Base {
        override runForever(): Promise<void> {
          return this.isClosed() ? Promise.resolve() : super.runForever();
        }
      },
  ),
  ...(['callSoon', 'callSoonThreadsafe', 'callLater', 'callAt', 'runInExecutor'] as const).map((method) => {
    const clauses = {
      callSoon: 'closing.rejects.call_soon',
      callSoonThreadsafe: 'closing.rejects.call_soon_threadsafe',
      callLater: 'closing.rejects.call_later',
      callAt: 'closing.rejects.call_at',
      runInExecutor: 'closing.rejects.run_in_executor',
    } as const;
    return damaged(clauses[method], `a closed loop silently drops what ${method}() gets`, (made) => {
      const sound = made[method].bind(made) as (...args: unknown[]) => unknown;
      (made as unknown as Record<string, unknown>)[method] = (...args: unknown[]) =>
        made.isClosed() ? undefined : sound(...args);
    });
  }),
  damaged('closing.rejects.run_until_complete', 'a closed loop starts the coroutine before it refuses', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => {
      if (made.isClosed() && 'next' in future) (future as { next(): void }).next();
      return run(future);
    };
  }),
  damaged('closing.rejects.run_in_executor', 'a closed loop submits to an executor of the caller', (made) => {
    const run = made.runInExecutor.bind(made);
    made.runInExecutor = (executor, callback, args) => {
      executor?.submit(callback, args);
      return run(executor, callback, args);
    };
  }),
  damaged('closing.rejects.create_task', 'a closed loop starts the coroutine before it refuses it', (made) => {
    const createTask = made.createTask.bind(made);
    made.createTask = (coro, options) => {
      if (made.isClosed()) coro.next(undefined);
      return createTask(coro, options);
    };
  }),
  damaged('closing.close.discards_ready', 'close() calls what is queued', (made) => {
    const close = made.close.bind(made);
    made.close = () => {
      for (const handle of made._ready) handle._run();
      close();
    };
  }),
  damaged('closing.close.discards_timers', 'timers fire after close()', (made) => {
    const close = made.close.bind(made);
    made.close = () => {
      const timers: TimerHandle[] = [];
      while (made._scheduled.length > 0) timers.push(made._scheduled.pop());
      close();
      setTimeout(() => {
        for (const timer of timers) timer._run();
      }, 5);
    };
  }),
  damaged('closing.close.queries_still_work', 'a closed loop refuses to tell the time', (made) => {
    const time = made.time.bind(made);
    made.time = () => {
      if (made.isClosed()) throw new Error('the loop is closed');
      return time();
    };
  }),
  damaged('closing.close.call_exception_handler_still_works', 'a closed loop reports nothing', (made) => {
    const call = made.callExceptionHandler.bind(made);
    made.callExceptionHandler = (context) => {
      if (!made.isClosed()) call(context);
    };
  }),
  python(
    'closing.rejects.add_signal_handler',
    'a closed loop takes signal handlers',
    `
    import signal
    loop.__class__ = type('Broken', (type(loop),), {'add_signal_handler': lambda self, number, callback, *args: signal.signal(number, lambda *_: callback(*args))})
  `,
  ),
  python(
    'closing.rejects.fd_registration',
    'a closed loop takes readers',
    `
    loop.__class__ = type('Broken', (type(loop),), {'add_reader': lambda self, fd, callback, *args: None})
  `,
  ),
  damaged('closing.close.executor_not_awaited', 'close() leaves the default executor open', (made) => {
    const close = made.close.bind(made);
    made.close = () => {
      made._executors.executor = null;
      close();
    };
  }),
  damaged('closing.close.executor_not_awaited', 'each close() shuts the default executor down', (made) => {
    const close = made.close.bind(made);
    made.close = () => {
      const executor = made._executors.executor;
      close();
      made._executors.executor = executor;
    };
  }),
  damaged('closing.close.discards_ready', 'a closed loop keeps what was queued', (made) => {
    const { _ready: ready } = made;
    ready.clear = () => {};
  }),
  damaged('closing.close.discards_timers', 'a closed loop keeps its timers', (made) => {
    const { _scheduled: scheduled } = made;
    scheduled.clear = () => {};
  }),
  python(
    'closing.close.executor_not_awaited',
    'close() waits for the jobs',
    `
    base = type(loop)
    def close(self):
        if self._default_executor is not None: self._default_executor.shutdown(wait=True)
        base.close(self)
    loop.__class__ = type('Broken', (base,), {'close': close})
  `,
  ),
  python(
    'closing.close.releases_descriptors',
    'close() forgets its selector',
    `
    global new_loop
    kept = []
    sound = new_loop
    def new_loop():
        other = sound()
        kept.append(other._selector)
        other._selector.close = lambda: None
        return other
  `,
  ),
  python(
    'closing.close.survives_finalizers',
    'close() empties its queues before it marks the loop closed',
    `
    sound = loop.close
    def close():
        loop._ready.clear()
        loop._scheduled.clear()
        sound()
    loop.close = close
    `,
  ),
];
