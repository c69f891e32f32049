/** gather(): one future for many. */
import { CancelledError, RuntimeError, ValueError } from '../../spec';
import { expect, fail, raisedBy, raises, rejects, reportsNothing, suite } from '../support';
import { ThirdPartyFuture } from './third-party-future';

export const gatherSuite = suite('combinators', 'gather()', (test) => {
  test('combinators.gather.returns_future', 'orders results as arguments', async ({ loop, asyncio, env }) => {
    const trace: string[] = [];
    const gates = { a: loop.createFuture(), b: loop.createFuture(), c: loop.createFuture() };
    const child = function* (name: 'a' | 'b' | 'c') {
      yield* gates[name];
      trace.push(name);
      return name;
    };
    const facts = await env.run(function* () {
      const gathered = asyncio.gather([child('a'), child('b'), child('c')]);
      expect(asyncio.isfuture(gathered)).to.equal(true);
      expect(gathered.getLoop()).to.equal(loop);
      for (const name of ['b', 'c', 'a'] as const) {
        yield* asyncio.sleep(0);
        expect(gathered.done()).to.equal(false);
        gates[name].setResult(null);
      }
      return yield* gathered;
    });
    expect(facts).to.deep.equal(['a', 'b', 'c']);
    expect(trace).to.deep.equal(['b', 'c', 'a']);
  });

  test('combinators.gather.empty', 'gathers nothing', async ({ loop, asyncio, env }) => {
    const result = await env.run(function* () {
      const gathered = asyncio.gather([]);
      yield* asyncio.sleep(0);
      expect(gathered.getLoop()).to.equal(loop);
      return yield* gathered;
    });
    expect(result).to.deep.equal([]);
  });

  test(
    'combinators.gather.empty_without_loop',
    'gathers nothing where nothing is current',
    ({ loop, asyncio, env }) => {
      asyncio.setEventLoop(loop);
      env.defer(() => asyncio.setEventLoop(null));
      expect(asyncio.gather([]).getLoop()).to.equal(loop);
      asyncio.setEventLoop(null);
      raises(RuntimeError, () => asyncio.gather([]));
    },
    { on: 'typescript' },
  );

  test(
    'combinators.gather.empty_without_loop',
    'gathers nothing in a thread that has no loop',
    ({ env }) => {
      const facts = env.python.exec(`
        warnings.simplefilter('ignore')
        facts = []
        def body():
            try:
                facts.append(asyncio.gather())
            except RuntimeError:
                facts.append('RuntimeError')
        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        warnings.resetwarnings()
        return facts
      `);
      expect(facts).to.deep.equal(['RuntimeError']);
    },
    { on: 'python' },
  );

  test('combinators.gather.duplicates', 'runs each once', async ({ asyncio, env }) => {
    const trace: string[] = [];
    const child = function* (name: string) {
      trace.push(name);
      yield* asyncio.sleep(0);
      return name;
    };
    const result = await env.run(function* () {
      const twice = child('twice');
      return yield* asyncio.gather([twice, twice, child('once'), twice]);
    });
    expect(result).to.deep.equal(['twice', 'twice', 'once', 'twice']);
    expect(trace).to.deep.equal(['twice', 'once']);
  });

  test('combinators.gather.different_loops', 'refuses two loops, and finds one', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    raises(ValueError, () => asyncio.gather([loop.createFuture(), other.createFuture()]));
    const future = other.createFuture<number>();
    const gathered = asyncio.gather([future]);
    expect(gathered.getLoop()).to.equal(other);
    future.setResult(3);
    expect(await other.runUntilComplete(gathered)).to.deep.equal([3]);
  });

  test('combinators.gather.first_exception', 'fails at once, with the same error', async ({ loop, asyncio, env }) => {
    const error = new ValueError('first');
    const [slow, bad] = [loop.createFuture<string>(), loop.createFuture<string>()];
    const gathered = asyncio.gather([slow, bad]);
    bad.setException(error);
    expect(await rejects(ValueError, loop.runUntilComplete(gathered))).to.equal(error);
    expect([slow.done(), slow.cancelled()]).to.deep.equal([false, false]);
    slow.setResult('late');
    await env.spin(2);
    expect(gathered.exception()).to.equal(error);
    expect(slow.result()).to.equal('late');
  });

  test('combinators.gather.first_exception', 'says nothing of later errors', async ({ loop, asyncio, env }) => {
    await reportsNothing(loop, env, async () => {
      const [first, second] = [loop.createFuture(), loop.createFuture()];
      const gathered = asyncio.gather([first, second]);
      first.setException(new ValueError('first'));
      await env.spin(3);
      second.setException(new ValueError('second'));
      await env.spin(3);
      expect(String(gathered.exception())).to.contain('first');
    });
  });

  test('combinators.gather.return_exceptions', 'lists all outcomes', async ({ loop, asyncio, env }) => {
    const error = new ValueError('listed');
    const [good, bad, gone] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    const gathered = asyncio.gather([good, bad, gone], { returnExceptions: true });
    bad.setException(error);
    gone.cancel();
    await env.spin(2);
    expect(gathered.done()).to.equal(false);
    good.setResult(1);
    const results = await loop.runUntilComplete(gathered);
    expect(results.slice(0, 2)).to.deep.equal([1, error]);
    expect(results[1]).to.equal(error);
    expect(results[2]).to.be.instanceOf(CancelledError);
    expect(results).to.have.lengthOf(3);
  });

  test('combinators.gather.child_protocol', 'gathers a future of a third party', async ({ loop, asyncio, env }) => {
    const [good, bad, gone] = [new ThirdPartyFuture(loop), new ThirdPartyFuture(loop), new ThirdPartyFuture(loop)];
    const gathered = asyncio.gather([good, bad, gone] as never[], { returnExceptions: true });
    expect(gathered.getLoop()).to.equal(loop);
    const error = new ValueError('bad');
    good.finish({ value: 5 });
    bad.finish({ error });
    gone.cancel();
    const results = await loop.runUntilComplete(gathered);
    expect(results.slice(0, 2)).to.deep.equal([5, error]);
    expect(results[2]).to.be.instanceOf(CancelledError);
    const alone = new ThirdPartyFuture(loop);
    const other = asyncio.gather([alone as never]);
    alone.cancel();
    await rejects(CancelledError, loop.runUntilComplete(other));
    await env.spin();
  });

  test('combinators.gather.child_protocol', 'quiets the tasks that it made', async ({ loop, asyncio, env }) => {
    const made: (ThirdPartyFuture & { _logDestroyPending?: boolean })[] = [];
    loop.setTaskFactory((_loop, coro) => {
      coro.return(undefined);
      const task = new ThirdPartyFuture(loop);
      made.push(task);
      return task as never;
    });
    const own = new ThirdPartyFuture(loop) as ThirdPartyFuture & { _logDestroyPending?: boolean };
    let gathered;
    loop.callSoon(() => {
      gathered = asyncio.gather([asyncio.sleep(0), own as never]);
    });
    await env.spin();
    loop.setTaskFactory(null);
    expect(env.takeReports()).to.deep.equal([]);
    expect(made).to.have.lengthOf(1);
    expect(made[0]?._logDestroyPending).to.equal(false);
    expect(own._logDestroyPending).to.equal(undefined);
    made[0]?.finish({ value: 1 });
    own.finish({ value: 2 });
    expect(await loop.runUntilComplete(gathered ?? fail('gather() did not return'))).to.deep.equal([1, 2]);
  });

  test('combinators.gather.done_children', 'is done at once', ({ loop, asyncio }) => {
    const [a, b] = [loop.createFuture(), loop.createFuture()];
    a.setResult(1);
    b.setResult(2);
    const gathered = asyncio.gather([a, b]);
    expect(gathered.done()).to.equal(true);
    expect(gathered.result()).to.deep.equal([1, 2]);
  });

  test('combinators.gather.returns_future', 'raises in the coroutine that awaits it', async ({ asyncio, env }) => {
    const error = new ValueError('one of three');
    const child = function* (fails: boolean) {
      yield* asyncio.sleep(0);
      if (fails) throw error;
    };
    const seen = await env.run(function* () {
      return yield* raisedBy(ValueError, () => asyncio.gather([child(false), child(true), child(false)]));
    });
    expect(seen).to.equal(error);
  });

  test('combinators.gather.return_exceptions', 'refuses a keyword that it does not know', ({ loop, asyncio }) => {
    const future = loop.createFuture();
    raises(TypeError, () => asyncio.gather([future], { returnErrors: true } as never));
  });

  test('combinators.gather.first_exception', 'says nothing of an error that was there already', async (world) => {
    const { loop, asyncio, env } = world;
    await reportsNothing(loop, env, async () => {
      const [first, second] = [loop.createFuture(), loop.createFuture()];
      first.setException(new ValueError('first'));
      second.setException(new ValueError('second'));
      const gathered = asyncio.gather([first, second]);
      await env.spin(3);
      expect(String(gathered.exception())).to.contain('first');
    });
  });

  test('combinators.gather.returns_future', 'waits for the one that is not done', async ({ loop, asyncio, env }) => {
    const [ready, slow] = [loop.createFuture<number>(), loop.createFuture<number>()];
    ready.setResult(1);
    const gathered = asyncio.gather([ready, slow]);
    await env.spin(3);
    expect(gathered.done()).to.equal(false);
    slow.setResult(2);
    expect(await loop.runUntilComplete(gathered)).to.deep.equal([1, 2]);
  });
});
