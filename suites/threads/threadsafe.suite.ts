/** call_soon_threadsafe(), called from outside the loop and from its own thread. */
import { expect, suite } from '../support';

export const threadsafeSuite = suite('threads', 'call_soon_threadsafe()', (test) => {
  test('threads.call_soon_threadsafe.wakes_blocked_loop', 'wakes a loop without work', async ({ loop, env }) => {
    const trace: string[] = [];
    const guard = loop.callLater(env.patience.wait / 2, () => {
      trace.push('nobody woke it');
      loop.stop();
    });
    const calls = env.fromHost(() => {
      trace.push('call');
      loop.callSoonThreadsafe(() => {
        trace.push('called');
        loop.stop();
      });
    }, env.tick * 5);
    await env.runForever();
    await calls;
    guard.cancel();
    expect(trace).to.deep.equal(['call', 'called']);
  });

  test('threads.call_soon_threadsafe.wakes_blocked_loop', 'wakes it time and again', async ({ loop, env }) => {
    const trace: string[] = [];
    const guard = loop.callLater(env.patience.wait / 2, () => {
      trace.push('nobody woke it');
      loop.stop();
    });
    const call = (round: number): Promise<unknown> =>
      env.fromHost(() => {
        loop.callSoonThreadsafe(() => {
          trace.push(`round ${String(round)}`);
          if (round === 4) loop.stop();
        });
        return round === 4 ? null : call(round + 1);
      }, env.tick * 2);
    const calls = call(1);
    await env.runForever();
    await calls;
    expect(trace).to.deep.equal(['round 1', 'round 2', 'round 3', 'round 4']);
    // The next run waits again: what woke the last one is used up.
    trace.length = 0;
    const again = env.fromHost(() => {
      trace.push('call');
      loop.callSoonThreadsafe(() => loop.stop());
    }, env.tick * 5);
    await env.runForever();
    await again;
    guard.cancel();
    expect(trace).to.deep.equal(['call']);
  });

  test('threads.call_soon_threadsafe.returns_handle', 'cancels one of three', async ({ loop, env }) => {
    const trace: string[] = [];
    const handles = ['a', 'b', 'c'].map((name) => loop.callSoonThreadsafe(() => trace.push(name)));
    handles[1]?.cancel();
    expect(handles.map((handle) => handle.cancelled())).to.deep.equal([false, true, false]);
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'c']);
  });

  test('threads.call_soon_threadsafe.args', 'passes arguments from outside', async ({ loop, env }) => {
    const seen: unknown[][] = [];
    const object = {};
    const calls = env.fromHost(() => {
      loop.callSoonThreadsafe((...args: unknown[]) => seen.push(args), [1, object, null, 'x']);
      loop.callSoonThreadsafe((...args: unknown[]) => seen.push(args));
      loop.callSoonThreadsafe(() => loop.stop());
    });
    await env.runForever();
    await calls;
    expect(seen).to.have.length(2);
    expect(seen[0]?.[1] === object, 'the very object').to.equal(true);
    expect(seen[0]?.map((value) => (value === object ? 'object' : (value ?? null)))).to.deep.equal([
      1,
      'object',
      null,
      'x',
    ]);
    expect(seen[1]).to.deep.equal([]);
  });

  test('threads.call_soon_threadsafe.context', 'gives a context from outside', async ({ loop, asyncio, env }) => {
    const v = new asyncio.ContextVar<string>('v', { default: 'unset' });
    const context = asyncio.copyContext();
    context.run(() => v.set('given'));
    const trace: string[] = [];
    const calls = env.fromHost(() => {
      loop.callSoonThreadsafe(
        () => {
          trace.push(v.get());
          v.set('changed');
        },
        [],
        { context },
      );
      loop.callSoonThreadsafe(() => trace.push(v.get()));
      loop.callSoonThreadsafe(
        (stop: boolean) => {
          trace.push(v.get());
          if (stop) loop.stop();
        },
        [true],
        { context },
      );
    });
    await env.runForever();
    await calls;
    expect(trace).to.deep.equal(['given', 'unset', 'changed']);
    expect(v.get(), 'outside').to.equal('unset');
  });

  test(
    'threads.call_soon_threadsafe.context',
    'copies the context of the caller',
    async ({ loop, asyncio, env }) => {
      const v = new asyncio.ContextVar<string>('v', { default: 'unset' });
      const context = asyncio.copyContext();
      const trace: string[] = [];
      const calls = env.fromHost(() => {
        context.run(() => {
          v.set('early');
          loop.callSoonThreadsafe(() => trace.push(v.get()));
          v.set('late');
          loop.callSoonThreadsafe(() => loop.stop());
        });
      });
      await env.runForever();
      await calls;
      expect(trace).to.deep.equal(['early']);
      expect(context.get(v)).to.equal('late');
    },
    { on: 'typescript' },
  );

  test(
    'threads.call_soon_threadsafe.context',
    'copies the context of a thread',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        v = contextvars.ContextVar('v', default='unset')
        context = contextvars.copy_context()
        context.run(v.set, 'given')
        trace = []
        def work():
            v.set('thread')
            loop.call_soon_threadsafe(lambda: trace.append(v.get()))
            v.set('thread later')
            loop.call_soon_threadsafe(lambda: trace.append(v.get()), context=context)
            loop.call_soon_threadsafe(loop.stop)
        contextvars.copy_context().run(v.set, 'main')
        thread = threading.Thread(target=work)
        thread.start()
        loop.run_forever()
        thread.join()
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal(['thread', 'given']);
    },
    { on: 'python', needs: ['real_thread'] },
  );

  test('threads.call_soon_threadsafe.same_thread', 'mixes both before a run', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoonThreadsafe(() => trace.push('a'));
    loop.callSoon(() => trace.push('b'));
    loop.callSoonThreadsafe(() => trace.push('c'));
    loop.callSoon(() => trace.push('d'));
    await env.spin();
    expect(trace).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  test('threads.call_soon_threadsafe.same_thread', 'mixes both in a callback', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => {
      loop.callSoon(() => trace.push('a'));
      loop.callSoonThreadsafe(() => trace.push('b'));
      loop.callSoon(() => trace.push('c'));
      loop.callSoonThreadsafe(() => trace.push('d'));
      trace.push('|');
    });
    await env.spin();
    expect(trace).to.deep.equal(['|']);
    await env.spin();
    expect(trace).to.deep.equal(['|', 'a', 'b', 'c', 'd']);
  });

  test('threads.call_soon_threadsafe.before_run', 'calls from outside an idle loop', async ({ loop, env }) => {
    const trace: string[] = [];
    await env.fromHost(() => {
      loop.callSoonThreadsafe(() => trace.push('outside'));
      loop.callSoonThreadsafe((name: string) => trace.push(name), ['outside too']);
    });
    loop.callSoon(() => trace.push('inside'));
    await env.pause(env.tick);
    expect(trace).to.deep.equal([]);
    await env.spin();
    expect(trace).to.deep.equal(['outside', 'outside too', 'inside']);
  });
});
