/** How a task becomes the current one and ceases to be. */
import { RuntimeError } from '../../spec';
import { expect, expectNone, raises, suite } from '../support';
import { StandIn } from './stand-ins';
import { inCallback } from './in-callback';

export const enterSuite = suite('lifetime', '_enter_task(), _leave_task(), _swap_current_task()', (test) => {
  test('lifetime.enter.sets_current', 'enters a stand-in', async ({ loop, asyncio, env }) => {
    const task = new StandIn(loop);
    await inCallback(env, loop, () => {
      expectNone(asyncio.currentTask(), 'current_task()');
      expectNone(asyncio._enterTask(loop, task), '_enter_task()');
      expect((asyncio.currentTask() as unknown) === task, 'current_task()').to.equal(true);
      expect((asyncio.currentTask(loop) as unknown) === task, 'current_task(loop)').to.equal(true);
      asyncio._leaveTask(loop, task);
    });
  });

  test('lifetime.enter.occupied', 'enters two tasks, and one twice', async ({ loop, asyncio, env }) => {
    const [a, b] = [new StandIn(loop), new StandIn(loop)];
    await inCallback(env, loop, () => {
      asyncio._enterTask(loop, a);
      raises(RuntimeError, () => asyncio._enterTask(loop, b), 'another task');
      raises(RuntimeError, () => asyncio._enterTask(loop, a), 'the same task');
      expect((asyncio.currentTask() as unknown) === a, 'unchanged').to.equal(true);
      asyncio._leaveTask(loop, a);
    });
  });

  test('lifetime.enter.occupied', 'enters a task inside a built-in one', async ({ loop, asyncio, env }) => {
    const same = await env.run(function* () {
      const own = asyncio.currentTask();
      raises(RuntimeError, () => asyncio._enterTask(loop, new StandIn(loop)), '_enter_task()');
      yield;
      return asyncio.currentTask() === own && own !== null;
    });
    expect(same).to.equal(true);
  });

  test('lifetime.leave.clears', 'leaves, and enters another', async ({ loop, asyncio, env }) => {
    const [a, b] = [new StandIn(loop), new StandIn(loop)];
    await inCallback(env, loop, () => {
      asyncio._enterTask(loop, a);
      expectNone(asyncio._leaveTask(loop, a), '_leave_task()');
      expectNone(asyncio.currentTask(loop), 'current_task(loop)');
      asyncio._enterTask(loop, b);
      expect((asyncio.currentTask() as unknown) === b, 'current_task()').to.equal(true);
      asyncio._leaveTask(loop, b);
    });
  });

  test('lifetime.leave.mismatch', 'leaves a task that is not the current one', async ({ loop, asyncio, env }) => {
    const [a, b] = [new StandIn(loop), new StandIn(loop)];
    await inCallback(env, loop, () => {
      asyncio._enterTask(loop, a);
      raises(RuntimeError, () => asyncio._leaveTask(loop, b), '_leave_task()');
      expect((asyncio.currentTask() as unknown) === a, 'unchanged').to.equal(true);
      asyncio._leaveTask(loop, a);
      expectNone(asyncio.currentTask(), 'current_task()');
    });
  });

  test(
    'lifetime.leave.mismatch',
    'leaves a task that equals the current one',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Task:
          def __eq__(self, other): return True
          __hash__ = object.__hash__
      a, b = Task(), Task()
      seen = []
      def check():
          asyncio._enter_task(loop, a)
          try: asyncio._leave_task(loop, b)
          except RuntimeError: seen.append('refused')
          seen.append(asyncio.current_task() is a)
          asyncio._leave_task(loop, a)
      loop.call_soon(check)
      loop.call_soon(loop.stop)
      loop.run_forever()
      return seen
      `,
        { loop },
      );
      expect(result).to.deep.equal(['refused', true]);
    },
    { on: 'python' },
  );

  test('lifetime.leave.none_current', 'leaves when none is current, and twice', async ({ loop, asyncio, env }) => {
    const task = new StandIn(loop);
    await inCallback(env, loop, () => {
      raises(RuntimeError, () => asyncio._leaveTask(loop, task), 'without a current task');
      asyncio._enterTask(loop, task);
      asyncio._leaveTask(loop, task);
      raises(RuntimeError, () => asyncio._leaveTask(loop, task), 'the second time');
      expectNone(asyncio.currentTask(), 'current_task()');
    });
  });

  test(
    'lifetime.leave.none_current',
    'leaves nothing when nothing is current',
    async ({ loop, asyncio, env }) => {
      const task = new StandIn(loop);
      const nothing = null as never;
      await inCallback(env, loop, () => {
        raises(RuntimeError, () => asyncio._leaveTask(loop, nothing), 'at first');
        asyncio._enterTask(loop, task);
        asyncio._leaveTask(loop, task);
        raises(RuntimeError, () => asyncio._leaveTask(loop, nothing), 'after a task');
        asyncio._swapCurrentTask(loop, task);
        asyncio._swapCurrentTask(loop, null);
        raises(RuntimeError, () => asyncio._leaveTask(loop, nothing), 'after a swap');
      });
    },
    // Python before 3.14 raises KeyError here.
    { on: 'typescript' },
  );

  test('lifetime.leave.wrong_loop', 'leaves through another loop', async ({ loop, asyncio, env }) => {
    const other = await env.newLoop();
    const task = new StandIn(loop);
    await inCallback(env, loop, () => {
      asyncio._enterTask(loop, task);
      raises(RuntimeError, () => asyncio._leaveTask(other, task), '_leave_task()');
      expect((asyncio.currentTask(loop) as unknown) === task, 'unchanged').to.equal(true);
      asyncio._leaveTask(loop, task);
    });
  });

  test('lifetime.leave.suspend_and_reenter', 'leaves a running task for a while', async ({ loop, asyncio, env }) => {
    const trace = await env.run(function* () {
      const own = asyncio.currentTask(loop) as never;
      asyncio._leaveTask(loop, own);
      const between: unknown = asyncio.currentTask(loop);
      asyncio._enterTask(loop, own);
      const after: unknown = asyncio.currentTask(loop);
      yield;
      return [between ?? 'none', after === own, asyncio.currentTask(loop) === own];
    });
    expect(trace).to.deep.equal(['none', true, true]);
  });

  test('lifetime.enter.keyword_arguments', 'passes too little', async ({ loop, asyncio, env }) => {
    const { _enterTask, _leaveTask, _registerTask } = asyncio as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    await inCallback(env, loop, () => {
      raises(TypeError, () => _enterTask?.call(asyncio, loop), '_enter_task(loop)');
      raises(TypeError, () => _leaveTask?.call(asyncio, loop), '_leave_task(loop)');
      raises(TypeError, () => _registerTask?.call(asyncio), '_register_task()');
      expectNone(asyncio.currentTask(), 'current_task()');
    });
  });

  test(
    'lifetime.enter.keyword_arguments',
    'passes loop and task by keyword',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Task:
          def done(self): return False
          def get_loop(self): return loop
      task = Task()
      seen = []
      def check():
          asyncio._register_task(task=task)
          asyncio._enter_task(loop=loop, task=task)
          seen.append(asyncio.current_task(loop=loop) is task)
          asyncio._leave_task(loop=loop, task=task)
          asyncio._unregister_task(task=task)
          seen.append(asyncio.all_tasks(loop=loop) == set())
      loop.call_soon(check)
      loop.call_soon(loop.stop)
      loop.run_forever()
      return seen
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );

  test('lifetime.enter.any_object', 'enters things that are no tasks', async ({ loop, asyncio, env }) => {
    await inCallback(env, loop, () => {
      for (const thing of [{}, 'text', 5, new StandIn(loop)]) {
        asyncio._enterTask(loop, thing as never);
        if (typeof thing !== 'object') expect(asyncio.currentTask(loop)).to.equal(thing);
        asyncio._leaveTask(loop, thing as never);
        expectNone(asyncio.currentTask(loop), 'current_task()');
      }
      expect(asyncio.allTasks(loop).size).to.equal(0);
    });
  });

  test('lifetime.enter.idle_loop_allowed', 'enters tasks on two idle loops', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import asyncio
      other = new_loop()
      asyncio._enter_task(loop, 'a')
      asyncio._enter_task(other, 'b')
      seen = [asyncio.current_task(loop), asyncio.current_task(other)]
      asyncio._leave_task(loop, 'a')
      seen += [asyncio.current_task(loop), asyncio.current_task(other)]
      asyncio._leave_task(other, 'b')
      other.close()
      return seen
      `,
      { loop },
    );
    expect(result).to.deep.equal(['a', 'b', null, 'b']);
  });

  test('lifetime.enter.requires_running_loop', 'enters, leaves and swaps on an idle loop', ({ loop, asyncio }) => {
    const task = new StandIn(loop);
    raises(RuntimeError, () => asyncio._enterTask(loop, task), '_enter_task()');
    raises(RuntimeError, () => asyncio._leaveTask(loop, task), '_leave_task()');
    raises(RuntimeError, () => asyncio._swapCurrentTask(loop, task), '_swap_current_task()');
    expectNone(asyncio.currentTask(loop), 'current_task()');
  });

  test('lifetime.enter.requires_running_loop', 'leaves once the run is over', async ({ loop, asyncio, env }) => {
    const task = new StandIn(loop);
    await inCallback(env, loop, () => {
      asyncio._enterTask(loop, task);
    });
    raises(RuntimeError, () => asyncio._leaveTask(loop, task), '_leave_task()');
    await inCallback(env, loop, () => {
      expect((asyncio.currentTask(loop) as unknown) === task, 'unchanged').to.equal(true);
      asyncio._leaveTask(loop, task);
    });
    expectNone(asyncio.currentTask(loop), 'current_task()');
  });

  test('lifetime.enter.thread_isolation', 'runs tasks in two threads', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import asyncio, threading
      barrier = threading.Barrier(2, timeout=5)
      seen = []
      async def check():
          barrier.wait()
          seen = asyncio.current_task(), asyncio.current_task(asyncio.get_running_loop())
          barrier.wait()
          return seen
      def work(own):
          task = own.create_task(check())
          seen.append(own.run_until_complete(task) == (task, task))
      other = new_loop()
      thread = threading.Thread(target=work, args=(other,))
      thread.start()
      work(loop)
      thread.join(5)
      other.close()
      return seen
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, true]);
  });

  test('lifetime.swap.returns_previous', 'swaps in two tasks, and none', async ({ loop, asyncio, env }) => {
    const [a, b] = [new StandIn(loop), new StandIn(loop)];
    await inCallback(env, loop, () => {
      expectNone(asyncio._swapCurrentTask(loop, a), 'the first swap');
      expect((asyncio._swapCurrentTask(loop, b) as unknown) === a, 'the second swap').to.equal(true);
      expect((asyncio.currentTask() as unknown) === b, 'current_task()').to.equal(true);
      expect((asyncio._swapCurrentTask(loop, null) as unknown) === b, 'the third swap').to.equal(true);
      expectNone(asyncio.currentTask(), 'current_task()');
    });
  });
});
