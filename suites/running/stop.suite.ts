/** stop(): before a run, within one, and from another thread. */
import { bytes, expect, expectNone, socketPair, suite, text } from '../support';

export const stopSuite = suite('running', 'stop()', (test) => {
  test('running.stop.before_run_forever', 'stops before a run with a distant timer', async ({ loop, env }) => {
    const trace: string[] = [];
    const timer = loop.callLater(60, () => trace.push('timer'));
    expectNone(loop.stop(), 'stop()');
    await env.runForever();
    timer.cancel();
    expect(trace).to.deep.equal([]);
  });

  test(
    'running.stop.before_run_runs_queued',
    'runs one generation of callbacks for each stopped run',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => {
        trace.push('a');
        loop.callSoon(() => {
          trace.push('b');
          loop.callSoon(() => trace.push('c'));
        });
      });
      loop.stop();
      await env.runForever();
      expect(trace).to.deep.equal(['a']);
      loop.stop();
      await env.runForever();
      expect(trace).to.deep.equal(['a', 'b']);
    },
  );

  test('running.stop.before_run_queued_after_stop', 'queues after stop()', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.stop();
    loop.callSoon(() => trace.push('a'));
    await env.runForever();
    expect(trace).to.deep.equal(['a']);
  });

  test(
    'running.stop.before_run_polls_io',
    'finds a readable socket',
    ({ loop, env }) => {
      const seen = env.python.exec(
        `
      import socket
      a, b = socket.socketpair()
      a.setblocking(False)
      b.send(b'x')
      seen = []
      loop.add_reader(a.fileno(), lambda: seen.append(a.recv(10)))
      loop.stop()
      loop.run_forever()
      loop.remove_reader(a.fileno())
      a.close(); b.close()
      return seen == [b'x']
      `,
        { loop },
      );
      expect(seen).to.equal(true);
    },
    { on: 'python' },
  );

  test(
    'running.stop.before_run_polls_io',
    'finds one of two sockets readable',
    async (world) => {
      const { loop, env } = world;
      const [a, b] = socketPair(world);
      const seen: string[] = [];
      b.send(bytes('x'));
      loop.addReader(a.fileno(), () => seen.push(text(a.recv(10))));
      loop.addReader(b.fileno(), () => seen.push(text(b.recv(10))));
      loop.stop();
      await env.runForever();
      for (const sock of [a, b]) loop.removeReader(sock.fileno());
      expect(seen).to.deep.equal(['x']);
    },
    { on: 'typescript', needs: ['socket'] },
  );

  test(
    'running.stop.before_run_runs_due_timers',
    'finds a timer that came due between the runs',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callLater(env.tick, () => trace.push('timer'));
      await env.pause(env.tick * 3);
      loop.stop();
      await env.runForever();
      expect(trace).to.deep.equal(['timer']);
    },
  );

  test('running.stop.finishes_current_batch', 'stops in the first of three callbacks', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => loop.stop());
    loop.callSoon(() => trace.push('a'));
    loop.callSoon(() => trace.push('b'));
    await env.runForever();
    expect(trace).to.deep.equal(['a', 'b']);
  });

  for (const order of ['before', 'after'] as const) {
    test(
      'running.stop.defers_callbacks_of_last_batch',
      `schedules ${order} stop() in the same callback`,
      async ({ loop, env }) => {
        const trace: string[] = [];
        loop.callSoon(() => {
          if (order === 'after') loop.stop();
          loop.callSoon(() => trace.push('deferred'));
          if (order === 'before') loop.stop();
        });
        loop.callSoon(() => {
          trace.push('batch');
          loop.callSoon(() => trace.push('deferred too'));
        });
        await env.runForever();
        expect(trace).to.deep.equal(['batch']);
        await env.spin();
        expect(trace).to.deep.equal(['batch', 'deferred', 'deferred too']);
        await env.spin();
        expect(trace).to.have.length(3);
      },
    );
  }

  test('running.stop.request_is_cleared', 'waits for a timer in the run after a stopped one', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => loop.stop());
    await env.runForever();
    loop.callLater(env.tick * 2, () => {
      trace.push('timer');
      loop.stop();
    });
    await env.runForever();
    expect(trace).to.deep.equal(['timer']);
  });

  test('running.stop.idempotent', 'stops twice before a run, and twice in one', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.stop();
    loop.stop();
    await env.runForever();
    loop.callSoon(() => {
      loop.stop();
      loop.stop();
    });
    loop.callSoon(() => loop.stop());
    await env.runForever();
    loop.callLater(env.tick, () => {
      trace.push('timer');
      loop.stop();
    });
    await env.runForever();
    expect(trace).to.deep.equal(['timer']);
  });

  test(
    'running.stop.from_other_thread',
    'stops from outside a run that waits for a distant timer',
    async ({ loop, env }) => {
      const timer = loop.callLater(60, () => {});
      let called = false;
      const asked = env.fromHost(() => {
        called = true;
        loop.callSoonThreadsafe(() => loop.stop());
      });
      await env.runForever();
      await asked;
      timer.cancel();
      expect(called).to.equal(true);
      expect(loop.isRunning()).to.equal(false);
    },
  );
});
