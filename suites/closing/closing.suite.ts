/** What close() does, and what a closed loop refuses. */
import type { AbstractEventLoop } from '../../spec';
import { RuntimeError } from '../../spec';
import { StubExecutor, stubPool } from '../executor/stub-executor';
import { expect, expectNone, raises, rejects, suite } from '../support';
import { FATE } from '../signals/fate';

export const closingSuite = suite('closing', 'close', (test) => {
  test(
    'closing.is_closed.transition',
    'asks before, during and after a run, and after close()',
    async ({ loop, env }) => {
      const answers = [loop.isClosed()];
      loop.callSoon(() => answers.push(loop.isClosed()));
      await env.spin();
      answers.push(loop.isClosed());
      loop.close();
      answers.push(loop.isClosed());
      expect(answers).to.deep.equal([false, false, false, true]);
    },
  );

  test('closing.close.idempotent', 'closes three times', async ({ loop, env }) => {
    await env.spin();
    expect(loop.isClosed()).to.equal(false);
    for (let i = 0; i < 3; i++) {
      expectNone(loop.close(), 'close()');
      expect(loop.isClosed()).to.equal(true);
    }
  });

  test('closing.close.never_run', 'closes a loop at once', ({ loop, env }) => {
    expect(loop.isClosed()).to.equal(false);
    loop.close();
    expect(loop.isClosed()).to.equal(true);
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('closing.close.running_raises', 'closes in a callback, which is refused', async ({ loop, env }) => {
    const trace: unknown[] = [];
    loop.callSoon(() => {
      raises(RuntimeError, () => loop.close(), 'close()');
      trace.push(loop.isClosed(), loop.isRunning());
      loop.callSoon(() => {
        trace.push('goes on');
        loop.stop();
      });
    });
    await env.runForever();
    expect(trace).to.deep.equal([false, true, 'goes on']);
    expect(loop.isClosed()).to.equal(false);
  });

  test('closing.close.running_raises', 'closes in a coroutine, which is refused', async ({ loop, env }) => {
    const result = await env.run(function* () {
      raises(RuntimeError, () => loop.close(), 'close()');
      yield;
      return 'went on';
    });
    expect(result).to.equal('went on');
    expect(loop.isClosed()).to.equal(false);
  });

  test('closing.rejects.run_forever', 'runs a closed loop', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => trace.push('called'));
    await env.spin();
    loop.callSoon(() => trace.push('too late'));
    loop.close();
    await rejects(RuntimeError, () => env.runForever(), 'run_forever()');
    expect(loop.isRunning()).to.equal(false);
    expect(trace).to.deep.equal(['called']);
  });

  const refuses =
    (what: string, call: (loop: AbstractEventLoop, never: () => void) => unknown) =>
    async ({
      loop,
      env,
    }: {
      loop: AbstractEventLoop;
      env: { pause(s: number): Promise<void>; patience: { silence: number } };
    }): Promise<void> => {
      const trace: string[] = [];
      const never = (): void => {
        trace.push('called');
      };
      expect(loop.isClosed()).to.equal(false);
      loop.close();
      raises(RuntimeError, () => call(loop, never), what);
      await env.pause(env.patience.silence);
      expect(trace).to.deep.equal([]);
    };

  test(
    'closing.rejects.call_soon',
    'schedules on a closed loop',
    refuses('call_soon()', (loop, never) => loop.callSoon(never)),
  );
  test(
    'closing.rejects.call_soon_threadsafe',
    'schedules on a closed loop',
    refuses('call_soon_threadsafe()', (loop, never) => loop.callSoonThreadsafe(never)),
  );
  test(
    'closing.rejects.call_later',
    'schedules on a closed loop',
    refuses('call_later()', (loop, never) => loop.callLater(0, never)),
  );
  test(
    'closing.rejects.call_at',
    'schedules on a closed loop',
    refuses('call_at()', (loop, never) => loop.callAt(loop.time(), never)),
  );
  test(
    'closing.rejects.run_in_executor',
    'asks a closed loop',
    refuses('run_in_executor()', (loop, never) => loop.runInExecutor(null, never)),
  );

  test('closing.rejects.run_in_executor', 'submits nothing to an executor of its own', ({ loop, asyncio }) => {
    const executor = new StubExecutor(asyncio);
    const before = loop.runInExecutor(executor as never, () => {});
    before.cancel();
    expect(executor.jobs).to.have.length(1);
    loop.close();
    raises(RuntimeError, () => loop.runInExecutor(executor as never, () => {}), 'run_in_executor()');
    expect(executor.jobs).to.have.length(1);
  });

  test('closing.rejects.call_soon_threadsafe', 'schedules on a closed loop from outside', async ({ loop, env }) => {
    expect(loop.isClosed()).to.equal(false);
    loop.close();
    const error = await env.fromHost(() => raises(RuntimeError, () => loop.callSoonThreadsafe(() => {})));
    expect(error).to.not.equal(undefined);
  });

  test('closing.rejects.run_until_complete', 'runs a closed loop until a future is done', async ({ loop }) => {
    const future = loop.createFuture();
    expect(future.done()).to.equal(false);
    loop.close();
    await rejects(RuntimeError, () => loop.runUntilComplete(future), 'run_until_complete(future)');
    expect(future.done()).to.equal(false);
  });

  test('closing.rejects.run_until_complete', 'does not look at the future', async ({ loop, env }) => {
    const foreign = (await env.newLoop()).createFuture();
    loop.close();
    await rejects(RuntimeError, () => loop.runUntilComplete(foreign), 'run_until_complete(foreign future)');
    await rejects(RuntimeError, () => loop.runUntilComplete(42 as never), 'run_until_complete(42)');
  });

  test('closing.rejects.run_until_complete', 'does not start a coroutine', async ({ loop, env }) => {
    const trace: string[] = [];
    const body = function* (): Generator<unknown, string> {
      trace.push('started');
      return 'done';
    };
    expect(await env.run(body)).to.equal('done');
    loop.close();
    const coroutine = body();
    await rejects(RuntimeError, () => loop.runUntilComplete(coroutine), 'run_until_complete(coroutine)');
    coroutine.return('');
    expect(trace).to.deep.equal(['started']);
  });

  test('closing.rejects.create_task', 'does not start or take a coroutine', ({ loop }) => {
    const trace: string[] = [];
    const coroutine = (function* () {
      trace.push('started');
      return 'never';
    })();
    expect(loop.isClosed()).to.equal(false);
    loop.close();
    raises(RuntimeError, () => loop.createTask(coroutine), 'create_task()');
    const { done } = coroutine.return('');
    expect(done).to.equal(true);
    expect(trace).to.deep.equal([]);
  });

  test('closing.rejects.add_signal_handler', 'leaves the disposition of SIGTERM alone', ({ loop, env }) => {
    const result = env.python.exec(
      `
${FATE}
        before = signal.getsignal(signal.SIGTERM)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        loop.close()
        try: loop.add_signal_handler(signal.SIGTERM, print)
        except RuntimeError: refused = True
        else: refused = False
        try: return [refused, fate(signal.SIGTERM)]
        finally: signal.signal(signal.SIGTERM, before)
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, 'is killed']);
  });

  test('closing.rejects.fd_registration', 'registers a reader and a writer', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import socket
      a, b = socket.socketpair()
      loop.close()
      refused = []
      for add in (loop.add_reader, loop.add_writer):
          try: add(a.fileno(), print)
          except RuntimeError: refused.append(True)
          else: refused.append(False)
      a.close(); b.close()
      return refused
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, true]);
  });

  test('closing.close.discards_ready', 'never calls what was queued', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => trace.push('in time'));
    await env.spin();
    loop.callSoon(() => trace.push('queued'));
    loop.callSoonThreadsafe(() => trace.push('queued from outside'));
    loop.close();
    await env.pause(env.patience.silence);
    expect(trace).to.deep.equal(['in time']);
  });

  test('closing.close.discards_timers', 'never fires what was pending', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callAt(loop.time() - 1, () => trace.push('in time'));
    await env.spin();
    loop.callLater(env.tick, () => trace.push('pending'));
    loop.callLater(0, () => trace.push('due'));
    loop.close();
    await env.pause(env.patience.silence);
    expect(trace).to.deep.equal(['in time']);
  });

  for (const [clause, schedule] of [
    ['closing.close.discards_ready', (loop: AbstractEventLoop, callback: () => unknown) => loop.callSoon(callback)],
    [
      'closing.close.discards_timers',
      (loop: AbstractEventLoop, callback: () => unknown) => loop.callLater(60, callback),
    ],
  ] as const) {
    test(
      clause,
      'lets go of the callbacks',
      async ({ loop, env }) => {
        const owners = Array.from({ length: 3 }, () => {
          const owner = {};
          schedule(loop, () => owner);
          return new WeakRef(owner);
        });
        const held = (): number => owners.filter((owner) => owner.deref() !== undefined).length;
        await env.collectGarbage();
        expect(held()).to.equal(3);
        loop.close();
        await env.collectGarbage();
        expect(held()).to.equal(0);
      },
      { on: 'typescript' },
    );
  }

  for (const [clause, call] of [
    ['closing.close.discards_ready', 'loop.call_soon(Owner().method)'],
    ['closing.close.discards_timers', 'loop.call_later(0.01, Owner().method)'],
  ] as const) {
    test(
      clause,
      'holds no callback any more',
      ({ loop, env }) => {
        const result = env.python.exec(
          `
          import gc, time, weakref
          called = []
          refs = []
          class Owner:
              def __init__(self): refs.append(weakref.ref(self))
              def method(self): called.append(1)
          ${call}
          held = refs[0]() is not None
          loop.close()
          time.sleep(0.03)
          gc.collect()
          return [held, called, refs[0]() is None]
          `,
          { loop },
        );
        expect(result).to.deep.equal([true, [], true]);
      },
      { on: 'python' },
    );
  }

  test('closing.close.executor_not_awaited', 'tells the executor once not to wait', ({ loop, asyncio }) => {
    const { pool } = stubPool(asyncio);
    const calls: unknown[] = [];
    (pool as { shutdown: unknown }).shutdown = (options: unknown) => {
      calls.push(options);
    };
    loop.setDefaultExecutor(pool);
    loop.close();
    loop.close();
    expect(calls).to.deep.equal([{ wait: false }]);
  });

  test(
    'closing.close.executor_not_awaited',
    'closes while a job sleeps',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import concurrent.futures, threading, time
      executor = concurrent.futures.ThreadPoolExecutor(1)
      loop.set_default_executor(executor)
      release = threading.Event()
      started = threading.Event()
      def job():
          started.set()
          release.wait(5)
      future = loop.run_in_executor(None, job)
      started.wait(5)
      begun = time.monotonic()
      loop.close()
      took = time.monotonic() - begun
      release.set()
      try: executor.submit(print)
      except RuntimeError: refused = True
      else: refused = False
      return [took < 2, refused]
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test('closing.close.queries_still_work', 'asks a closed loop for what it knows', ({ loop }) => {
    const handler = loop.getExceptionHandler();
    const debug = loop.getDebug();
    const before = loop.time();
    loop.close();
    expect(loop.isClosed()).to.equal(true);
    expect(loop.isRunning()).to.equal(false);
    expect(loop.getDebug()).to.equal(debug);
    expect(loop.getExceptionHandler()).to.equal(handler);
    expectNone(loop.getTaskFactory(), 'get_task_factory()');
    expect(loop.time()).to.be.a('number');
    expect(loop.time()).to.be.at.least(before);
  });

  test('closing.close.call_exception_handler_still_works', 'reports to a closed loop', ({ loop, env }) => {
    expect(loop.isClosed()).to.equal(false);
    loop.close();
    loop.callExceptionHandler({ message: 'late' });
    expect(env.takeReports().map((report) => report.message)).to.deep.equal(['late']);
  });

  test('closing.del.resource_warning', 'collects an open loop', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import gc, warnings
      gc.collect()
      other = new_loop()
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter('always')
          del other
          gc.collect()
      return [str(w.message) for w in caught if issubclass(w.category, ResourceWarning) and 'event loop' in str(w.message)]
      `,
      { loop },
    );
    expect(result).to.have.length(1);
    expect((result as string[])[0]).to.match(/unclosed event loop/);
  });

  test('closing.close.releases_descriptors', 'makes, runs and closes fifty loops', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import os, sys
      folder = '/proc/self/fd' if sys.platform.startswith('linux') else '/dev/fd'
      def use():
          other = new_loop()
          other.call_soon(other.stop)
          other.run_forever()
          other.close()
      use()
      before = len(os.listdir(folder))
      for _ in range(50): use()
      return len(os.listdir(folder)) - before
      `,
      { loop },
    );
    expect(result).to.equal(0);
  });
});
