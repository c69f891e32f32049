/** Loops that run and stop badly. */
import { _getRunningLoop, _setRunningLoop, asyncio, type NodeEventLoop } from '../../reference';
import { KeyboardInterrupt, RuntimeError, SystemExit, type Future } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, loop, module, python } from './faults';

export const runningBrokenLoops: readonly BrokenLoop[] = [
  loop(
    'running.run_forever.until_stop',
    'the run ends when no callback is ready',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          super._runOnce();
          if (this._ready.length === 0) this.stop();
        }
      },
  ),
  damaged('running.run_forever.returns_none', 'run_forever() returns an exit code', (made) => {
    const run = made.runForever.bind(made);
    made.runForever = async () => {
      await run();
      return 0 as never;
    };
  }),
  loop(
    'running.run_forever.stays_alive_when_idle',
    'the run ends when nothing is scheduled',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          if (this._ready.length === 0 && this._scheduled.length === 0) this.stop();
          super._runOnce();
        }
      },
  ),
  damaged('running.run_forever.runs_callbacks_queued_before', 'the queue is cleared when a run begins', (made) => {
    const run = made.runForever.bind(made);
    made.runForever = () => {
      made._ready.clear();
      made.callLater(0.02, () => made.stop());
      return run();
    };
  }),
  damaged('running.run_forever.restartable', 'a loop runs once', (made) => {
    let runs = 0;
    const run = made.runForever.bind(made);
    made.runForever = () => {
      runs += 1;
      return runs > 1 ? Promise.reject(new RuntimeError('the loop has run')) : run();
    };
  }),
  damaged('running.run_forever.same_loop_reentry', 'a second run on a running loop ends at once', (made) => {
    const run = made.runForever.bind(made);
    made.runForever = () => (made.isRunning() ? Promise.resolve() : run());
  }),
  damaged(
    'running.run_until_complete.same_loop_reentry',
    'a second run on a running loop is quietly granted',
    (made) => {
      const run = made.runUntilComplete.bind(made);
      made.runUntilComplete = (future) => (made.isRunning() ? Promise.resolve(undefined as never) : run(future));
    },
  ),
  damaged(
    'running.run_until_complete.refusal_leaves_coroutine_untouched',
    'the task is made before the run is refused',
    (made) => {
      const run = made.runUntilComplete.bind(made);
      made.runUntilComplete = (future) =>
        run(made.isRunning() && 'next' in future ? made.createTask(future as never) : future);
    },
  ),
  loop('running.run_forever.other_loop_running', 'a running loop is set aside', settingAside),
  loop('running.run_until_complete.other_loop_running', 'a running loop is set aside', settingAside),
  damaged('running.run_until_complete.result', 'the result is a copy', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = async (future) => {
      const value = await run(future);
      return typeof value === 'object' && value !== null ? { ...value } : value;
    };
  }),
  damaged('running.run_until_complete.exception', 'the error is wrapped', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) =>
      run(future).catch((error: unknown) => Promise.reject(new Error('wrapped', { cause: error })));
  }),
  damaged('running.run_until_complete.cancelled', 'a cancelled future gives nothing', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => run(future).catch(() => undefined as never);
  }),
  damaged('running.run_until_complete.wraps_coroutine_in_task', 'the task factory is passed over', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => {
      const factory = made.getTaskFactory();
      made.setTaskFactory(null);
      const wrapped = 'next' in future ? made.createTask(future as never) : future;
      made.setTaskFactory(factory);
      return run(wrapped as never);
    };
  }),
  damaged('running.run_until_complete.exit_request_consumed', 'a coroutine counts as a task that was given', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (what: never) => run(asyncio.ensureFuture(what, { loop: made }));
  }),
  damaged('running.run_until_complete.exit_request_of_given_task', 'what ends a run counts as retrieved', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = ((what: Future) =>
      run(what).finally(() => {
        if (asyncio.isfuture(what) && what.done() && !what.cancelled()) what.exception();
      })) as typeof run;
  }),
  damaged('running.run_until_complete.type_error', 'what is not awaitable is returned as it is', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => (typeof future === 'object' ? run(future) : Promise.resolve(future));
  }),
  damaged('running.run_until_complete.foreign_future', 'a future of another loop is run on that loop', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => {
      const own = (future as { getLoop?: () => unknown }).getLoop?.();
      return own === undefined || own === made ? run(future) : Promise.resolve(undefined as never);
    };
  }),
  damaged(
    'running.run_until_complete.done_future_still_spins',
    'the result of a done future is returned at once',
    (made) => {
      const run = made.runUntilComplete.bind(made);
      made.runUntilComplete = async (future) => {
        const { done, result } = future as { done?: () => boolean; result?: () => never };
        if (done !== undefined && result !== undefined && done.call(future)) return result.call(future);
        return run(future);
      };
    },
  ),
  damaged(
    'running.run_until_complete.finishes_current_batch',
    'the queue is drained before the result is returned',
    (made) => {
      const run = made.runUntilComplete.bind(made);
      made.runUntilComplete = async (future) => {
        const value = await run(future);
        while (made._ready.length > 0) made._ready.shift()._run();
        return value;
      };
    },
  ),
  damaged('running.run_until_complete.stopped_early', 'a run that was stopped early returns nothing', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) =>
      run(future).catch((error: unknown) => {
        if (error instanceof RuntimeError) return undefined as never;
        throw error;
      });
  }),
  damaged('running.run_until_complete.stopped_early', 'a run that was stopped early cancels the task', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) =>
      run(future).catch((error: unknown) => {
        (future as { cancel?: () => void }).cancel?.();
        throw error;
      });
  }),
  damaged('running.run_until_complete.removes_its_done_callback', 'the stop callback stays on the future', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => {
      const { addDoneCallback } = future as { addDoneCallback?: (callback: () => void) => void };
      addDoneCallback?.call(future, () => made.stop());
      return run(future);
    };
  }),
  damaged(
    'running.run_until_complete.exit_request_leaves_no_pending_stop',
    'an exit request leaves a stop request behind',
    (made) => {
      const run = made.runUntilComplete.bind(made);
      made.runUntilComplete = (future) =>
        run(future).catch((error: unknown) => {
          if (error instanceof KeyboardInterrupt) made.stop();
          throw error;
        });
    },
  ),
  damaged('running.run_until_complete.raises_exit_request', 'exit requests become plain errors', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) =>
      run(future).catch((error: unknown) => {
        if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw new Error('exit');
        throw error;
      });
  }),
  damaged('running.stop.before_run_forever', 'a stop before the run is forgotten', (made) => {
    const run = made.runForever.bind(made);
    made.runForever = () => {
      if (!made._stopping) return run();
      made._stopping = false;
      made.callLater(0.2, () => made.stop());
      return run().then(() => Promise.reject(new Error('the stop was forgotten')));
    };
  }),
  damaged('running.stop.before_run_runs_queued', 'a stopped run runs nothing', (made) => {
    const run = made.runForever.bind(made);
    made.runForever = () => {
      if (!made._stopping) return run();
      made._stopping = false;
      return Promise.resolve();
    };
  }),
  damaged('running.stop.before_run_queued_after_stop', 'stop() is a barrier in the queue', (made) => {
    let barrier = false;
    const held: (() => void)[] = [];
    const { stop, callSoon } = made;
    made.stop = () => {
      barrier = !made.isRunning();
      stop.call(made);
    };
    made.callSoon = ((...args: Parameters<typeof callSoon>) => {
      if (!barrier || made.isRunning()) return callSoon.apply(made, args);
      held.push(() => callSoon.apply(made, args));
      return callSoon.call(made, () => held.splice(0).forEach((again) => again()));
    }) as typeof callSoon;
  }),
  loop(
    'running.stop.finishes_current_batch',
    'stop() breaks off the batch',
    (Base) =>
      class extends Base {
        override stop(): void {
          super.stop();
          if (this.isRunning()) for (const handle of this._ready) handle.cancel();
        }
      },
  ),
  loop(
    'running.stop.defers_callbacks_of_last_batch',
    'what the last batch schedules is thrown away',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          super._runOnce();
          if (this._stopping) this._ready.clear();
        }
      },
  ),
  loop(
    'running.stop.defers_callbacks_of_last_batch',
    'stop() is one more callback in the queue',
    (Base) =>
      class extends Base {
        override stop(): void {
          if (this.isRunning()) this.callSoon(() => super.stop());
          else super.stop();
        }
      },
  ),
  damaged('running.stop.request_is_cleared', 'a stop request sticks', (made) => {
    const { stop } = made;
    let stopped = false;
    made.stop = () => {
      stopped = true;
      stop.call(made);
    };
    const run = made.runForever.bind(made);
    made.runForever = () => {
      if (stopped) stop.call(made);
      return run();
    };
  }),
  hanging(
    loop(
      'running.stop.from_other_thread',
      'calls from outside do not wake the loop',
      (Base) =>
        class extends Base {
          override _writeToSelf(): void {}
        },
    ),
  ),
  damaged('running.is_running.transitions', 'is_running() is always true', (made) => {
    made.isRunning = () => true;
    const { close } = made;
    made.close = () => {
      made.isRunning = () => false;
      close.call(made);
    };
    made._checkRunning = () => {};
  }),
  damaged('running.is_running.true_until_run_returns', 'is_running() is false after stop()', (made) => {
    const { isRunning } = made;
    made.isRunning = () => isRunning.call(made) && !made._stopping;
  }),
  damaged('running.is_running.after_exception', 'an exception leaves the loop running', (made) => {
    const cleanup = made._runForeverCleanup.bind(made);
    let failed = false;
    const { isRunning } = made;
    const once = made._runOnce.bind(made);
    made._runOnce = () => {
      try {
        once();
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    made._runForeverCleanup = () => cleanup();
    made.isRunning = () => failed || isRunning.call(made);
  }),
  damaged('running.exit_request.keyboard_interrupt_propagates', 'KeyboardInterrupt is reported instead', (made) => {
    const once = made._runOnce.bind(made);
    made._runOnce = () => {
      try {
        once();
      } catch (error) {
        made.callExceptionHandler({ message: 'Exception in callback', exception: error });
        made.stop();
      }
    };
  }),
  damaged('running.exit_request.system_exit_propagates', 'SystemExit is reported instead', (made) => {
    const once = made._runOnce.bind(made);
    made._runOnce = () => {
      try {
        once();
      } catch (error) {
        made.callExceptionHandler({ message: 'Exception in callback', exception: error });
        made.stop();
      }
    };
  }),
  damaged('running.exit_request.rest_of_batch_kept', 'an exit request empties the queue', (made) => {
    const once = made._runOnce.bind(made);
    made._runOnce = () => {
      try {
        once();
      } catch (error) {
        made._ready.clear();
        throw error;
      }
    };
  }),
  module('running.exit_request.running_loop_cleared', 'the running loop is never forgotten', () => ({
    getRunningLoop: () => ({}) as never,
  })),
  python(
    'running.run_forever.thread_hop_between_runs',
    'a loop runs in the thread of its first run only',
    `
    base, owner = type(loop), []
    def run_forever(self):
        owner.append(threading.get_ident())
        if owner[-1] != owner[0]: raise RuntimeError('the loop belongs to another thread')
        return base.run_forever(self)
    loop.__class__ = type('Broken', (base,), {'run_forever': run_forever})
    `,
  ),
  python(
    'running.is_running.visible_from_other_thread',
    'is_running() is about the thread that asks',
    `
    base = type(loop)
    def is_running(self): return self._thread_id == threading.get_ident()
    loop.__class__ = type('Broken', (base,), {'is_running': is_running})
    `,
  ),
  damaged('running.run_until_complete.accepts_awaitable', 'coroutines and futures alone are run', (made) => {
    const run = made.runUntilComplete.bind(made);
    made.runUntilComplete = (future) => {
      if (!asyncio.iscoroutine(future) && !asyncio.isfuture(future)) throw new TypeError('a coroutine was expected');
      return run(future);
    };
  }),
  loop('running.stop.idempotent', 'each call of stop() ends a run', (Base) => {
    return class extends Base {
      requests = 0;
      override stop(): void {
        this.requests += 1;
        super.stop();
      }
      override _runForeverCleanup(): void {
        super._runForeverCleanup();
        this.requests -= 1;
        if (this.requests > 0) super.stop();
      }
    };
  }),
  python(
    'running.run_forever.running_in_other_thread',
    'a loop runs in two threads at once',
    `
    base = type(loop)
    def run_forever(self):
        if self.is_running(): return None
        return base.run_forever(self)
    loop.__class__ = type('Broken', (base,), {'run_forever': run_forever})
  `,
  ),
  python(
    'running.run_forever.non_main_thread',
    'a loop runs in the main thread only',
    `
    import threading
    base = type(loop)
    def run_forever(self):
        if threading.current_thread() is not threading.main_thread(): raise ValueError('main thread only')
        return base.run_forever(self)
    Broken = type('Broken', (base,), {'run_forever': run_forever})
    loop.__class__ = Broken
    global new_loop
    def new_loop(): return Broken()
  `,
  ),
  python(
    'running.run_forever.two_loops_two_threads',
    'one loop runs at a time',
    `
    import threading
    base = type(loop)
    lock = threading.Lock()
    def run_forever(self):
        if not lock.acquire(timeout=0.2): raise RuntimeError('another loop runs')
        try: return base.run_forever(self)
        finally: lock.release()
    Broken = type('Broken', (base,), {'run_forever': run_forever})
    loop.__class__ = Broken
    global new_loop
    def new_loop(): return Broken()
  `,
  ),
  python(
    'running.stop.before_run_polls_io',
    'a stopped run does not poll',
    `
    base = type(loop)
    def run_forever(self):
        if self._stopping:
            select = self._selector.select
            self._selector.select = lambda timeout=None: []
            try: return base.run_forever(self)
            finally: self._selector.select = select
        return base.run_forever(self)
    loop.__class__ = type('Broken', (base,), {'run_forever': run_forever})
  `,
  ),
];

/** Runs whatever other loop is running, which it leaves as it was. */
function settingAside(Base: typeof NodeEventLoop): typeof NodeEventLoop {
  return class extends Base {
    override _checkRunning(): void {
      if (this.isRunning()) throw new RuntimeError('This event loop is already running');
    }
    override runForever(): Promise<void> {
      const other = _getRunningLoop();
      _setRunningLoop(null);
      try {
        return super.runForever();
      } finally {
        _setRunningLoop(other);
      }
    }
  };
}
