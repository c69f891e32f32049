/** Loops that get the iteration wrong. */
import type { NodeEventLoop } from '../../reference';
import type { ContextOption, Handle } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, loop, python } from './faults';

const drain = (Base: Parameters<Parameters<typeof loop>[2]>[0]) =>
  class extends Base {
    override _runOnce(): void {
      super._runOnce();
      for (let i = 0; i < 1000 && this._ready.length > 0; i++) {
        const handle = this._ready.shift();
        if (!handle._cancelled) handle._run();
      }
    }
  };

/** As drain, and only where a stop() is the last thing of its batch: what is scheduled beside an earlier one waits. */
const drainBehindStop = (Base: Parameters<typeof drain>[0]) => {
  const Draining = drain(Base);
  return class extends Draining {
    #added = 0;
    #isLast = false;

    override callSoon<A extends readonly unknown[] = []>(
      callback: (...args: A) => unknown,
      args?: Readonly<A>,
      options?: ContextOption,
    ): Handle {
      this.#added++;
      return super.callSoon(callback, args, options);
    }

    override stop(): void {
      this.#isLast = this._ready.length === this.#added;
      super.stop();
    }

    override _runOnce(): void {
      this.#added = 0;
      this.#isLast = false;
      Base.prototype._runOnce.call(this);
      if (this.#isLast && this._ready.length > 0) super._runOnce();
    }
  };
};

/** Makes an iteration of a loop that sees no timers while callbacks are ready. */
function whileBlind({ _scheduled: timers, _ready: ready }: NodeEventLoop, iterate: () => void): void {
  const peek = timers.peek.bind(timers);
  if (ready.length > 0) timers.peek = () => undefined;
  try {
    iterate();
  } finally {
    timers.peek = peek;
  }
}

export const iterationBrokenLoops: readonly BrokenLoop[] = [
  loop('iteration.new_callbacks_wait_for_next_poll', 'a batch takes in what it schedules', drain),
  loop('iteration.run_once_idiom', 'a batch that ends with stop() drains the queue', drainBehindStop),
  hanging(
    loop(
      'iteration.timers_not_starved',
      'timers wait until no callback is ready',
      (Base) =>
        class extends Base {
          override _runOnce(): void {
            whileBlind(this, () => super._runOnce());
          }
        },
    ),
  ),
  hanging(
    loop(
      'iteration.thread_calls_not_starved',
      'calls from outside wait until the queue is empty',
      (Base) =>
        class extends Base {
          #outside: (() => void)[] = [];
          override callSoonThreadsafe(callback: () => void): Handle {
            const handle = super.callSoon(() => {});
            this.#outside.push(() => {
              super.callSoon(callback);
            });
            return handle;
          }
          override _runOnce(): void {
            if (this._ready.length === 0) for (const call of this.#outside.splice(0)) call();
            super._runOnce();
          }
        },
    ),
  ),
  hanging(
    loop(
      'iteration.ready_not_starved_by_timers',
      'callbacks wait while a timer is due',
      (Base) =>
        class extends Base {
          override _runOnce(): void {
            const next = this._scheduled.peek();
            if (next !== undefined && next.when() <= this.time()) {
              this._scheduled.pop();
              if (!next._cancelled) next._run();
              return;
            }
            super._runOnce();
          }
        },
    ),
  ),
  loop(
    'iteration.no_blocking_when_ready',
    'the loop waits for its timer before each batch',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          if (this._scheduled.length > 0 && this._ready.length > 0) {
            const end = performance.now() + 60;
            while (performance.now() < end);
          }
          super._runOnce();
        }
      },
  ),
  hanging(
    loop(
      'iteration.cancelled_timer_does_not_block_others',
      'cancelling a timer drops those behind it',
      (Base) =>
        class extends Base {
          override _timerHandleCancelled(
            handle: Parameters<InstanceType<typeof Base>['_timerHandleCancelled']>[0],
          ): void {
            super._timerHandleCancelled(handle);
            this._scheduled.filter((timer) => timer.when() <= handle.when());
          }
        },
    ),
  ),
  hanging(
    loop(
      'iteration.earlier_timer_added_while_waiting',
      'the wait is not shortened from outside',
      (Base) =>
        class extends Base {
          override _writeToSelf(): void {}
        },
    ),
  ),
  loop(
    'iteration.cancel_within_batch',
    'what was cancelled within the batch is called',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          const calls = [...this._ready].map((handle) => [handle, handle._callback, handle._args] as const);
          super._runOnce();
          for (const [handle, callback, args] of calls) if (handle._cancelled) callback?.(...(args ?? []));
        }
      },
  ),
  loop(
    'iteration.run_once_idiom_runs_due_timers',
    'timers are looked at after the callbacks',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          whileBlind(this, () => super._runOnce());
        }
      },
  ),
  loop(
    'iteration.no_busy_wait_when_idle',
    'the loop spins while it waits',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          // By the processor's clock: on a busy machine little is left to spin with.
          const before = process.cpuUsage();
          const spent = (): number => process.cpuUsage(before).user + process.cpuUsage(before).system;
          if (this._ready.length === 0) while (spent() < 300_000);
          super._runOnce();
        }
      },
  ),
  python(
    'iteration.io_not_starved',
    'descriptors are polled only when nothing is ready',
    `
    base = type(loop)
    select = loop._selector.select
    loop._selector.select = lambda timeout=None: [] if timeout == 0 else select(timeout)
  `,
  ),
  python(
    'iteration.io_while_timer_pending',
    'the loop sleeps until the next timer',
    `
    import time
    select = loop._selector.select
    def sleeping(timeout=None):
        if timeout: time.sleep(timeout)
        return select(0 if timeout else timeout)
    loop._selector.select = sleeping
  `,
  ),
];
