/** What a Handle offers the one who scheduled. */
import { KeyboardInterrupt, type AbstractEventLoop, type ExceptionContext } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';

export const handlesSuite = suite('handles', 'Handle', (test) => {
  test('handles.cancel.prevents_call', 'cancels the second of three callbacks', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => trace.push('a'));
    const handle = loop.callSoon(() => trace.push('b'));
    loop.callSoon(() => trace.push('c'));
    expectNone(handle.cancel(), 'cancel()');
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'c']);
  });

  test('handles.cancel.prevents_call', 'cancels a callback of call_soon_threadsafe()', async ({ loop, env }) => {
    const trace: string[] = [];
    const handle = loop.callSoonThreadsafe(() => trace.push('a'));
    loop.callSoonThreadsafe(() => trace.push('b'));
    handle.cancel();
    await env.spin(2);
    expect(trace).to.deep.equal(['b']);
  });

  test('handles.cancel.idempotent', 'cancels twice before the run and once after', async ({ loop, env }) => {
    const trace: string[] = [];
    const ran = loop.callSoon(() => trace.push('ran'));
    const soon = loop.callSoon(() => trace.push('soon'));
    const later = loop.callLater(0, () => trace.push('later'));
    const fired = loop.callLater(0, () => trace.push('fired'));
    for (const handle of [soon, later, soon, later]) handle.cancel();
    await env.spin(2);
    for (const handle of [soon, later, ran, fired, ran, fired]) handle.cancel();
    loop.callSoon(() => trace.push('after'));
    await env.spin(2);
    expect(trace).to.deep.equal(['ran', 'fired', 'after']);
  });

  for (const kind of ['call_soon', 'call_later'] as const) {
    test('handles.cancel.inside_own_callback', `cancels itself in a callback of ${kind}()`, async ({ loop, env }) => {
      const trace: unknown[] = [];
      const callback = (...args: unknown[]): void => {
        handle.cancel();
        trace.push(args);
        loop.callSoon(() => trace.push('next'));
      };
      const handle = kind === 'call_soon' ? loop.callSoon(callback, [1, 'x']) : loop.callLater(0, callback, [1, 'x']);
      await env.spin(3);
      expect(trace).to.deep.equal([[1, 'x'], 'next']);
      expect(env.takeReports()).to.deep.equal([]);
    });

    test('handles.cancelled.states', `asks a handle of ${kind}() before and after`, async ({ loop, env }) => {
      const schedule = (callback: () => void) =>
        kind === 'call_soon' ? loop.callSoon(callback) : loop.callLater(0, callback);
      let ran = false;
      const kept = schedule(() => {
        ran = true;
      });
      const dropped = schedule(() => {});
      expect(kept.cancelled()).to.equal(false);
      expect(dropped.cancelled()).to.equal(false);
      dropped.cancel();
      expect(dropped.cancelled()).to.equal(true);
      await env.spin(2);
      expect(ran).to.equal(true);
      expect(kept.cancelled()).to.equal(false);
      expect(dropped.cancelled()).to.equal(true);
    });
  }

  test(
    'handles.cancel.releases_references',
    'looks at what a cancelled handle holds',
    ({ loop }) => {
      for (const handle of [loop.callSoon(() => {}, [{}] as never), loop.callLater(60, () => {}, [{}] as never)]) {
        expect(handle._callback).to.be.a('function');
        handle.cancel();
        expectNone(handle._callback, '_callback');
        expectNone(handle._args, '_args');
      }
    },
    { on: 'typescript' },
  );

  test(
    'handles.cancel.releases_references',
    'frees an argument at once',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc, weakref
      class Argument: pass
      def schedule(method, *args):
          argument = Argument()
          return method(*args, lambda a: None, argument), weakref.ref(argument)
      results = []
      for method, args in ((loop.call_soon, ()), (loop.call_later, (60,))):
          handle, ref = schedule(method, *args)
          held = ref() is not None
          handle.cancel()
          gc.collect()
          results += [held, ref() is None]
      return results
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true]);
    },
    { on: 'python' },
  );

  test('handles.weakref', 'makes weak references to both kinds', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import weakref
      soon, later = loop.call_soon(print), loop.call_later(60, print)
      result = [weakref.ref(soon)() is soon, weakref.ref(later)() is later]
      soon.cancel(); later.cancel()
      return result
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, true]);
  });

  test('handles.get_context', 'asks handles scheduled with and without a context', ({ loop, asyncio }) => {
    const variable = new asyncio.ContextVar<string>('variable');
    const token = variable.set('outer');
    const context = asyncio.copyContext();
    context.run(() => variable.set('inner'));
    const given = [
      loop.callSoon(() => {}, [], { context }),
      loop.callSoonThreadsafe(() => {}, [], { context }),
      loop.callLater(60, () => {}, [], { context }),
      loop.callAt(loop.time() + 60, () => {}, [], { context }),
    ];
    for (const handle of given) expect(handle.getContext() === context, 'the context given').to.equal(true);
    const copied = [loop.callSoon(() => {}), loop.callLater(60, () => {})];
    variable.reset(token);
    for (const handle of copied) expect(handle.getContext().get(variable)).to.equal('outer');
    for (const handle of [...given, ...copied]) handle.cancel();
  });

  test('handles.timer_is_handle', 'asks a timer for its class', ({ loop, asyncio }) => {
    const timer = loop.callLater(60, () => {});
    expect(timer instanceof asyncio.Handle, 'a Handle').to.equal(true);
    expect(loop.callSoon(() => {}) instanceof asyncio.TimerHandle, 'a plain handle is no TimerHandle').to.equal(false);
    timer.cancel();
  });

  test('handles.repr.content', 'prints handles, pending and cancelled', ({ loop }) => {
    function namedCallback(): void {}
    const soon = loop.callSoon(namedCallback);
    const later = loop.callLater(60, namedCallback);
    expect(String(soon)).to.match(/Handle/);
    expect(String(later))
      .to.match(/TimerHandle/)
      .and.match(/when=/);
    soon.cancel();
    later.cancel();
    expect(String(soon)).to.match(/cancelled/);
    expect(String(later)).to.match(/cancelled/);
  });

  test(
    'handles.repr.content',
    'prints them word for word',
    ({ loop }) => {
      function work(..._args: unknown[]): void {}
      const print = (): readonly string[] => {
        const [soon, later] = [loop.callSoon(work, [1, 'a']), loop.callAt(loop.time() + 60, work)];
        const texts = [String(soon), String(later)];
        for (const handle of [soon, later, later]) handle.cancel();
        return [...texts, String(soon), String(later)].map((text) => text.replace(/when=[\d.]+/, 'when=number'));
      };
      expect(print()).to.deep.equal([
        "<Handle work(1, 'a')>",
        '<TimerHandle when=number work()>',
        '<Handle cancelled>',
        '<TimerHandle cancelled when=number>',
      ]);
      loop.setDebug(true);
      const texts = print();
      expect(texts[0]).to.match(/^<Handle work\(1, 'a'\) created at .+>$/);
      expect(texts[1]).to.match(/^<TimerHandle when=number work\(\) created at .+>$/);
      expect(texts[2]).to.match(/^<Handle cancelled work\(1, 'a'\) created at .+>$/);
      expect(texts[3]).to.match(/^<TimerHandle cancelled when=number work\(\) created at .+>$/);
    },
    { on: 'typescript' },
  );
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

export const handleInternalsSuite = suite('handles', 'Handle, for who builds a loop', (test) => {
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

  test('handles.run.executes_in_context', 'runs a handle by hand', ({ asyncio, loop }) => {
    const variable = new asyncio.ContextVar<string>('variable');
    const context = asyncio.copyContext();
    context.run(() => variable.set('inner'));
    const seen: unknown[] = [];
    const handle = new asyncio.Handle(
      (...args: unknown[]) => seen.push([args, variable.get('none')]),
      [1, 2],
      loop,
      context,
    );
    expectNone(handle._run(), '_run()');
    expect(seen).to.deep.equal([[[1, 2], 'inner']]);
    expect(variable.get('none')).to.equal('none');
  });

  test('handles.run.reports_exceptions', 'runs handles whose callbacks throw', ({ asyncio, loop, env }) => {
    const error = new RangeError('from the callback');
    const handle = new asyncio.Handle(
      () => {
        throw error;
      },
      [],
      loop,
    );
    expectNone(handle._run(), '_run()');
    const reports = env.takeReports();
    expect(reports).to.have.length(1);
    expect(reports[0]?.exception).to.equal(error);
    expect(reports[0]?.handle).to.equal(handle);
    expect(reports[0]?.message).to.be.a('string').and.not.equal('');
    const interrupted = new asyncio.Handle(
      () => {
        throw new KeyboardInterrupt();
      },
      [],
      loop,
    );
    raises(KeyboardInterrupt, () => interrupted._run(), '_run()');
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('handles.private_fields', 'reads the fields of a handle, pending and cancelled', ({ asyncio, loop }) => {
    const callback = (): void => {};
    const handle = new asyncio.Handle(callback, [1], loop);
    expect(handle._callback).to.equal(callback);
    expect([...(handle._args ?? [])]).to.deep.equal([1]);
    expect(handle._cancelled).to.equal(false);
    expect(handle._loop === loop, 'its loop').to.equal(true);
    handle.cancel();
    expectNone(handle._callback, '_callback');
    expectNone(handle._args, '_args');
    expect(handle._cancelled).to.equal(true);
  });

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

  test('handles.source_traceback', 'looks at handles scheduled in and outside debug mode', ({ loop }) => {
    loop.setDebug(true);
    const traced = [
      loop.callSoon(() => {}),
      loop.callSoonThreadsafe(() => {}),
      loop.callLater(60, () => {}),
      loop.callAt(loop.time() + 60, () => {}),
    ];
    loop.setDebug(false);
    const plain = loop.callSoon(() => {});
    for (const handle of traced) {
      expect(handle._sourceTraceback ?? null, 'where it was scheduled').to.not.equal(null);
      handle.cancel();
    }
    expectNone(plain._sourceTraceback, '_source_traceback outside debug mode');
  });

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

  test(
    'handles.repr.cancelled_in_debug',
    'cancels a handle and a timer',
    ({ loop }) => {
      function namedCallback(..._args: unknown[]): void {}
      loop.setDebug(true);
      for (const handle of [loop.callSoon(namedCallback, [7]), loop.callLater(60, namedCallback, [7])]) {
        handle.cancel();
        expect(String(handle))
          .to.match(/cancelled/)
          .and.match(/namedCallback\(7\)/);
      }
    },
    { on: 'typescript' },
  );

  test(
    'handles.repr.cancelled_in_debug',
    'cancels a handle and a timer, in Python',
    ({ loop, env }) => {
      const texts = env.python.exec(
        `
      def named_callback(*args): pass
      loop.set_debug(True)
      handles = [loop.call_soon(named_callback, 7), loop.call_later(60, named_callback, 7)]
      for handle in handles: handle.cancel()
      return [repr(handle) for handle in handles]
      `,
        { loop },
      ) as readonly string[];
      for (const text of texts)
        expect(text)
          .to.match(/cancelled/)
          .and.match(/named_callback\(7\)/);
    },
    { on: 'python' },
  );

  test(
    'handles.repr.content',
    'prints them in Python with callback and arguments',
    ({ loop, env }) => {
      const texts = env.python.exec(
        `
      def work(*args): pass
      handles = [loop.call_soon(work, 1, 'a'), loop.call_later(60, work)]
      texts = [repr(handle) for handle in handles]
      for handle in handles: handle.cancel()
      return texts + [repr(handle) for handle in handles]
      `,
        { loop },
      ) as readonly string[];
      expect(texts[0]).to.match(/Handle .*work\(/);
      expect(texts[1]).to.match(/TimerHandle .*when=[\d.]+.*work\(/);
      expect(texts[2]).to.match(/Handle .*cancelled/);
      expect(texts[3]).to.match(/TimerHandle .*cancelled.*when=[\d.]+/);
    },
    { on: 'python' },
  );
});
