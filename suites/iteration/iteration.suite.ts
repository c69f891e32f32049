/** What an iteration is: poll, due timers, one batch of callbacks. */
import { bytes, expect, socketPair, suite, text } from '../support';

export const iterationSuite = suite('iteration', 'iterations', (test) => {
  // What a batch schedules beside a stop() is the business of running.stop.defers_callbacks_of_last_batch.
  test(
    'iteration.new_callbacks_wait_for_next_poll',
    'lets a due timer come between two generations of callbacks',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => {
        trace.push('first');
        loop.callSoon(() => {
          trace.push('second');
          loop.callSoon(() => trace.push('third'));
        });
        loop.callAt(loop.time() - 1, () => trace.push('timer'));
      });
      await env.spin(3);
      expect(trace).to.include('timer');
      expect(trace.indexOf('timer')).to.be.lessThan(trace.indexOf('third'));
    },
  );

  test(
    'iteration.new_callbacks_wait_for_next_poll',
    'lets a due timer come between two generations that nobody stops',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => {
        trace.push('first');
        loop.callSoon(() => {
          trace.push('second');
          loop.callSoon(() => {
            trace.push('third');
            loop.callSoon(() => loop.stop());
          });
        });
        loop.callAt(loop.time() - 1, () => trace.push('timer'));
      });
      await env.runForever();
      expect(trace).to.include('timer');
      expect(trace.indexOf('timer')).to.be.lessThan(trace.indexOf('third'));
    },
  );

  test('iteration.cancel_within_batch', 'cancels the next callback of the same batch', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => {
      trace.push('a');
      second.cancel();
    });
    const second = loop.callSoon(() => trace.push('b'));
    loop.callSoon(() => trace.push('c'));
    await env.spin(2);
    expect(trace).to.deep.equal(['a', 'c']);
  });

  test('iteration.cancel_within_batch', 'cancels a due timer of the same batch', async ({ loop, env }) => {
    const trace: string[] = [];
    const due = loop.time() - 1;
    loop.callAt(due, () => {
      trace.push('first');
      second.cancel();
    });
    const second = loop.callAt(due + 0.5, () => trace.push('second'));
    loop.callAt(due + 0.7, () => trace.push('third'));
    await env.spin(2);
    expect(trace).to.deep.equal(['first', 'third']);
  });

  test('iteration.run_once_idiom', 'runs what is queued, and not what that queues', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => {
      trace.push('a');
      loop.callSoon(() => trace.push('later'));
    });
    loop.callSoon(() => trace.push('b'));
    loop.callSoon(() => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal(['a', 'b']);
    loop.callSoon(() => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal(['a', 'b', 'later']);
  });

  test('iteration.run_once_idiom_runs_due_timers', 'runs a timer whose time has passed', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callAt(loop.time() - 1, () => trace.push('timer'));
    loop.callSoon(() => loop.stop());
    await env.runForever();
    expect(trace).to.deep.equal(['timer']);
  });

  test(
    'iteration.ready_before_due_timers',
    'runs a queued callback before a timer that is due',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callAt(loop.time() - 1, () => trace.push('timer'));
      loop.callSoon(() => trace.push('callback'));
      await env.spin();
      expect(trace).to.deep.equal(['callback', 'timer']);
    },
  );

  test(
    'iteration.io_while_timer_pending',
    'calls a reader long before the timer that the loop waits for',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import socket, threading, time
      a, b = socket.socketpair()
      a.setblocking(False)
      seen = []
      def read():
          seen.append(a.recv(10))
          loop.stop()
      loop.add_reader(a.fileno(), read)
      timer = loop.call_later(5, loop.stop)
      threading.Timer(0.05, b.send, [b'x']).start()
      started = time.monotonic()
      loop.run_forever()
      took = time.monotonic() - started
      loop.remove_reader(a.fileno())
      timer.cancel()
      a.close(); b.close()
      return [seen == [b'x'], took < 3]
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test(
    'iteration.io_while_timer_pending',
    'is sent to while it waits for a distant timer',
    async (world) => {
      const { loop, env } = world;
      const [a, b] = socketPair(world);
      const read: string[] = [];
      loop.addReader(a.fileno(), () => {
        read.push(text(a.recv(10)));
        loop.stop();
      });
      const timer = loop.callLater(5, () => loop.stop());
      const sent = env.fromHost(() => b.send(bytes('x')));
      const started = loop.time();
      await env.runForever();
      await sent;
      loop.removeReader(a.fileno());
      timer.cancel();
      expect(read).to.deep.equal(['x']);
      expect(loop.time() - started, 'seconds').to.be.below(3);
    },
    { on: 'typescript', needs: ['socket'] },
  );
});
