/** run_until_complete(). */
import {
  CancelledError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  ValueError,
  type Coroutine,
  type Future,
} from '../../spec';
import { expect, raises, rejects, suite } from '../support';

export const runUntilCompleteSuite = suite('running', 'run_until_complete', (test) => {
  test('running.run_until_complete.same_loop_reentry', 'runs the loop in its own coroutine', async ({ loop, env }) => {
    const result = await env.run(function* () {
      const inner = (function* () {
        return 'inner';
      })();
      const refusal = rejects(RuntimeError, () => loop.runUntilComplete(inner), 'run_until_complete()');
      yield;
      inner.return('');
      return [refusal] as const;
    });
    await result[0];
    expect(loop.isRunning()).to.equal(false);
  });

  test(
    'running.run_until_complete.refusal_leaves_coroutine_untouched',
    'does not start what it refused',
    async ({ loop, env, asyncio }) => {
      const trace: string[] = [];
      const body = function* (): Coroutine<void> {
        trace.push('started');
      };
      const inner = body();
      const refusal = await env.run(function* () {
        const before = asyncio.allTasks(loop).size;
        const promise = rejects(RuntimeError, () => loop.runUntilComplete(inner), 'run_until_complete()');
        for (let i = 0; i < 3; i++) yield;
        trace.push(`tasks ${String(asyncio.allTasks(loop).size - before)}`);
        yield* body();
        return [promise];
      });
      await Promise.all(refusal);
      inner.return();
      expect(trace).to.deep.equal(['tasks 0', 'started']);
    },
  );

  test(
    'running.run_until_complete.other_loop_running',
    'runs another loop in a coroutine',
    async ({ loop, env, asyncio }) => {
      const other = await env.newLoop();
      const future = other.createFuture();
      const [refusal, same] = await env.run(function* () {
        const promise = rejects(
          RuntimeError,
          () => other.runUntilComplete(future),
          'run_until_complete() of another loop',
        );
        yield;
        // A loop that runs nevertheless is to end.
        if (other.isRunning()) other.callSoonThreadsafe(() => future.setResult(null));
        return [promise, asyncio.getRunningLoop() === loop] as const;
      });
      await refusal;
      expect(same).to.equal(true);
      expect(other.isRunning()).to.equal(false);
      expect(future.done()).to.equal(false);
    },
  );

  test('running.run_until_complete.result', 'returns what a coroutine returns', async ({ loop, env }) => {
    const object = { unique: true };
    const result = await env.patience.bound(
      loop.runUntilComplete(
        (function* () {
          yield;
          return object;
        })(),
      ),
      'the coroutine',
    );
    expect(result).to.equal(object);
  });

  test('running.run_until_complete.result', 'returns the result of a future and of a task', async ({ loop, env }) => {
    const object = { unique: true };
    const future = loop.createFuture<object>();
    loop.callSoon(() => loop.callSoon(() => future.setResult(object)));
    expect(await env.patience.bound(loop.runUntilComplete(future), 'the future')).to.equal(object);
    const task = loop.createTask(
      (function* () {
        yield;
        return object;
      })(),
    );
    expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal(object);
    expect(task.done()).to.equal(true);
  });

  test('running.run_until_complete.exception', 'raises what a coroutine raises', async ({ loop, env }) => {
    const error = new RangeError('prepared');
    const caught = await rejects(RangeError, () =>
      env.run(function* () {
        yield;
        throw error;
      }),
    );
    expect(caught).to.equal(error);
    expect(loop.isRunning()).to.equal(false);
    expect(
      await env.run(function* () {
        yield;
        return 'usable';
      }),
    ).to.equal('usable');
  });

  test('running.run_until_complete.exception', 'raises what a future was given', async ({ loop }) => {
    const error = new RangeError('prepared');
    const future = loop.createFuture();
    loop.callSoon(() => future.setException(error));
    expect(await rejects(RangeError, () => loop.runUntilComplete(future))).to.equal(error);
  });

  test('running.run_until_complete.cancelled', 'waits for a future that is cancelled', async ({ loop, env }) => {
    const future = loop.createFuture();
    loop.callSoon(() => future.cancel());
    await rejects(CancelledError, () => loop.runUntilComplete(future));
    expect(future.cancelled()).to.equal(true);
    await env.spin();
  });

  test('running.run_until_complete.cancelled', 'waits for a task that is cancelled', async ({ loop }) => {
    const task = loop.createTask(
      (function* () {
        yield* loop.createFuture();
      })(),
    );
    loop.callSoon(() => loop.callSoon(() => task.cancel()));
    await rejects(CancelledError, () => loop.runUntilComplete(task));
    expect(task.cancelled()).to.equal(true);
  });

  test(
    'running.run_until_complete.wraps_coroutine_in_task',
    'goes through the task factory',
    async ({ loop, env, asyncio }) => {
      const calls: unknown[][] = [];
      const made: Future[] = [];
      loop.setTaskFactory((own, coro, options) => {
        calls.push([own, coro]);
        const task = new asyncio.Task(coro, { ...options, loop: own });
        made.push(task);
        return task;
      });
      const coroutine = (function* () {
        yield;
        return asyncio.currentTask(loop);
      })();
      const current = await env.patience.bound(loop.runUntilComplete(coroutine), 'the coroutine');
      expect(calls).to.have.length(1);
      expect(calls[0]?.[0]).to.equal(loop);
      expect(current).to.not.equal(null);
      expect(current).to.equal(made[0]);
    },
  );

  test(
    'running.run_until_complete.accepts_awaitable',
    'runs an object that is merely awaitable',
    async ({ loop, env, asyncio }) => {
      const awaitable = {
        *[Symbol.iterator](): Coroutine<string> {
          yield;
          return yield* asyncio.sleep(0, 'value');
        },
      };
      expect(await env.patience.bound(loop.runUntilComplete(awaitable), 'the awaitable')).to.equal('value');
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.accepts_awaitable',
    'runs an object with __await__',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio
      class Awaitable:
          def __await__(self): return asyncio.sleep(0, 'value').__await__()
      return loop.run_until_complete(Awaitable())
      `,
        { loop },
      );
      expect(result).to.equal('value');
    },
    { on: 'python' },
  );

  test('running.run_until_complete.type_error', 'refuses text and numbers', async ({ loop, env }) => {
    await rejects(TypeError, () => loop.runUntilComplete('blah'), 'run_until_complete("blah")');
    await rejects(TypeError, () => loop.runUntilComplete(42 as never), 'run_until_complete(42)');
    expect(loop.isRunning()).to.equal(false);
    await env.spin();
  });

  test('running.run_until_complete.foreign_future', 'refuses the future of another loop', async ({ loop, env }) => {
    const other = await env.newLoop();
    const future = other.createFuture();
    await rejects(ValueError, () => loop.runUntilComplete(future));
    expect(future.done()).to.equal(false);
    expect(loop.isRunning()).to.equal(false);
    await env.spin();
  });

  test('running.run_until_complete.done_future_still_spins', 'calls what was queued', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture<number>();
    future.setResult(1);
    loop.callSoon(() => trace.push('called'));
    expect(await env.patience.bound(loop.runUntilComplete(future), 'a done future')).to.equal(1);
    expect(trace).to.deep.equal(['called']);
  });

  test(
    'running.run_until_complete.finishes_current_batch',
    'leaves what the last batch queued',
    async ({ loop, env }) => {
      const trace: string[] = [];
      const future = loop.createFuture<null>();
      future.setResult(null);
      future.addDoneCallback(() => {
        trace.push('d');
        loop.callSoon(() => trace.push('x'));
      });
      await env.patience.bound(loop.runUntilComplete(future), 'a done future');
      expect(trace).to.deep.equal(['d']);
      await env.spin(2);
      expect(trace).to.deep.equal(['d', 'x']);
    },
  );

  test(
    'running.run_until_complete.stopped_early',
    'stops under a task that goes on in a later run',
    async ({ loop, env }) => {
      const future = loop.createFuture<string>();
      const task = loop.createTask(
        (function* () {
          loop.stop();
          return yield* future;
        })(),
      );
      await rejects(RuntimeError, () => loop.runUntilComplete(task));
      expect(task.done()).to.equal(false);
      loop.callSoon(() => future.setResult('finished'));
      expect(await env.patience.bound(loop.runUntilComplete(task), 'the task')).to.equal('finished');
    },
  );

  test('running.run_until_complete.stop_requested_before', 'gives up after one iteration', async ({ loop, env }) => {
    const trace: string[] = [];
    const future = loop.createFuture();
    loop.callSoon(() => trace.push('iteration'));
    loop.stop();
    await rejects(RuntimeError, () => env.patience.bound(loop.runUntilComplete(future), 'run_until_complete()'));
    expect(trace).to.deep.equal(['iteration']);
    expect(future.done()).to.equal(false);
  });

  test(
    'running.run_until_complete.removes_its_done_callback',
    'lets an exit request end a run, then completes the future in another',
    async ({ loop, env }) => {
      const first = loop.createFuture<null>();
      loop.callSoon(() => {
        throw new SystemExit(1);
      });
      await rejects(SystemExit, () => loop.runUntilComplete(first));
      const second = loop.createFuture<string>();
      loop.callLater(env.tick, () => first.setResult(null));
      loop.callLater(env.tick * 3, () => second.setResult('second'));
      expect(await env.patience.bound(loop.runUntilComplete(second), 'the second future')).to.equal('second');
    },
  );

  test(
    'running.run_until_complete.removes_its_done_callback',
    'leaves no callback after a stopped run',
    async ({ loop, env }) => {
      const first = loop.createFuture<null>();
      loop.callSoon(() => loop.stop());
      await rejects(RuntimeError, () => loop.runUntilComplete(first));
      const trace: string[] = [];
      loop.callSoon(() => {
        first.setResult(null);
        loop.callSoon(() =>
          loop.callSoon(() =>
            loop.callSoon(() => {
              trace.push('still running');
              loop.stop();
            }),
          ),
        );
      });
      await env.runForever();
      expect(trace).to.deep.equal(['still running']);
    },
  );

  test(
    'running.run_until_complete.exit_request_leaves_no_pending_stop',
    'runs two iterations after KeyboardInterrupt',
    async ({ loop, env }) => {
      const trace: string[] = [];
      await rejects(KeyboardInterrupt, () =>
        env.run(function* () {
          throw new KeyboardInterrupt();
        }),
      );
      loop.callSoon(() => {
        loop.callSoon(() => {
          trace.push('second iteration');
          loop.stop();
        });
      });
      await env.runForever();
      expect(trace).to.deep.equal(['second iteration']);
    },
  );

  test(
    'running.run_until_complete.exit_request_consumed',
    'collects the task of an interrupted coroutine',
    async ({ loop, env }) => {
      await rejects(KeyboardInterrupt, () =>
        env.run(function* () {
          throw new KeyboardInterrupt();
        }),
      );
      // The control: a task whose error nobody retrieves is reported.
      (() => {
        loop.createTask(
          (function* () {
            throw new RangeError('lost');
          })(),
        );
      })();
      await env.spin(2);
      await env.collectGarbage();
      await env.spin();
      await env.collectGarbage();
      expect(env.takeReports().map((report) => String(report.exception))).to.deep.equal(['RangeError: lost']);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.exit_request_consumed',
    'collects the task of an interrupted coroutine in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]['message']))
      async def interrupted(): raise KeyboardInterrupt
      async def lost(): raise ValueError
      try: loop.run_until_complete(interrupted())
      except KeyboardInterrupt: pass
      gc.collect()
      before = list(seen)
      task = loop.create_task(lost())
      loop.call_soon(loop.call_soon, loop.stop)
      loop.run_forever()
      del task
      gc.collect()
      return [before, len(seen)]
      `,
        { loop },
      );
      expect(result).to.deep.equal([[], 1]);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.exit_request_consumed',
    'collects the task of an interrupted coroutine with its closed loop',
    async ({ loop, env }) => {
      // A loop that runs again would retrieve the error after all, one that is closed keeps no task.
      await rejects(KeyboardInterrupt, () => loop.runUntilComplete(interrupted()));
      (() => {
        loop.createFuture().setException(new RangeError('the control'));
      })();
      loop.close();
      await env.collectGarbage();
      expect(env.takeReports().map((report) => String(report.exception))).to.deep.equal(['RangeError: the control']);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.exit_request_of_given_task',
    'collects an interrupted task with its closed loop',
    async ({ loop, env }) => {
      await rejects(KeyboardInterrupt, () => loop.runUntilComplete(loop.createTask(interrupted())));
      loop.close();
      await env.collectGarbage();
      expect(env.takeReports()).to.have.length(1);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.exit_request_consumed',
    'collects the task of an interrupted coroutine with its closed loop in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      async def interrupted(): raise KeyboardInterrupt
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(type(given[-1]['exception']).__name__))
      try: loop.run_until_complete(interrupted())
      except KeyboardInterrupt: pass
      loop.create_future().set_exception(ValueError('the control'))
      loop.close()
      gc.collect()
      return seen
      `,
        { loop },
      );
      expect(result).to.deep.equal(['ValueError']);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.exit_request_of_given_task',
    'collects an interrupted task with its closed loop in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      async def interrupted(): raise KeyboardInterrupt
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(type(given[-1]['exception']).__name__))
      try: loop.run_until_complete(loop.create_task(interrupted()))
      except KeyboardInterrupt: pass
      loop.close()
      gc.collect()
      return seen
      `,
        { loop },
      );
      expect(result).to.deep.equal(['KeyboardInterrupt']);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the given task of a stopped run',
    async ({ loop, env }) => {
      const wait = function* (): Coroutine<void> {
        yield* loop.createFuture();
      };
      await rejects(RuntimeError, () => {
        loop.callSoon(() => loop.callSoon(() => loop.stop()));
        return loop.runUntilComplete(loop.createTask(wait()));
      });
      await env.collectGarbage();
      expect(env.takeReports()).to.have.length(1);
    },
    { on: 'typescript' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the given task of a stopped run in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]['message']))
      async def stopping():
          loop.call_soon(loop.stop)
          await loop.create_future()
      try: loop.run_until_complete(loop.create_task(stopping()))
      except RuntimeError: pass
      gc.collect()
      return len(seen)
      `,
        { loop },
      );
      expect(result).to.equal(1);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the task of a stopped run',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]['message']))
      async def stopping():
          loop.call_soon(loop.stop)
          await loop.create_future()
      async def lost(): await loop.create_future()
      try: loop.run_until_complete(stopping())
      except RuntimeError: pass
      gc.collect()
      before = list(seen)
      task = loop.create_task(lost())
      loop.call_soon(loop.call_soon, loop.stop)
      loop.run_forever()
      del task
      gc.collect()
      return [before, len(seen)]
      `,
        { loop },
      );
      expect(result).to.deep.equal([[], 1]);
    },
    { on: 'python' },
  );

  test(
    'running.run_until_complete.unfinished_task_not_reported',
    'collects the task of a stopped run in TypeScript',
    async ({ loop, env }) => {
      const wait = function* (): Coroutine<void> {
        yield* loop.createFuture();
      };
      await rejects(RuntimeError, () => {
        loop.callSoon(() => loop.callSoon(() => loop.stop()));
        return loop.runUntilComplete(wait());
      });
      (() => {
        loop.createTask(wait());
      })();
      await env.spin(2);
      await env.collectGarbage();
      await env.spin();
      await env.collectGarbage();
      // The control is the task that create_task() made: it alone is reported.
      expect(env.takeReports()).to.have.length(1);
    },
    { on: 'typescript' },
  );

  for (const make of [() => new SystemExit(3), () => new KeyboardInterrupt('key')]) {
    const { name } = make();
    test(
      'running.run_until_complete.raises_exit_request',
      `lets ${name} out of the coroutine`,
      async ({ loop, env }) => {
        const error = make();
        const caught = await rejects(error.constructor as typeof SystemExit, () =>
          env.run(function* () {
            yield;
            throw error;
          }),
        );
        expect(caught.args).to.deep.equal(error.args);
        expect(loop.isRunning()).to.equal(false);
        expect(env.takeReports()).to.deep.equal([]);
      },
    );
  }
});

export const exitRequestSuite = suite('running', 'exit requests', (test) => {
  const kinds = [
    ['running.exit_request.keyboard_interrupt_propagates', KeyboardInterrupt],
    ['running.exit_request.system_exit_propagates', SystemExit],
  ] as const;
  for (const [clause, Kind] of kinds) {
    test(clause, 'raises it in a callback', async ({ loop, env }) => {
      const error = new Kind(5);
      loop.callSoon(() => {
        throw error;
      });
      const caught = await rejects(Kind, () => env.runForever());
      expect(caught.args).to.deep.equal([5]);
      expect(env.takeReports()).to.deep.equal([]);
      expect(loop.isClosed()).to.equal(false);
    });

    test(clause, 'raises it under a coroutine that waits, and under one that was cancelled', async ({ loop, env }) => {
      const error = new Kind(5);
      const interrupt = (): never => {
        throw error;
      };
      const waiting = env.run(function* () {
        loop.callSoon(interrupt);
        yield* loop.createFuture();
      });
      expect(await rejects(Kind, waiting)).to.equal(error);
      const cancelled = env.run(function* () {
        loop.callSoon(interrupt);
        throw new CancelledError();
      });
      expect(await rejects(Kind, cancelled)).to.equal(error);
    });

    test(clause, 'raises it in a timer', async ({ loop, env }) => {
      const error = new Kind(5);
      loop.callLater(0, () => {
        throw error;
      });
      const caught = await rejects(Kind, () => env.runForever());
      expect(caught.args).to.deep.equal([5]);
      expect(env.takeReports()).to.deep.equal([]);
    });
  }

  test(
    'running.exit_request.rest_of_batch_kept',
    'runs the rest of the batch in the next run',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => trace.push('a'));
      loop.callSoon(() => {
        throw new KeyboardInterrupt();
      });
      loop.callSoon(() => trace.push('b'));
      loop.callSoon(() => trace.push('c'));
      await rejects(KeyboardInterrupt, () => env.runForever());
      expect(trace).to.deep.equal(['a']);
      await env.spin(2);
      expect(trace).to.deep.equal(['a', 'b', 'c']);
    },
  );

  test(
    'running.exit_request.running_loop_cleared',
    'asks for the running loop, and runs another',
    async ({ loop, env, asyncio }) => {
      loop.callSoon(() => {
        throw new SystemExit(1);
      });
      await rejects(SystemExit, () => env.runForever());
      raises(RuntimeError, () => asyncio.getRunningLoop(), 'get_running_loop()');
      const other = await env.newLoop();
      const trace: string[] = [];
      other.callSoon(() => trace.push('other'));
      await env.spin(1, other);
      expect(trace).to.deep.equal(['other']);
    },
  );

  test('running.is_running.after_exception', 'asks after KeyboardInterrupt, and runs again', async ({ loop, env }) => {
    const answers: boolean[] = [];
    loop.callSoon(() => {
      answers.push(loop.isRunning());
      loop.stop();
      throw new KeyboardInterrupt();
    });
    // Whether the request leaves the run is for other clauses to say: it ends in either case.
    await env.runForever().catch(() => undefined);
    env.takeReports();
    answers.push(loop.isRunning());
    await env.spin();
    answers.push(loop.isRunning());
    expect(answers).to.deep.equal([true, false, false]);
  });

  test(
    'running.stop.cleared_after_exit_request',
    'waits for a timer after a stopped and interrupted run',
    async ({ loop, env }) => {
      const trace: string[] = [];
      loop.callSoon(() => loop.stop());
      loop.callSoon(() => {
        throw new KeyboardInterrupt();
      });
      await rejects(KeyboardInterrupt, () => env.runForever());
      loop.callLater(env.tick, () => {
        trace.push('timer');
        loop.stop();
      });
      await env.runForever();
      expect(trace).to.deep.equal(['timer']);
    },
  );
});

function* interrupted(): Coroutine<void> {
  throw new KeyboardInterrupt();
}
