/** What a loop leaves of the process's signals: dispositions and the wakeup fd, and signals it does not handle. */
import { expect, suite } from '../support';
import { FATE } from './fate';

export const signalDispositionsSuite = suite('signals', "the process's signals, in Python", (test) => {
  test(
    'signals.add_signal_handler.sigint_replaces_keyboard_interrupt',
    'handles SIGINT in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        trace = []
        old = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            def handle():
                trace.append('handled')
                loop.stop()
            loop.add_signal_handler(signal.SIGINT, handle)
            loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
            guard = loop.call_later(3, loop.stop)
            try: loop.run_forever()
            except KeyboardInterrupt: trace.append('KeyboardInterrupt')
            guard.cancel()
        finally:
            signal.signal(signal.SIGINT, old)
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal(['handled']);
    },
    { on: 'python' },
  );

  test(
    'signals.remove_signal_handler.restores_default',
    'sends the signals to a process that removed their handlers',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
${FATE}
        old = signal.getsignal(signal.SIGINT)
        for number in signal.SIGUSR1, signal.SIGINT: signal.signal(number, lambda *args: None)
        try:
            fates = [fate(signal.SIGUSR1), fate(signal.SIGINT)]
            for number in signal.SIGUSR1, signal.SIGINT:
                # Within a run: whether it can be done outside of one is for another clause to say.
                loop.call_soon(loop.add_signal_handler, number, print)
                loop.call_soon(loop.remove_signal_handler, number)
                loop.call_soon(loop.stop); loop.run_forever()
            return fates + [fate(signal.SIGUSR1), fate(signal.SIGINT)]
        finally:
            signal.signal(signal.SIGUSR1, signal.SIG_DFL)
            signal.signal(signal.SIGINT, old)
        `,
        { loop },
      );
      expect(result).to.deep.equal(['lives on', 'lives on', 'is killed', 'is interrupted']);
    },
    { on: 'python' },
  );

  test(
    'signals.remove_signal_handler.idle_loop',
    'sends the signal to a process in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
${FATE}
        loop.add_signal_handler(signal.SIGUSR1, print)
        loop.remove_signal_handler(signal.SIGUSR1)
        try: return fate(signal.SIGUSR1)
        finally: signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        `,
        { loop },
      );
      expect(result).to.equal('is killed');
    },
    { on: 'python' },
  );

  for (const ran of [false, true]) {
    test(
      'signals.close.removes_handlers',
      `sends the signals to a process, of a loop ${ran ? 'that ran' : 'that never ran'}`,
      ({ loop, env }) => {
        const result = env.python.exec(
          `
${FATE}
        old = signal.getsignal(signal.SIGINT)
        try:
            loop.add_signal_handler(signal.SIGUSR1, print)
            loop.add_signal_handler(signal.SIGINT, print)
            if ran: loop.call_soon(loop.stop); loop.run_forever()
            loop.close()
            return [fate(signal.SIGUSR1), fate(signal.SIGINT)]
        finally:
            signal.signal(signal.SIGUSR1, signal.SIG_DFL)
            signal.signal(signal.SIGINT, old)
          `,
          { loop, ran },
        );
        expect(result).to.deep.equal(['is killed', 'is interrupted']);
      },
      { on: 'python' },
    );
  }

  test('signals.close.resets_wakeup_fd', 'removes the last handler, then closes with one', ({ loop, env }) => {
    const result = env.python.exec(
      `
      trace = []
      def wakeup():
          fd = signal.set_wakeup_fd(-1)
          try:
              if fd != -1: signal.set_wakeup_fd(fd)
          except (OSError, ValueError): return 'closed'
          return fd
      try:
          trace.append(wakeup())
          loop.add_signal_handler(signal.SIGUSR1, print)
          loop.add_signal_handler(signal.SIGUSR2, print)
          loop.remove_signal_handler(signal.SIGUSR1)
          loop.remove_signal_handler(signal.SIGUSR2)
          trace.append(wakeup())
          loop.add_signal_handler(signal.SIGUSR1, print)
          loop.close()
          trace.append(wakeup())
      finally:
          signal.set_wakeup_fd(-1)
          for number in signal.SIGUSR1, signal.SIGUSR2: signal.signal(number, signal.SIG_DFL)
      return trace
      `,
      { loop },
    );
    expect(result).to.deep.equal([-1, -1, -1]);
  });

  test('signals.wakeup_fd_untouched_without_handlers', 'runs and closes with and without a wakeup fd', (world) => {
    const { loop, env } = world;
    const result = env.python.exec(
      `
      import socket
      a, b = socket.socketpair()
      a.setblocking(False)
      trace = []
      def wakeup():
          fd = signal.set_wakeup_fd(-1)
          if fd != -1: signal.set_wakeup_fd(fd)
          return fd
      def run(what):
          loop.call_soon(lambda: what.append(wakeup())); loop.call_soon(loop.stop); loop.run_forever()
      try:
          run(trace)
          trace.append(wakeup())
          signal.set_wakeup_fd(a.fileno())
          mine = []
          run([]); mine.append(wakeup())
          loop.close(); mine.append(wakeup())
          return trace[1:] + [fd == a.fileno() for fd in mine]
      finally:
          signal.set_wakeup_fd(-1); a.close(); b.close()
      `,
      { loop },
    );
    expect(result).to.deep.equal([-1, true, true]);
  });

  test('signals.python_handlers_run_while_blocked', 'lets a timer of the process go off', ({ loop, env }) => {
    const result = env.python.exec(
      `
      calls = []
      old = signal.signal(signal.SIGALRM, lambda *args: calls.append(time.monotonic() - start))
      try:
          start = time.monotonic()
          signal.setitimer(signal.ITIMER_REAL, 0.03)
          loop.call_later(0.4, loop.stop)
          loop.run_forever()
          return calls + [time.monotonic() - start]
      finally:
          signal.setitimer(signal.ITIMER_REAL, 0); signal.signal(signal.SIGALRM, old)
      `,
      { loop },
    ) as number[];
    expect(result).to.have.length(2);
    expect(result[0]).to.be.within(0.025, 0.35);
    expect(result[1]).to.be.at.least(0.399);
  });

  for (const waiting of ['with a distant timer', 'with nothing to do']) {
    test('signals.keyboard_interrupt_from_blocked_loop', `interrupts a loop ${waiting}`, ({ loop, env }) => {
      const result = env.python.exec(
        `
        import threading
        trace = []
        old = signal.signal(signal.SIGINT, signal.default_int_handler)
        timer = loop.call_later(3600, print) if timed else None
        try:
            killer = threading.Timer(0.03, os.kill, (os.getpid(), signal.SIGINT))
            late = threading.Timer(3, loop.call_soon_threadsafe, (loop.stop,))
            try:
                # Begun in the loop: on a busy machine the signal must not come before the run does.
                late.start(); loop.call_soon(killer.start)
                loop.run_forever()
                trace.append('stopped')
            except KeyboardInterrupt:
                trace.append('KeyboardInterrupt')
            late.cancel(); killer.join(); late.join()
            trace.append(loop.is_running())
            loop.call_soon(trace.append, 'again'); loop.call_soon(loop.stop)
            loop.run_forever()
        finally:
            signal.signal(signal.SIGINT, old)
            if timer: timer.cancel()
        return trace
        `,
        { loop, timed: waiting === 'with a distant timer' },
      );
      expect(result).to.deep.equal(['KeyboardInterrupt', false, 'again']);
    });
  }

  test('signals.add_signal_handler.coexists_with_signal_signal', 'installs both kinds of handlers', ({ loop, env }) => {
    const result = env.python.exec(
      `
      trace = []
      try:
          loop.add_signal_handler(signal.SIGUSR1, lambda: (trace.append('loop'), loop.stop()))
          signal.signal(signal.SIGUSR1, lambda *args: trace.append('process'))
          loop.call_soon(os.kill, os.getpid(), signal.SIGUSR1)
          loop.call_later(3, loop.stop)
          loop.run_forever()
      finally:
          signal.signal(signal.SIGUSR1, signal.SIG_DFL)
      return sorted(trace)
      `,
      { loop },
    );
    expect(result).to.deep.equal(['loop', 'process']);
  });
});
