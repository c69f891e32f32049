/** What becomes of an eager task after its first step: turns, cancellation, context, callbacks, groups. */
import { CancelledError, RuntimeError, type Coroutine } from '../../spec';
import { expect, isKind, raises, suite } from '../support';
import { raising, returning } from '../task/recorded-coroutine';

export const laterSuite = suite('eager', 'after the first step', (test) => {
  test('eager.suspend.continues_on_loop', 'lets two tasks and callbacks take turns', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const trace: string[] = [];
    const future = loop.createFuture<string>();
    function* turns(name: string): Coroutine<string> {
      for (let i = 0; i < 3; i++) {
        trace.push(`${name}${String(i)}`);
        yield;
      }
      trace.push(`${name} waits`);
      return yield* future;
    }
    const results = await env.run(function* () {
      const tasks = ['a', 'b'].map((name) => loop.createTask(turns(name)));
      trace.push('created');
      loop.callSoon(() => trace.push('callback'));
      for (let i = 0; i < 3; i++) yield;
      trace.push('set');
      future.setResult('result');
      return yield* asyncio.gather(tasks);
    });
    expect(trace).to.deep.equal([
      'a0',
      'b0',
      'created',
      'a1',
      'b1',
      'callback',
      'a2',
      'b2',
      'a waits',
      'b waits',
      'set',
    ]);
    expect(results).to.deep.equal(['result', 'result']);
  });

  test(
    'eager.all_tasks.held_weakly',
    'loses tasks that ended and suspended',
    async ({ loop, asyncio, env }) => {
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      function* suspends(): Coroutine {
        return yield* loop.createFuture();
      }
      const refs = await env.run(function* () {
        yield* [];
        const suspended = loop.createTask(suspends());
        (suspended as unknown as { _logDestroyPending: boolean })._logDestroyPending = false;
        return [loop.createTask(returning(1)), suspended].map((task) => new WeakRef(task));
      });
      for (let i = 0; i < 10 && refs.some((ref) => ref.deref() !== undefined); i++) {
        await env.pause(env.tick / 10);
        await env.collectGarbage();
        await env.spin();
      }
      expect(refs.map((ref) => ref.deref() === undefined)).to.deep.equal([true, true]);
      expect(asyncio.allTasks(loop).size).to.equal(0);
    },
    { on: 'typescript' },
  );

  test(
    'eager.all_tasks.held_weakly',
    'loses Python tasks that ended and suspended',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc, weakref
        loop.set_task_factory(asyncio.eager_task_factory)
        async def ends(): return 1
        async def suspends(): await loop.create_future()
        async def main():
            suspended = loop.create_task(suspends())
            suspended._log_destroy_pending = False
            return [weakref.ref(task) for task in (loop.create_task(ends()), suspended)]
        refs = loop.run_until_complete(main())
        loop.call_soon(loop.stop)
        loop.run_forever()
        gc.collect()
        return [[ref() is None for ref in refs], len(asyncio.all_tasks(loop))]
        `,
        { loop },
      );
      expect(result).to.deep.equal([[true, true], 0]);
    },
    { on: 'python' },
  );

  test(
    'eager.cancel.after_completion_refused',
    'cancels a done and a suspended task',
    async ({ loop, asyncio, env }) => {
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      const trace: unknown[] = [];
      function* child(): Coroutine {
        try {
          return yield* loop.createFuture<never>();
        } catch (error) {
          trace.push(isKind(error, CancelledError));
          throw error;
        }
      }
      await env.run(function* () {
        const done = loop.createTask(returning('kept'));
        const suspended = loop.createTask(child());
        trace.push(done.cancel(), done.result(), suspended.cancel(), suspended.done());
        yield* asyncio.sleep(0);
        yield* asyncio.sleep(0);
        trace.push(suspended.cancelled());
      });
      expect(trace).to.deep.equal([false, 'kept', true, false, true, true]);
    },
  );

  test('eager.context.copied', 'sets a variable in both steps', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const v = new asyncio.ContextVar<string>('v');
    const trace: unknown[] = [];
    function* child(): Coroutine<null> {
      trace.push(v.get());
      v.set('child');
      yield* asyncio.sleep(0);
      trace.push(v.get());
      return null;
    }
    await env.run(function* () {
      v.set('main');
      const task = loop.createTask(child());
      trace.push(v.get());
      v.set('main later');
      yield* task;
      trace.push(v.get());
    });
    expect(trace).to.deep.equal(['main', 'main', 'child', 'main later']);
  });

  test('eager.context.copied', 'starts in a context that is given', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const v = new asyncio.ContextVar<string>('v');
    const context = asyncio.copyContext();
    function* child(): Coroutine<string> {
      yield* [];
      v.set('child');
      return 'done';
    }
    const seen = await env.run(function* () {
      yield* [];
      v.set('main');
      const task = loop.createTask(child(), { context });
      return [task.done(), v.get(), context.run(() => v.get())];
    });
    expect(seen).to.deep.equal([true, 'main', 'child']);
  });

  test('eager.context.entered_context_error', 'starts in the present context', async ({ loop, asyncio, env }) => {
    const context = asyncio.copyContext();
    const trace: string[] = [];
    function* child(name: string): Coroutine<null> {
      yield* [];
      trace.push(name);
      return null;
    }
    await env.run(function* () {
      yield* [];
      new asyncio.Task(child('free'), { loop, context, eagerStart: true });
      const coroutine = child('entered');
      const own = asyncio.currentTask();
      context.run(() => {
        raises(RuntimeError, () => new asyncio.Task(coroutine, { loop, context, eagerStart: true }), 'Task()');
      });
      coroutine.return(null);
      // Which task is current after the failure is not what this is about.
      asyncio._swapCurrentTask(loop, own);
    });
    expect(trace).to.deep.equal(['free']);
    // The task that did not come to be may be reported as destroyed while pending.
    await env.collectGarbage();
    env.takeReports();
  });

  test('eager.done_callback.scheduled', 'adds callbacks to a task that is done', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const trace: unknown[] = [];
    await env.run(function* () {
      const task = loop.createTask(returning('result'));
      task.addDoneCallback((done) => trace.push(['called', done === task, done.result()]));
      trace.push('added');
      yield* asyncio.sleep(0);
      trace.push('later');
    });
    expect(trace).to.deep.equal(['added', ['called', true, 'result'], 'later']);
  });

  test('eager.task_group.completed_child', 'gathers', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const error = new Error('eager');
    const results = await env.run(function* () {
      const done = yield* asyncio.gather([returning(1), returning(2)]);
      const mixed = yield* asyncio.gather([returning('a'), asyncio.sleep(0, 'b'), raising(error)], {
        returnExceptions: true,
      });
      return [done, mixed.slice(0, 2), (mixed[2] as unknown) === error];
    });
    expect(results).to.deep.equal([[1, 2], ['a', 'b'], true]);
  });

  test('eager.task_group.completed_child', 'groups', async ({ loop, asyncio, env }) => {
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    const error = new Error('eager');
    const trace: unknown[] = [];
    await env.run(function* () {
      const task = yield* new asyncio.TaskGroup().run(function* (group) {
        yield* [];
        return group.createTask(returning('result'));
      });
      trace.push(task.result());
      try {
        yield* new asyncio.TaskGroup().run(function* (group) {
          const sibling = group.createTask(asyncio.sleep(60));
          sibling.addDoneCallback((done) => trace.push(['sibling cancelled', done.cancelled()]));
          group.createTask(raising(error));
          yield* asyncio.sleep(60);
        });
        trace.push('the group went on');
      } catch (caught) {
        const { exceptions } = caught as { exceptions?: readonly unknown[] };
        trace.push(exceptions?.length, exceptions?.[0] === error);
      }
    });
    expect(trace).to.deep.equal(['result', ['sibling cancelled', true], 1, true]);
  });
});
