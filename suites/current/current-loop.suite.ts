/** The current loop: what set_event_loop() sets and get_event_loop() finds; new loops. */
import { RuntimeError } from '../../spec';
import { expect, raises, suite } from '../support';

export const currentLoopSuite = suite('current', 'the current loop', (test) => {
  test('current.get_event_loop.prefers_running_loop', 'sets another loop', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(other);
    const found: boolean[] = [asyncio.getEventLoop() === other];
    loop.callSoon(() => {
      found.push(asyncio.getEventLoop() === loop);
      asyncio.setEventLoop(null);
      found.push(asyncio.getEventLoop() === loop);
      asyncio.setEventLoop(other);
    });
    await env.spin();
    found.push(asyncio.getEventLoop() === other);
    asyncio.setEventLoop(null);
    expect(found).to.deep.equal([true, true, true, true]);
  });

  test('current.set_event_loop.roundtrip', 'runs another loop in between', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    asyncio.setEventLoop(loop);
    expect(asyncio.getEventLoop() === loop, 'the loop that was set').to.equal(true);
    await env.spin(1, other);
    expect(asyncio.getEventLoop() === loop, 'after the run of another').to.equal(true);
    asyncio.setEventLoop(other);
    expect(asyncio.getEventLoop() === other, 'the one set last').to.equal(true);
    await env.spin();
    expect(asyncio.getEventLoop() === other, 'after a run of the one before').to.equal(true);
    asyncio.setEventLoop(null);
  });

  test('current.set_event_loop.none', 'sets None', ({ loop, asyncio }) => {
    asyncio.setEventLoop(loop);
    expect(asyncio.getEventLoop() === loop, 'the loop that was set').to.equal(true);
    asyncio.setEventLoop(null);
    raises(RuntimeError, () => asyncio.getEventLoop(), 'get_event_loop()');
    raises(RuntimeError, () => asyncio.getEventLoop(), 'get_event_loop() again');
  });

  test('current.set_event_loop.type_check', 'sets what is no loop', ({ loop, asyncio }) => {
    asyncio.setEventLoop(loop);
    for (const value of [{}, 42, 'loop', true]) {
      raises(TypeError, () => asyncio.setEventLoop(value as never), `set_event_loop(${JSON.stringify(value)})`);
    }
    expect(asyncio.getEventLoop() === loop, 'the loop from before').to.equal(true);
    asyncio.setEventLoop(null);
  });

  test(
    'current.get_event_loop.other_thread',
    'asks in a new thread',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        answers = []
        def ask():
            try: answers.append(repr(asyncio.get_event_loop()))
            except RuntimeError: answers.append('RuntimeError')
        asyncio.set_event_loop(loop)
        try:
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join()
            return [asyncio.get_event_loop() is loop, answers]
        finally:
            asyncio.set_event_loop(None)
        `,
        { loop },
      );
      expect(result).to.deep.equal([true, ['RuntimeError']]);
    },
    { on: 'python' },
  );

  test(
    'current.get_event_loop.never_creates',
    'makes loops, runs them, and sets none',
    async ({ asyncio, env }) => {
      const other = await env.newLoop();
      await env.spin(1, other);
      asyncio.setEventLoop(null);
      raises(RuntimeError, () => asyncio.getEventLoop(), 'get_event_loop()');
      asyncio.setEventLoop(other);
      expect(asyncio.getEventLoop() === other, 'the loop that was set').to.equal(true);
      asyncio.setEventLoop(null);
    },
    { on: 'typescript' },
  );

  test(
    'current.get_event_loop.never_creates',
    'asks in an interpreter of its own',
    ({ env }) => {
      const result = env.python.exec(`
        import asyncio
        local = type(asyncio.events._event_loop_policy or asyncio.get_event_loop_policy())()
        try: return repr(local.get_event_loop())
        except RuntimeError: return 'RuntimeError'
      `);
      expect(result).to.equal('RuntimeError');
    },
    { on: 'python' },
  );

  test('current.new_event_loop.fresh', 'makes three loops', async ({ loop, asyncio, env }) => {
    asyncio.setEventLoop(loop);
    const loops = [loop, await env.newLoop(), await env.newLoop()];
    expect(new Set(loops).size).to.equal(3);
    expect(loops.map((each) => [each.isRunning(), each.isClosed()])).to.deep.equal(loops.map(() => [false, false]));
    expect(asyncio.getEventLoop() === loop, 'the current loop').to.equal(true);
    asyncio.setEventLoop(null);
    loops[1]?.close();
    expect(loops.map((each) => each.isClosed())).to.deep.equal([false, true, false]);
    const trace: string[] = [];
    loops[2]?.callSoon(() => trace.push('own'));
    await env.spin();
    expect(trace, 'the queue of another loop').to.deep.equal([]);
    await env.spin(1, loops[2]);
    expect(trace).to.deep.equal(['own']);
  });

  test('current.new_event_loop.fresh', 'makes one in a callback of another', async ({ loop, asyncio, env }) => {
    const seen: boolean[] = [];
    const look = (): void => {
      seen.push(asyncio._getRunningLoop() === loop);
    };
    let made: Promise<unknown> | undefined;
    loop.callSoon(() => {
      made = env.newLoop();
      look();
      loop.callLater(env.tick, () => {
        look();
        loop.stop();
      });
    });
    await env.runForever();
    await made;
    expect(seen).to.deep.equal([true, true]);
  });

  test(
    'current.loop.is_abstract_event_loop',
    'looks for the methods of AbstractEventLoop',
    ({ loop, asyncio }) => {
      const names = Object.getOwnPropertyNames(asyncio.AbstractEventLoop.prototype).filter(
        (name) => name !== 'constructor' && !name.startsWith('_'),
      );
      expect(names.length).to.be.greaterThan(30);
      const missing = names.filter((name) => typeof (loop as unknown as Record<string, unknown>)[name] !== 'function');
      expect(missing).to.deep.equal([]);
      asyncio.setEventLoop(loop);
      asyncio.setEventLoop(null);
    },
    { on: 'typescript' },
  );

  test(
    'current.loop.is_abstract_event_loop',
    'asks isinstance()',
    ({ loop, env }) => {
      const source = 'return [isinstance(x, asyncio.AbstractEventLoop) for x in (loop, object())]';
      expect(env.python.exec(source, { loop })).to.deep.equal([true, false]);
    },
    { on: 'python' },
  );

  test('current.loop.hashable_and_weakrefable', 'keys a map by loops', async ({ loop, env }) => {
    const other = await env.newLoop();
    const map = new Map<unknown, string>([
      [loop, 'one'],
      [other, 'two'],
    ]);
    expect([map.get(loop), map.get(other), map.size]).to.deep.equal(['one', 'two', 2]);
    expect(new WeakRef(loop).deref() === loop, 'a weak reference').to.equal(true);
  });

  test(
    'current.loop.hashable_and_weakrefable',
    'keys a dict by loops',
    async ({ loop, env }) => {
      const other = await env.newLoop();
      const result = env.python.exec(
        `
        table = {loop: 'one', other: 'two'}
        keys = weakref.WeakKeyDictionary({loop: 1})
        return [table[loop], table[other], loop == other, hash(loop) == hash(loop), weakref.ref(loop)() is loop, keys[loop]]
        `,
        { loop, other },
      );
      expect(result).to.deep.equal(['one', 'two', false, true, true, 1]);
    },
    { on: 'python' },
  );
});
