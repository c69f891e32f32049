/** wrap_future(): a future of another world awaited here. */
import { AssertionError, CancelledError, InvalidStateError, ValueError, type ConcurrentFuture } from '../../spec';
import { expect, fail, raises, recordLog, rejects, suite } from '../support';

const ts = { on: 'typescript' } as const;

export const wrapFutureSuite = suite('future', 'wrap_future()', (test) => {
  test('future.wrap_future.future_passthrough', 'wraps a future', ({ loop, asyncio }) => {
    const future = loop.createFuture();
    expect(asyncio.wrapFuture(future) === future, 'the very future').to.equal(true);
  });

  test('future.wrap_future.rejects_other', 'wraps a number', ({ loop, asyncio }) => {
    let refused = false;
    try {
      asyncio.wrapFuture(42 as never, { loop });
    } catch {
      refused = true;
    }
    expect(refused).to.equal(true);
  });

  test(
    'future.wrap_future.rejects_other',
    'wraps what takes callbacks only',
    ({ loop, asyncio }) => {
      const half = { addDoneCallback: () => fail('called') };
      raises(AssertionError, () => asyncio.wrapFuture(half as never, { loop }), 'wrap_future()');
    },
    ts,
  );

  test('future.wrap_future.default_loop', 'wraps in a coroutine', async ({ loop, asyncio, env }) => {
    expect(
      await env.run(function* () {
        return asyncio.wrapFuture(new asyncio.ConcurrentFuture()).getLoop() === loop;
      }),
    ).to.equal(true);
  });

  test('future.wrap_future.loop_argument', 'names the loop, which overrides create_future()', ({ loop, asyncio }) => {
    let made: unknown;
    const sound = loop.createFuture.bind(loop);
    loop.createFuture = (() => (made = sound())) as typeof loop.createFuture;
    const wrapper = asyncio.wrapFuture(new asyncio.ConcurrentFuture(), { loop });
    expect(wrapper.getLoop() === loop, 'the loop named').to.equal(true);
    expect(made === wrapper, 'made by create_future()').to.equal(true);
  });

  test('future.wrap_future.result_from_thread', 'sets the result from outside', async ({ loop, asyncio, env }) => {
    const source = new asyncio.ConcurrentFuture<string>();
    const wrapper = asyncio.wrapFuture(source, { loop });
    const distant = loop.callLater(60, () => {});
    const set = env.fromHost(() => source.setResult('from outside'));
    expect(await env.patience.bound(loop.runUntilComplete(wrapper), 'the wrapper')).to.equal('from outside');
    await set;
    distant.cancel();
  });

  test('future.wrap_future.via_call_soon_threadsafe', 'counts the calls', async ({ loop, asyncio, env }) => {
    let calls = 0;
    const sound = loop.callSoonThreadsafe.bind(loop);
    loop.callSoonThreadsafe = ((...args: Parameters<typeof sound>) => {
      calls += 1;
      return sound(...args);
    }) as typeof loop.callSoonThreadsafe;
    const source = new asyncio.ConcurrentFuture<number>();
    const wrapper = asyncio.wrapFuture(source, { loop });
    source.setResult(1);
    expect([calls, wrapper.done()]).to.deep.equal([1, false]);
    await env.spin(2);
    expect(wrapper.result()).to.equal(1);
  });

  test('future.wrap_future.exception', 'fails the source', async ({ loop, asyncio }) => {
    const error = new RangeError('prepared');
    const source = new asyncio.ConcurrentFuture();
    const wrapper = asyncio.wrapFuture(source, { loop });
    source.setException(error);
    expect(await rejects(RangeError, () => loop.runUntilComplete(wrapper))).to.equal(error);
  });

  test(
    'future.wrap_future.exception',
    'rejects a promise with a text',
    async ({ loop, asyncio }) => {
      const wrapper = asyncio.wrapFuture(Promise.reject('a text') as never, { loop });
      const outcome = await loop.runUntilComplete(wrapper).then(
        () => 'nothing',
        (error: unknown) => error,
      );
      expect(outcome).to.equal('a text');
    },
    ts,
  );

  test('future.wrap_future.already_done', 'wraps a finished source', async ({ loop, asyncio }) => {
    const source = new asyncio.ConcurrentFuture<number>();
    source.setResult(5);
    const wrapper = asyncio.wrapFuture(source, { loop });
    expect(wrapper.done()).to.equal(false);
    expect(await loop.runUntilComplete(wrapper)).to.equal(5);
  });

  test('future.wrap_future.cancel_propagates', 'cancels the wrapper', async ({ loop, asyncio, env }) => {
    const source = new asyncio.ConcurrentFuture();
    const wrapper = asyncio.wrapFuture(source, { loop });
    wrapper.cancel();
    expect(source.cancelled()).to.equal(false);
    await env.spin(2);
    expect(source.cancelled()).to.equal(true);
  });

  test('future.wrap_future.cancel_propagates', 'completes the wrapper by hand', async ({ loop, asyncio, env }) => {
    const source = new asyncio.ConcurrentFuture();
    const wrapper = asyncio.wrapFuture(source, { loop });
    wrapper.setResult(null);
    await env.spin(3);
    expect([source.cancelled(), source.done()]).to.deep.equal([false, false]);
  });

  test(
    'future.wrap_future.cancel_after_source_done',
    'cancels the wrapper of what cannot be cancelled',
    async ({ loop, asyncio, env }) => {
      let resolve: (value: number) => void = () => fail('never asked');
      const promise = { then: (onValue: (value: number) => void) => (resolve = onValue) };
      const wrapper = asyncio.wrapFuture(promise as never, { loop });
      expect(wrapper.cancel()).to.equal(true);
      await env.spin(3);
      resolve(42);
      await env.spin(3);
      expect(wrapper.cancelled()).to.equal(true);
      expect(env.takeReports()).to.deep.equal([]);
    },
    ts,
  );

  test(
    'future.wrap_future.cancel_after_source_done',
    'cancels the wrapper of a finished source',
    async ({ loop, asyncio, env }) => {
      const source = new asyncio.ConcurrentFuture<number>();
      const wrapper = asyncio.wrapFuture(source, { loop });
      source.setResult(42);
      expect(wrapper.cancel()).to.equal(true);
      await env.spin(3);
      expect([source.result(), wrapper.cancelled()]).to.deep.equal([42, true]);
      expect(env.takeReports()).to.deep.equal([]);
    },
  );

  test('future.wrap_future.source_cancelled', 'cancels the source', async ({ loop, asyncio }) => {
    const source = new asyncio.ConcurrentFuture();
    const wrapper = asyncio.wrapFuture(source, { loop });
    source.cancel();
    source.setRunningOrNotifyCancel();
    await rejects(CancelledError, () => loop.runUntilComplete(wrapper));
    expect(wrapper.cancelled()).to.equal(true);
  });

  test(
    'future.wrap_future.converts_exceptions',
    'fails the source with errors of concurrent.futures',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio, concurrent.futures as cf
      result = []
      for given, expected in ((cf.InvalidStateError('q'), asyncio.InvalidStateError), (cf.CancelledError('q'), asyncio.CancelledError), (cf.TimeoutError('q'), asyncio.TimeoutError)):
          source = cf.Future()
          wrapper = asyncio.wrap_future(source, loop=loop)
          source.set_exception(given)
          try: loop.run_until_complete(wrapper)
          except BaseException as error: result.append([type(error) is expected, error.args == ('q',), wrapper.cancelled()])
      return result
      `,
        { loop },
      );
      expect(result).to.deep.equal([
        [true, true, false],
        [true, true, false],
        [true, true, false],
      ]);
    },
  );

  test('future.wrap_future.closed_loop_silent', 'closes the loop first', (world) => {
    const { loop, asyncio, env } = world;
    const log = recordLog(world);
    const source = new asyncio.ConcurrentFuture<number>();
    const wrapper = asyncio.wrapFuture(source, { loop });
    expect(wrapper.done()).to.equal(false);
    loop.close();
    source.setResult(1);
    expect(source.result()).to.equal(1);
    expect(env.takeReports()).to.deep.equal([]);
    expect(log()).to.deep.equal([]);
  });

  test('future.concurrent.states', 'goes through its states', ({ asyncio }) => {
    const states = (future: ConcurrentFuture): readonly boolean[] => [
      future.running(),
      future.done(),
      future.cancelled(),
    ];
    const [gone, good, bad] = [
      new asyncio.ConcurrentFuture(),
      new asyncio.ConcurrentFuture(),
      new asyncio.ConcurrentFuture(),
    ];
    expect(states(gone)).to.deep.equal([false, false, false]);
    expect([gone.cancel(), gone.cancel()]).to.deep.equal([true, true]);
    expect(states(gone)).to.deep.equal([false, true, true]);
    expect(gone.setRunningOrNotifyCancel()).to.equal(false);
    expect(states(gone)).to.deep.equal([false, true, true]);
    expect(gone.cancel()).to.equal(true);
    for (const late of [
      () => gone.setRunningOrNotifyCancel(),
      () => gone.result(),
      () => gone.exception(),
      () => gone.setResult(1),
      () => gone.setException(new ValueError('late')),
    ]) {
      raises(Error, late);
    }
    expect(good.setRunningOrNotifyCancel()).to.equal(true);
    expect(states(good)).to.deep.equal([true, false, false]);
    expect(good.cancel()).to.equal(false);
    raises(Error, () => good.setRunningOrNotifyCancel());
    good.setResult('good');
    expect(states(good)).to.deep.equal([false, true, false]);
    expect([good.cancel(), good.result(), good.exception() ?? null]).to.deep.equal([false, 'good', null]);
    for (const late of [() => good.setResult(1), () => good.setException(new ValueError('late'))]) raises(Error, late);
    expect(good.result()).to.equal('good');
    const error = new ValueError('bad');
    bad.setException(error);
    expect(bad.exception()).to.equal(error);
    expect(raises(ValueError, () => bad.result())).to.equal(error);
  });

  test(
    'future.concurrent.states',
    'has no result before',
    ({ asyncio }) => {
      const future = new asyncio.ConcurrentFuture();
      raises(InvalidStateError, () => future.result());
      raises(InvalidStateError, () => future.exception());
      future.setResult(1);
      raises(InvalidStateError, () => future.setResult(2));
      const gone = new asyncio.ConcurrentFuture();
      gone.cancel();
      raises(CancelledError, () => gone.result());
      expect([String(future), String(gone)]).to.deep.equal(['<Future state=finished>', '<Future state=cancelled>']);
    },
    { on: 'typescript' },
  );

  test(
    'future.concurrent.callbacks',
    'calls back',
    ({ loop, asyncio, subject, env }) => {
      const takeLog = recordLog({ subject, env });
      const trace: string[] = [];
      for (const end of ['result', 'exception', 'cancel'] as const) {
        const future = new asyncio.ConcurrentFuture();
        future.addDoneCallback(() => trace.push(`${end} 1`));
        future.addDoneCallback(() => {
          throw new ValueError('of a callback');
        });
        future.addDoneCallback((done) => trace.push(`${end} 2 ${String(done === future)}`));
        if (end === 'result') future.setResult(1);
        else if (end === 'exception') future.setException(new ValueError('bad'));
        else future.cancel();
        trace.push('returned');
        future.addDoneCallback(() => trace.push('late'));
        if (end === 'cancel') expect([future.cancel(), future.setRunningOrNotifyCancel()]).to.deep.equal([true, false]);
      }
      expect(trace).to.deep.equal(
        ['result', 'exception', 'cancel'].flatMap((end) => [`${end} 1`, `${end} 2 true`, 'returned', 'late']),
      );
      expect(takeLog().map((record) => record.level)).to.deep.equal(['error', 'error', 'error']);
      expect(loop.isClosed()).to.equal(false);
    },
    { on: 'typescript' },
  );

  test('future.wrap_future.rejects_other', 'refuses a keyword that it does not know', ({ loop, asyncio }) => {
    raises(TypeError, () => asyncio.wrapFuture(loop.createFuture(), { lo: loop } as never));
    raises(TypeError, () => asyncio.ensureFuture(loop.createFuture(), { lo: loop } as never));
  });
});
