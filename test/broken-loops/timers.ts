/** Loops whose clock or timers are wrong. */
import type { NodeEventLoop, TimerHandle } from '../../reference';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, loop, python } from './faults';

/** What is due now, in no order; it stays scheduled. */
function timersDue(made: NodeEventLoop): TimerHandle[] {
  const due: TimerHandle[] = [];
  made._scheduled.filter((timer) => {
    if (timer.when() <= made.time()) due.push(timer);
    return true;
  });
  return due;
}

export const timersBrokenLoops: readonly BrokenLoop[] = [
  damaged('timers.time.float_seconds', 'time() counts milliseconds', (made) => {
    made.time = () => performance.now();
  }),
  damaged('timers.time.monotonic', 'time() jumps back now and then', (made) => {
    let calls = 0;
    made.time = () => performance.now() / 1000 - (calls++ % 50 === 49 ? 1 : 0);
  }),
  damaged('timers.time.advances_inside_callback', 'time() is frozen while callbacks run', (made) => {
    const once = made._runOnce.bind(made);
    let frozen: number | undefined;
    made.time = () => frozen ?? performance.now() / 1000;
    made._runOnce = () => {
      frozen = performance.now() / 1000;
      once();
      frozen = undefined;
    };
  }),
  damaged('timers.call_later.fires_after_delay', 'delays count as milliseconds', (made) => {
    const { callLater } = made;
    made.callLater = (delay, ...rest) => Reflect.apply(callLater, made, [delay / 1000, ...rest]);
  }),
  damaged('timers.call_later.fires_after_delay', 'timers fire twice', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, callback: () => void, ...rest: never[]) => {
      callLater.call(made, delay, callback, ...rest);
      return callLater.call(made, delay, callback, ...rest);
    };
  }),
  damaged('timers.call_later.not_early', 'delays are cut to hundredths of a second', (made) => {
    const { callAt } = made;
    made._clockResolution = 0.01;
    made.callAt = callAt;
  }),
  damaged(
    'timers.call_later.not_early_by_host_clock',
    'what is left of a delay behind the milliseconds is dropped',
    (made) => {
      const { callLater } = made;
      made.callLater = (delay: number, ...rest: never[]) =>
        Reflect.apply(callLater, made, [Math.floor(delay * 1000) / 1000, ...rest]) as never;
    },
  ),
  damaged('timers.call_later.sub_millisecond_not_early', 'delays are cut to whole milliseconds', (made) => {
    made._clockResolution = 0.001;
  }),
  damaged('timers.call_later.int_and_float', 'fractions are refused', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, ...rest: never[]) => {
      if (!Number.isInteger(delay)) throw new TypeError('whole numbers only');
      return Reflect.apply(callLater, made, [delay, ...rest]) as never;
    };
  }),
  damaged('timers.call_later.none_type_error', 'None is no delay', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number | null, ...rest: never[]) =>
      Reflect.apply(callLater, made, [delay ?? 0, ...rest]) as never;
  }),
  damaged('timers.call_at.none_type_error', 'None is now', (made) => {
    const { callAt } = made;
    made.callAt = (when: number | null, ...rest: never[]) => Reflect.apply(callAt, made, [when ?? 0, ...rest]) as never;
  }),
  damaged('timers.call_later.non_number_type_error', 'texts are read as numbers', (made) => {
    const { callLater } = made;
    made.callLater = (delay: unknown, ...rest: never[]) =>
      Reflect.apply(callLater, made, [Number(delay), ...rest]) as never;
  }),
  damaged('timers.call_later.zero_delay', 'a delay of zero calls at once', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, callback: () => void, ...rest: never[]) => {
      if (delay === 0) callback();
      return Reflect.apply(callLater, made, [delay, delay === 0 ? () => {} : callback, ...rest]) as never;
    };
  }),
  damaged('timers.call_later.zero_delay', 'a delay of zero is a millisecond', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, ...rest: never[]) =>
      Reflect.apply(callLater, made, [Math.max(delay, 0.001), ...rest]) as never;
  }),
  damaged('timers.call_later.negative_delay', 'negative delays are refused', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, ...rest: never[]) => {
      if (delay < 0) throw new RangeError('the past is over');
      return Reflect.apply(callLater, made, [delay, ...rest]) as never;
    };
  }),
  damaged('timers.call_later.overdue_in_deadline_order', 'overdue timers run in the order of scheduling', (made) => {
    const { callAt } = made;
    let n = 0;
    made.callAt = (when: number, ...rest: never[]) =>
      Reflect.apply(callAt, made, [when < made.time() ? made.time() - 1 + n++ * 1e-6 : when, ...rest]) as never;
  }),
  loop(
    'timers.order.by_deadline',
    'timers that are due run in the order of scheduling',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          const due = timersDue(this);
          if (due.length > 1) {
            this._scheduled.filter((timer) => !due.includes(timer));
            for (const timer of due.reverse()) this._ready.push(timer);
          }
          super._runOnce();
        }
      },
  ),
  damaged('timers.order.ties_all_run', 'timers are kept by their deadline', (made) => {
    const { callAt } = made;
    const byDeadline = new Map<number, { cancel(): void }>();
    made.callAt = ((when: number, ...rest: never[]) => {
      byDeadline.get(when)?.cancel();
      const timer = Reflect.apply(callAt, made, [when, ...rest]) as { cancel(): void };
      byDeadline.set(when, timer);
      return timer;
    }) as never;
  }),
  hanging(
    damaged('timers.call_later.many', 'more than two hundred timers lose the latest', (made) => {
      const { push } = made._scheduled;
      const timers = made._scheduled;
      timers.push = (timer) => {
        if (timers.length < 200) push.call(timers, timer);
      };
    }),
  ),
  damaged('timers.call_later.more_than_a_day', 'delays overflow 31 bits of milliseconds', (made) => {
    const { callAt } = made;
    made.callAt = (when: number, ...rest: never[]) => {
      const far = (when - made.time()) * 1000 > 2 ** 31 - 1;
      return Reflect.apply(callAt, made, [far ? 0 : when, ...rest]) as never;
    };
  }),
  damaged('timers.call_later.infinite', 'an infinite delay is refused', (made) => {
    const { callLater } = made;
    made.callLater = (delay: number, ...rest: never[]) => {
      if (delay === Infinity) throw new RangeError('too long');
      return Reflect.apply(callLater, made, [delay, ...rest]) as never;
    };
  }),
  damaged('timers.call_later.args', 'timers call without arguments', (made) => {
    const { callAt } = made;
    made.callAt = (when: number, callback: () => void, _args: never, options: never) =>
      Reflect.apply(callAt, made, [when, callback, [], options]);
  }),
  damaged('timers.call_later.relative_to_call_time', 'delays count from the begin of the iteration', (made) => {
    const once = made._runOnce.bind(made);
    const { callAt } = made;
    let began: number | undefined;
    made._runOnce = () => {
      began = made.time();
      once();
      began = undefined;
    };
    made.callLater = (delay: number, ...rest: never[]) =>
      Reflect.apply(callAt, made, [(began ?? made.time()) + delay, ...rest]) as never;
  }),
  damaged('timers.call_later.cancel', 'a cancelled timer fires', (made) => {
    const { callAt } = made;
    made.callAt = ((when: number, callback: () => void, args?: never, options?: never) => {
      const timer = Reflect.apply(callAt, made, [when, () => {}, [], options]) as { cancel(): void };
      Reflect.apply(callAt, made, [when, callback, args, options]);
      return timer;
    }) as never;
  }),
  loop(
    'timers.call_later.cancel_when_due',
    'a due timer cannot be cancelled',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          const due = timersDue(this).filter((timer) => !timer._cancelled);
          const calls = due.map((timer) => [timer, timer._callback, timer._args] as const);
          super._runOnce();
          for (const [timer, callback, args] of calls) if (timer._cancelled) callback?.(...(args ?? []));
        }
      },
  ),
  loop(
    'timers.call_later.rescheduling_from_callback',
    'timers that come due in a batch join it',
    (Base) =>
      class extends Base {
        override _runOnce(): void {
          super._runOnce();
          for (let i = 0; i < 1000; i++) {
            const next = this._scheduled.peek();
            if (next === undefined || next.when() > this.time()) return;
            this._scheduled.pop();
            if (!next._cancelled) next._run();
          }
        }
      },
  ),
  damaged('timers.call_later.exception_isolated', 'a timer that throws takes the others along', (made) => {
    const call = made.callExceptionHandler.bind(made);
    made.callExceptionHandler = (context) => {
      for (const handle of made._ready) handle.cancel();
      call(context);
    };
  }),
  damaged('timers.call_later.returns_timer_handle', 'a delay of zero gives a plain handle', (made) => {
    const { callLater } = made;
    made.callLater = ((delay: number, callback: () => void, ...rest: never[]) =>
      delay <= 0
        ? made.callSoon(callback, ...rest)
        : (Reflect.apply(callLater, made, [delay, callback, ...rest]) as never)) as never;
  }),
  damaged('timers.call_later.when_for_every_delay', 'a past deadline becomes now', (made) => {
    const { callAt } = made;
    made.callAt = (when: number, ...rest: never[]) =>
      Reflect.apply(callAt, made, [Math.max(when, made.time()), ...rest]) as never;
  }),
  damaged('timers.call_later.when_value', 'when() is the delay', (made) => {
    const { callLater } = made;
    made.callLater = ((delay: number, ...rest: never[]) => {
      const timer = Reflect.apply(callLater, made, [delay, ...rest]) as { when(): number };
      timer.when = () => delay;
      return timer;
    }) as never;
  }),
  damaged('timers.call_at.when_exact', 'deadlines are rounded to milliseconds', (made) => {
    const { callAt } = made;
    made.callAt = (when: number, ...rest: never[]) =>
      Reflect.apply(callAt, made, [Math.ceil(when * 1000) / 1000, ...rest]) as never;
  }),
  damaged('timers.handle.when_stable', 'when() forgets the deadline of a cancelled timer', (made) => {
    const { callAt } = made;
    made.callAt = ((...args: never[]) => {
      const timer = Reflect.apply(callAt, made, args) as { when(): number; cancelled(): boolean };
      const when = timer.when();
      timer.when = () => (timer.cancelled() ? 0 : when);
      return timer;
    }) as never;
  }),
  damaged('timers.call_at.same_clock_as_time', 'call_at() goes by the wall clock', (made) => {
    const { callAt } = made;
    made.callAt = (when: number, ...rest: never[]) =>
      Reflect.apply(callAt, made, [when - Date.now() / 1000, ...rest]) as never;
  }),
  damaged('timers.call_at.keeps_deadline_across_runs', 'timers stand still between runs', (made) => {
    let paused = 0;
    let since: number | undefined = performance.now() / 1000;
    const run = made.runForever.bind(made);
    made.time = () => (since ?? performance.now() / 1000) - paused;
    made.runForever = async () => {
      paused += performance.now() / 1000 - (since ?? 0);
      since = undefined;
      await run();
      since = performance.now() / 1000;
    };
  }),
  python(
    'timers.cancelled.memory_bounded',
    'cancelled timers are kept until they are due',
    `
    base = type(loop)
    loop.__class__ = type('Broken', (base,), {'_timer_handle_cancelled': lambda self, handle: None})
    import asyncio.base_events
    asyncio.base_events._MIN_SCHEDULED_TIMER_HANDLES = 10 ** 9
    call_later = base.call_later
    loop.__class__.kept = []
    loop.__class__.call_later = lambda self, *args, **kwargs: (self.kept.append(call_later(self, *args, **kwargs)), self.kept[-1])[1]
  `,
  ),
  damaged('timers.cancelled.freed_beside_live_timer', 'cancelled timers are dropped from the head alone', (made) => {
    made._timerHandleCancelled = () => {};
  }),
];
