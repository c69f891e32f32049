/** KeyboardInterrupt and SystemExit on their way out of a run. */
import { CancelledError, KeyboardInterrupt, RuntimeError, SystemExit, type Coroutine } from '../../spec';
import { expect, raises, rejects, suite } from '../support';

export const exitRequestSuite = suite('running', 'exit requests', (test) => {
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
        // Whether it was reported besides is another clause's affair.
        env.takeReports();
      },
    );
  }

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

    test(clause, 'raises it under a coroutine that waits', async ({ loop, env }) => {
      const error = new Kind(5);
      const interrupt = (): never => {
        throw error;
      };
      const waiting = env.run(function* () {
        loop.callSoon(interrupt);
        yield* loop.createFuture();
      });
      expect(await rejects(Kind, waiting)).to.equal(error);
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

  for (const [, Kind] of kinds) {
    test(
      'running.run_until_complete.exit_request_consumed',
      `raises ${Kind.name} in the batch in which a cancelled coroutine ends`,
      async ({ loop, env }) => {
        const error = new Kind(5);
        const cancelled = env.run(function* () {
          loop.callSoon(() => {
            throw error;
          });
          throw new CancelledError();
        });
        expect(await rejects(Kind, cancelled)).to.equal(error);
      },
    );
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
