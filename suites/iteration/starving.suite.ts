/** That callbacks, timers, descriptors and threads all come to their turn, and the loop waits only when it may. */
import { bytes, expect, socketPair, suite, text } from '../support';

export const starvingSuite = suite('iteration', 'nothing starves', (test) => {
  test(
    'iteration.timers_not_starved',
    'ends a run by a timer while a callback renews itself for ever',
    async ({ loop, env }) => {
      let turns = 0;
      let going = true;
      const end = (): void => {
        going = false;
        loop.stop();
      };
      const chain = (): void => {
        turns += 1;
        if (going) loop.callSoon(chain);
        // Not before the next turn is arranged: on a busy machine the timer may be due at once.
        if (turns === 1) loop.callLater(env.tick * 2, end);
      };
      loop.callSoon(chain);
      await env.runForever();
      expect(going).to.equal(false);
      expect(turns).to.be.greaterThan(1);
      await env.spin();
    },
  );

  test(
    'iteration.io_not_starved',
    'calls a reader while a callback renews itself for ever',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import socket
      a, b = socket.socketpair()
      a.setblocking(False)
      state = {'turns': 0, 'read': 0}
      end = loop.time() + 5
      def chain():
          state['turns'] += 1
          if not state['read'] and loop.time() < end: loop.call_soon(chain)
          if state['turns'] == 1: loop.call_later(0.02, b.send, b'x')
      def read():
          state['read'] += 1
          loop.remove_reader(a.fileno())
          loop.stop()
      loop.add_reader(a.fileno(), read)
      loop.call_soon(chain)
      loop.call_later(5, loop.stop)
      loop.run_forever()
      a.close(); b.close()
      return [state['read'], state['turns'] > 1, loop.time() < end]
      `,
        { loop },
      );
      expect(result).to.deep.equal([1, true, true]);
    },
    { on: 'python' },
  );

  test(
    'iteration.io_not_starved',
    'sends to itself while a callback renews itself for ever',
    async (world) => {
      const { loop, env } = world;
      const [a, b] = socketPair(world);
      let turns = 0;
      const read: string[] = [];
      const end = loop.time() + 5;
      const chain = (): void => {
        turns += 1;
        if (read.length === 0 && loop.time() < end) loop.callSoon(chain);
        else loop.stop();
        if (turns === 1) loop.callLater(env.tick * 2, () => b.send(bytes('x')));
      };
      loop.addReader(a.fileno(), () => {
        read.push(text(a.recv(10)));
        loop.removeReader(a.fileno());
      });
      loop.callSoon(chain);
      await env.runForever();
      expect(read).to.deep.equal(['x']);
      expect(turns).to.be.greaterThan(1);
    },
    { on: 'typescript', needs: ['socket'] },
  );

  test(
    'iteration.thread_calls_not_starved',
    'ends a run from outside while a callback renews itself for ever',
    async ({ loop, env }) => {
      let turns = 0;
      let going = true;
      const chain = (): void => {
        turns += 1;
        if (going) loop.callSoon(chain);
      };
      // On a busy machine the call may be there before the chain has renewed itself.
      const end = (): void => {
        if (turns < 2) {
          loop.callSoon(end);
          return;
        }
        going = false;
        loop.stop();
      };
      loop.callSoon(chain);
      const asked = env.fromHost(() => {
        loop.callSoonThreadsafe(end);
      });
      await env.runForever();
      await asked;
      expect(turns).to.be.greaterThan(1);
      await env.spin();
    },
  );

  test(
    'iteration.thread_calls_not_starved',
    'hears from outside while the loop is run an iteration at a time',
    async ({ loop, env }) => {
      let heard = false;
      const asked = env.fromHost(() => loop.callSoonThreadsafe(() => (heard = true)));
      const end = performance.now() + env.patience.wait * 1000;
      while (!heard && performance.now() < end) await env.spin();
      expect(heard).to.equal(true);
      await asked;
    },
    { on: 'typescript' },
  );

  test(
    'iteration.ready_not_starved_by_timers',
    'ends a run by call_soon() while timers of no delay renew themselves',
    async ({ loop, env }) => {
      const trace: string[] = [];
      let going = true;
      const chain = (): void => {
        if (going) loop.callLater(0, chain);
      };
      const count = (left: number): void => {
        if (left > 0) {
          loop.callSoon(count, [left - 1]);
          return;
        }
        trace.push('counted');
        going = false;
        loop.stop();
      };
      loop.callLater(0, chain);
      loop.callLater(0, () => loop.callSoon(count, [20]));
      await env.runForever();
      expect(trace).to.deep.equal(['counted']);
      await env.spin();
    },
  );

  test(
    'iteration.no_blocking_when_ready',
    'runs a chain of fifty callbacks without waiting for a distant timer',
    async ({ loop, env }) => {
      const distant = loop.callLater(60, () => {});
      let turns = 0;
      const chain = (): void => {
        turns += 1;
        if (turns < 50) loop.callSoon(chain);
        else loop.stop();
      };
      loop.callSoon(chain);
      const started = loop.time();
      await env.runForever();
      distant.cancel();
      expect(turns).to.equal(50);
      expect(loop.time() - started).to.be.lessThan(env.patience.wait / 2);
    },
  );

  test(
    'iteration.no_busy_wait_when_idle',
    'waits for a timer without burning the processor',
    async ({ loop, env }) => {
      const before = process.cpuUsage();
      loop.callLater(0.5, () => loop.stop());
      await env.runForever();
      const { user, system } = process.cpuUsage(before);
      // Less than a busy processor would spare a loop that spins.
      expect((user + system) / 1e6).to.be.lessThan(0.15);
    },
    { on: 'typescript' },
  );

  test(
    'iteration.no_busy_wait_when_idle',
    'waits for a timer without burning the processor, in Python',
    ({ loop, env }) => {
      const used = env.python.exec(
        `
        import time
        loop.call_later(0.5, loop.stop)
        before = time.process_time()
        loop.run_forever()
        return time.process_time() - before
        `,
        { loop },
      );
      expect(used).to.be.a('number');
      expect(used).to.be.lessThan(0.15);
    },
    { on: 'python' },
  );

  test(
    'iteration.cancelled_timer_does_not_block_others',
    'cancels the nearest of three timers',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const started = loop.time();
      const nearest = loop.callLater(env.tick, () => trace.push('cancelled'));
      loop.callLater(env.tick * 2, () => trace.push('second'));
      loop.callLater(env.tick * 3, () => {
        trace.push('third');
        loop.stop();
      });
      nearest.cancel();
      await env.runForever();
      expect(trace).to.deep.equal(['second', 'third']);
      expect(loop.time() - started).to.be.within(env.tick * 3 - 0.002, env.patience.wait);
    },
  );

  test(
    'iteration.cancelled_timer_does_not_block_others',
    'cancels most of many timers, in the midst of a run',
    async ({ loop, env }) => {
      const trace: number[] = [];
      // All in one callback: however slow the way to the loop is, none is due before it is cancelled.
      loop.callSoon(() => {
        const timers = Array.from({ length: 300 }, (_, i) => loop.callLater(env.tick + i * 1e-5, () => trace.push(i)));
        timers.forEach((timer, i) => {
          if (i % 10 !== 0) timer.cancel();
        });
        loop.callLater(env.tick * 2, () => loop.stop());
      });
      await env.runForever();
      expect(trace).to.deep.equal(Array.from({ length: 30 }, (_, i) => i * 10));
    },
  );

  test(
    'iteration.earlier_timer_added_while_waiting',
    'adds a near timer from outside while the loop waits for a distant one',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const distant = loop.callLater(60, () => trace.push('distant'));
      const asked = env.fromHost(() => {
        loop.callSoonThreadsafe(() => {
          loop.callLater(env.tick, () => {
            trace.push('near');
            loop.stop();
          });
        });
      });
      await env.runForever();
      await asked;
      distant.cancel();
      expect(trace).to.deep.equal(['near']);
    },
  );
});
