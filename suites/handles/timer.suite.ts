/** TimerHandle: its class, its order and its bookkeeping. */
import type { AbstractEventLoop, ExceptionContext } from '../../spec';
import { expect, suite } from '../support';

export const timerSuite = suite('handles', 'handles of timers', (test) => {
  test('handles.timer_is_handle', 'asks a timer for its class', ({ loop, asyncio }) => {
    const timer = loop.callLater(60, () => {});
    // What is no TimerHandle at all is told by another clause.
    const made = new asyncio.TimerHandle(loop.time() + 60, () => {}, [], loop);
    for (const one of timer instanceof asyncio.TimerHandle ? [made, timer] : [made])
      expect(one instanceof asyncio.Handle, 'a Handle').to.equal(true);
    expect(loop.callSoon(() => {}) instanceof asyncio.TimerHandle, 'a plain handle is no TimerHandle').to.equal(false);
    timer.cancel();
  });

  test(
    'handles.constructor',
    'builds both kinds for a loop that only knows debug mode',
    ({ asyncio }) => {
      const { loop, touched } = stubLoop();
      const callback = (): void => {};
      const handle = new asyncio.Handle(callback, [1], loop);
      const timer = new asyncio.TimerHandle(12.5, callback, [1], loop, asyncio.copyContext());
      expect(handle.cancelled()).to.equal(false);
      expect(timer.cancelled()).to.equal(false);
      expect(timer.when()).to.equal(12.5);
      expect(touched.filter((name) => name !== 'getDebug')).to.deep.equal([]);
      expect(touched).to.include('getDebug');
    },
    { on: 'typescript' },
  );

  test(
    'handles.timer.notifies_loop_once',
    'cancels handles of a loop that listens',
    ({ asyncio }) => {
      const { loop, cancelled } = stubLoop();
      const timer = new asyncio.TimerHandle(1, () => {}, [], loop);
      timer.cancel();
      timer.cancel();
      expect(cancelled).to.have.length(1);
      expect((cancelled[0] as unknown[])[0]).to.equal(timer);
      expect((cancelled[0] as unknown[])[1]).to.equal(false);
      new asyncio.Handle(() => {}, [], loop).cancel();
      expect(cancelled).to.have.length(1);
    },
    { on: 'typescript' },
  );

  const pythonTests = [
    [
      'handles.constructor',
      'builds both kinds for a stub loop',
      `
      class Stub:
          touched = []
          def __getattr__(self, name):
              Stub.touched.append(name)
              if name != 'get_debug': raise AttributeError(name)
              return lambda: False
      stub = Stub()
      handle = asyncio.Handle(print, (1,), stub)
      timer = asyncio.TimerHandle(12.5, print, (1,), stub, None)
      return [handle.cancelled(), timer.cancelled(), timer.when(), sorted(set(Stub.touched))]
      `,
      [false, false, 12.5, ['get_debug']],
    ],
    [
      'handles.timer.ordering',
      'compares and sorts timers',
      `
      a, b, c = (asyncio.TimerHandle(when, print, (), loop) for when in (1, 2, 3))
      return [a < b, b > a, a <= b, b >= a, a > b, b < a, sorted([c, a, b]) == [a, b, c]]
      `,
      [true, true, true, true, false, false, true],
    ],
    [
      'handles.timer.ordering_same_deadline',
      'compares timers with one deadline',
      `
      a, b = asyncio.TimerHandle(1, print, (), loop), asyncio.TimerHandle(1, print, (), loop)
      c = asyncio.TimerHandle(1, repr, (), loop)
      return [a < b, a > b, a <= b, a >= b, a < c, a <= c, a >= c]
      `,
      [false, false, true, true, false, false, false],
    ],
    [
      'handles.timer.equality',
      'compares timers for equality',
      `
      a, b = asyncio.TimerHandle(1, print, (1,), loop), asyncio.TimerHandle(1, print, (1,), loop)
      others = [asyncio.TimerHandle(2, print, (1,), loop), asyncio.TimerHandle(1, repr, (1,), loop), asyncio.TimerHandle(1, print, (2,), loop)]
      equal = a == b
      b.cancel()
      return [equal, a == b, [a == other for other in others]]
      `,
      [true, false, [false, false, false]],
    ],
    [
      'handles.timer.equality_other_types',
      'compares a timer with other things',
      `
      a = asyncio.TimerHandle(1, print, (), loop)
      handle = asyncio.Handle(print, (), loop)
      def refused(compare):
          try: compare()
          except TypeError: return True
          return False
      return [a == (), a == handle, a != (), refused(lambda: a < ()), refused(lambda: a > ()), refused(lambda: a <= handle), refused(lambda: a >= handle)]
      `,
      [false, false, true, true, true, true, true],
    ],
    [
      'handles.timer.hash',
      'hashes a timer before and after cancel()',
      `
      a = asyncio.TimerHandle(1.5, print, (), loop)
      before = hash(a)
      a.cancel()
      return [before == hash(1.5), hash(a) == before]
      `,
      [true, true],
    ],
    [
      'handles.timer.notifies_loop_once',
      'cancels handles of a stub loop',
      `
      class Stub:
          calls = []
          def get_debug(self): return False
          def _timer_handle_cancelled(self, handle): self.calls.append((handle is timer, handle.cancelled()))
      stub = Stub()
      timer = asyncio.TimerHandle(1, print, (), stub)
      timer.cancel(); timer.cancel()
      asyncio.Handle(print, (), stub).cancel()
      return Stub.calls
      `,
      [[true, false]],
    ],
  ] as const;

  for (const [clause, title, source, expected] of pythonTests) {
    test(
      clause,
      title,
      ({ loop, env }) => {
        const bare = env.python.exec(source, { loop, asyncio: env.python.exec('import asyncio\nreturn asyncio') });
        expect(bare).to.deep.equal(expected);
      },
      { on: 'python' },
    );
  }
});

/** A loop of which handles may ask for debug mode only; what else they touch is recorded. */
function stubLoop(): { loop: AbstractEventLoop; touched: string[]; reports: ExceptionContext[]; cancelled: unknown[] } {
  const touched: string[] = [];
  const reports: ExceptionContext[] = [];
  const cancelled: unknown[] = [];
  const members: Readonly<Record<string, unknown>> = {
    getDebug: () => false,
    callExceptionHandler: (context: ExceptionContext) => reports.push(context),
    _timerHandleCancelled: (handle: { cancelled(): boolean }) => cancelled.push([handle, handle.cancelled()]),
  };
  const loop = new Proxy(
    {},
    {
      get: (_target, name) => {
        touched.push(String(name));
        return members[String(name)];
      },
    },
  );
  return { loop: loop as AbstractEventLoop, touched, reports, cancelled };
}
