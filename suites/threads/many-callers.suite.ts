/** Many callers at once, and callers of unusual kinds: real threads, signal handlers. */
import { expect, suite } from '../support';

export const manyCallersSuite = suite('threads', 'many callers', (test) => {
  test(
    'threads.call_soon_threadsafe.no_lost_calls',
    'calls from four timers of the host',
    async ({ loop, env }) => {
      const seen: number[][] = [[], [], [], []];
      let left = 4 * 50;
      const caller = async (index: number): Promise<void> => {
        for (let i = 0; i < 50; i++) {
          if (i % (index + 2) === 0) await env.fromHost(() => {}, 0.001);
          loop.callSoonThreadsafe(() => {
            seen[index]?.push(i);
            if (--left === 0) loop.stop();
          });
        }
      };
      const callers = Promise.all([0, 1, 2, 3].map(caller));
      const guard = loop.callLater(env.patience.wait / 2, () => loop.stop());
      await env.runForever();
      guard.cancel();
      await callers;
      const expected = Array.from({ length: 50 }, (_value, i) => i);
      expect(seen).to.deep.equal([expected, expected, expected, expected]);
    },
    { on: 'typescript', needs: ['host_clock'] },
  );

  test(
    'threads.call_soon_threadsafe.no_lost_calls',
    'calls from four threads',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import random
        COUNT = 500
        seen = [[], [], [], []]
        def note(index, i):
            seen[index].append(i)
            if sum(map(len, seen)) == 4 * COUNT:
                loop.stop()
        def work(index):
            random.seed(index)
            for i in range(COUNT):
                loop.call_soon_threadsafe(note, index, i)
                if random.random() < 0.05:
                    time.sleep(random.random() / 500)
        threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
        loop.call_soon(lambda: [thread.start() for thread in threads])
        guard = loop.call_later(8, loop.stop)
        loop.run_forever()
        guard.cancel()
        for thread in threads: thread.join()
        return [numbers == list(range(COUNT)) for numbers in seen]
        `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true]);
    },
    { on: 'python', needs: ['real_thread', 'host_clock'] },
  );

  test(
    'threads.call_soon_threadsafe.no_lost_calls',
    'calls from a thread while runs end and begin',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        seen = []
        def note(i):
            seen.append(i)
            if i % 7 == 0: loop.stop()
        def work():
            for i in range(1, 301):
                loop.call_soon_threadsafe(note, i)
                if i % 3 == 0: time.sleep(0.0005)
        thread = threading.Thread(target=work)
        thread.start()
        deadline = time.monotonic() + 8
        while len(seen) < 300 and time.monotonic() < deadline:
            guard = loop.call_later(0.5, loop.stop)
            loop.run_forever()
            guard.cancel()
        thread.join()
        return seen == list(range(1, 301))
        `,
        { loop },
      );
      expect(result).to.equal(true);
    },
    { on: 'python', needs: ['real_thread'] },
  );

  test(
    'threads.call_soon_threadsafe.runs_in_loop_thread',
    'compares thread identities',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        seen = {}
        def note():
            seen['callback'] = threading.get_ident()
            loop.stop()
        def work():
            seen['caller'] = threading.get_ident()
            loop.call_soon_threadsafe(note)
        thread = threading.Thread(target=work)
        loop.call_soon(thread.start)
        loop.run_forever()
        thread.join()
        return [seen['callback'] == threading.get_ident(), seen['caller'] != seen['callback']]
        `,
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test(
    'threads.call_soon_threadsafe.handle_cancel_from_thread',
    'cancels while the loop is busy',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        busy, done = threading.Event(), threading.Event()
        def work():
            busy.wait(5)
            handle = loop.call_soon_threadsafe(trace.append, 'cancelled callback')
            kept = loop.call_soon_threadsafe(trace.append, 'kept callback')
            handle.cancel()
            trace.append([handle.cancelled(), kept.cancelled()])
            loop.call_soon_threadsafe(loop.stop)
            done.set()
        def occupy():
            busy.set()
            done.wait(5)
        thread = threading.Thread(target=work)
        thread.start()
        loop.call_soon(occupy)
        loop.run_forever()
        thread.join()
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal([[true, false], 'kept callback']);
    },
    { on: 'python' },
  );

  test(
    'threads.call_soon_threadsafe.from_python_signal_handler',
    'calls in a listener of the process',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const listener = (): void => {
        trace.push('signal');
        loop.callSoonThreadsafe(() => {
          trace.push('called');
          loop.stop();
        });
      };
      process.on('SIGUSR2', listener);
      env.defer(() => process.off('SIGUSR2', listener));
      const guard = loop.callLater(env.patience.wait / 2, () => loop.stop());
      const killed = env.fromHost(() => env.kill('SIGUSR2'), env.tick * 2);
      await env.runForever();
      await killed;
      guard.cancel();
      expect(trace).to.deep.equal(['signal', 'called']);
    },
    { on: 'typescript' },
  );

  test(
    'threads.call_soon_threadsafe.from_python_signal_handler',
    'calls in a handler of signal.signal()',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        def called():
            trace.append('called')
            loop.stop()
        def handler(number, frame):
            trace.append('signal')
            loop.call_soon_threadsafe(called)
        before = signal.signal(signal.SIGALRM, handler)
        guard = loop.call_later(4, lambda: (trace.append('nobody woke it'), loop.stop()))
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            loop.run_forever()
        finally:
            guard.cancel()
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal(['signal', 'called']);
    },
    { on: 'python' },
  );

  test(
    'threads.call_soon_threadsafe.while_closing',
    'closes eight loops that a thread keeps calling',
    async ({ loop, env }) => {
      const loops = [loop];
      while (loops.length < 8) loops.push(await env.newLoop());
      for (const [i, one] of loops.entries()) {
        const result = env.python.exec(
          `
        errors = []
        begun = threading.Event()
        def work():
            try:
                while True:
                    one.call_soon_threadsafe(int)
                    begun.set()
            except BaseException as error:
                errors.append(type(error).__name__)
        thread = threading.Thread(target=work)
        thread.start()
        begun.wait(5)
        time.sleep(delay)
        one.close()
        thread.join(5)
        return errors + [thread.is_alive()]
        `,
          { one, delay: i * 0.0005 },
        );
        expect(result, `loop ${String(i)}`).to.deep.equal(['RuntimeError', false]);
      }
    },
    { on: 'python', needs: ['real_thread'] },
  );
});
