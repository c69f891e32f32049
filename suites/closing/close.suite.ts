/** close(): what it ends, drops and gives back. */
import type { AbstractEventLoop } from '../../spec';
import { RuntimeError } from '../../spec';
import { stubPool } from '../executor/stub-executor';
import { expect, expectNone, raises, suite } from '../support';
import { leftOpen, resourcesOf } from '../support/resources';

export const closeSuite = suite('closing', 'close()', (test) => {
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
    // In which batch a due timer is called is for other clauses to say.
    loop.callAt(loop.time() - 1, () => {
      trace.push('in time');
      loop.stop();
    });
    await env.runForever();
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

  test(
    'closing.close.releases_descriptors',
    'makes, runs and closes fifty loops',
    ({ loop, env }) => {
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
    },
    { on: 'python' },
  );

  test(
    'closing.close.releases_descriptors',
    'runs and closes twenty loops',
    async ({ env, subject }) => {
      const use = async (): Promise<void> => {
        const other = await env.newLoop();
        other.callSoon(() => other.stop());
        await other.runForever();
        other.close();
      };
      // What is opened once, for all loops, is no matter.
      await use();
      const before = resourcesOf(undefined) ?? new Set();
      for (let i = 0; i < 20; i++) await use();
      expect(await leftOpen(before, subject, env.patience, 0)).to.deep.equal([]);
    },
    { on: 'typescript' },
  );

  test('closing.close.survives_finalizers', 'closes over callbacks whose owners use the loop', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import gc
      seen = []
      class Owner:
          def method(self): seen.append('called')
          def __del__(self):
              try: loop.call_soon(seen.append, 'late')
              except RuntimeError: seen.append('refused')
              else: seen.append('taken')
      for _ in range(3): loop.call_soon(Owner().method)
      loop.call_later(60, Owner().method)
      loop.close()
      gc.collect()
      return [seen, loop.is_closed()]
      `,
      { loop },
    );
    expect(result).to.deep.equal([['refused', 'refused', 'refused', 'refused'], true]);
  });
});
