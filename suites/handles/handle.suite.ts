/** What else a handle does and knows. */
import { KeyboardInterrupt } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';

export const handleSuite = suite('handles', 'handles', (test) => {
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
});
