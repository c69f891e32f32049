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
    for (const handle of handles) expect(typeof handle?.cancel, 'the cancel() of a handle').to.equal('function');
    handles[1]?.cancel();
    expect(handles.map((handle) => handle.cancelled())).to.deep.equal([false, true, false]);
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'c']);
  });

  test('threads.call_soon_threadsafe.returns_handle', 'returns a Handle', async ({ loop, asyncio, env }) => {
    const handle = loop.callSoonThreadsafe(() => {});
    expect(handle instanceof asyncio.Handle, 'an asyncio.Handle').to.equal(true);
    await env.spin();
  });

  test('threads.call_soon_threadsafe.args', 'passes arguments from outside', async ({ loop, env }) => {
    const seen: unknown[][] = [];
    const object = {};
    const note = (...args: unknown[]): void => {
      if (seen.push(args) === 2) loop.stop();
    };
    const calls = env.fromHost(() => {
      loop.callSoonThreadsafe(note, [1, object, null, 'x']);
      loop.callSoonThreadsafe(note);
    });
    await env.runForever();
    await calls;
    expect(seen).to.have.length(2);
    // In which order they come is for another clause.
    const [none, four] = seen.sort((one, other) => one.length - other.length);
    expect(none).to.deep.equal([]);
    expect(four?.[1] === object, 'the very object').to.equal(true);
    expect(four?.map((value) => (value === object ? 'object' : (value ?? null)))).to.deep.equal([
      1,
      'object',
      null,
      'x',
    ]);
  });

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
    });
    loop.callSoon(() => trace.push('inside'));
    await env.pause(env.tick);
    expect(trace).to.deep.equal([]);
    await env.spin();
    expect(trace).to.deep.equal(['outside', 'inside']);
  });
});
