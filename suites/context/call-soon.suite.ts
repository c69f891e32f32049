/** Which context call_soon(), its neighbours and timers give a callback. */
import { expect, suite } from '../support';
import { SOON, TIMERS, IN_THREAD, variable } from './schedules';

const METHODS = [...SOON, ...TIMERS];

export const callSoonSuite = suite('context', 'the context of what is scheduled', (test) => {
  for (const clause of ['context.call_soon.default_is_copy', 'context.call_later.copied_at_schedule'] as const) {
    const methods = clause.startsWith('context.call_soon') ? SOON.slice(0, 1) : TIMERS;
    for (const [name, schedule] of methods) {
      test(clause, `changes the variable after ${name}() and in the callback`, async ({ loop, asyncio, env }) => {
        const v = variable(asyncio);
        const trace: string[] = [];
        v.set('before');
        schedule(loop, () => {
          trace.push(v.get());
          v.set('inside');
          trace.push(v.get());
        });
        v.set('after');
        await env.spin(2);
        trace.push(v.get());
        expect(trace).to.deep.equal(['before', 'inside', 'after']);
      });

      test(clause, `schedules with ${name}() from a task`, async ({ loop, asyncio, env }) => {
        const v = variable(asyncio);
        const trace: string[] = [];
        v.set('caller');
        await env.run(function* () {
          v.set('task');
          schedule(loop, () => {
            trace.push(v.get());
            v.set('inside');
          });
          v.set('later');
          yield* asyncio.sleep(0);
          yield* asyncio.sleep(env.tick);
          trace.push(v.get());
        });
        trace.push(v.get());
        expect(trace).to.deep.equal(['task', 'later', 'caller']);
      });
    }
  }

  for (const [name, schedule] of IN_THREAD) {
    test(
      'context.call_soon.separate_copies',
      `sets the variable in each of three callbacks of ${name}()`,
      async ({ loop, asyncio, env }) => {
        const v = variable(asyncio);
        const trace: string[] = [];
        for (const value of ['a', 'b', 'c']) {
          schedule(loop, () => {
            trace.push(v.get());
            v.set(value);
            trace.push(v.get());
          });
        }
        await env.spin(2);
        trace.push(v.get());
        expect(trace).to.have.length(7);
        expect(trace.filter((_, index) => index % 2 === 0)).to.deep.equal(['default', 'default', 'default', 'default']);
        expect(trace.filter((_, index) => index % 2 === 1).sort()).to.deep.equal(['a', 'b', 'c']);
      },
    );
  }

  for (const [clause, methods] of [
    ['context.call_soon.explicit', SOON.slice(0, 1)],
    ['context.call_soon_threadsafe.explicit', SOON.slice(1)],
    ['context.call_later.explicit', TIMERS],
  ] as const) {
    for (const [name, schedule] of methods) {
      test(clause, `runs two callbacks of ${name}() in one given context`, async ({ loop, asyncio, env }) => {
        const v = variable(asyncio);
        v.set('given');
        const context = asyncio.copyContext();
        v.set('outside');
        const trace: string[] = [];
        schedule(
          loop,
          () => {
            trace.push(v.get());
            v.set('changed');
          },
          { context },
        );
        await env.spin();
        expect(context.get(v)).to.equal('changed');
        schedule(loop, () => trace.push(v.get()), { context });
        await env.spin();
        trace.push(v.get());
        expect(trace).to.deep.equal(['given', 'changed', 'outside']);
      });
    }
  }

  for (const [name, schedule] of IN_THREAD) {
    test('context.none_means_default', `gives ${name}() None for a context`, async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const trace: string[] = [];
      v.set('before');
      schedule(
        loop,
        () => {
          trace.push(v.get());
          v.set('inside');
        },
        { context: null },
      );
      v.set('after');
      await env.spin(2);
      trace.push(v.get());
      expect(trace).to.deep.equal(['before', 'after']);
    });
  }

  for (const [name, schedule] of METHODS) {
    test('context.empty_context_respected', `gives ${name}() an empty context`, async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const trace: string[] = [];
      v.set('outside');
      const context = new asyncio.Context();
      schedule(
        loop,
        () => {
          trace.push(v.get());
          v.set('inside');
        },
        { context },
      );
      await env.spin(2);
      trace.push(v.get(), context.get(v) ?? 'nothing');
      expect(trace).to.deep.equal(['default', 'outside', 'inside']);
    });
  }

  for (const [name, schedule] of IN_THREAD) {
    test('context.nested_inheritance', `schedules with ${name}() from a callback`, async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const trace: string[] = [];
      v.set('outside');
      loop.callSoon(() => {
        v.set('made before');
        schedule(loop, () => trace.push(v.get()));
        v.set('made after');
      });
      await env.spin(3);
      trace.push(v.get());
      expect(trace).to.deep.equal(['made before', 'outside']);
    });
  }

  test('context.keyword_only', 'passes a context among the arguments', async ({ loop, asyncio, env }) => {
    const v = variable(asyncio);
    v.set('in the context');
    const context = asyncio.copyContext();
    v.set('outside');
    const trace: unknown[] = [];
    const record = (...args: unknown[]): void => {
      trace.push(args.length, args[0] === context, v.get());
    };
    loop.callSoon(record, [context] as never);
    loop.callSoonThreadsafe(record, [context] as never);
    await env.spin();
    loop.callLater(0, record, [context] as never);
    await env.spin();
    loop.callAt(loop.time() - 1, record, [context] as never);
    await env.spin();
    const once = [1, true, 'outside'];
    expect(trace).to.deep.equal([...once, ...once, ...once, ...once]);
  });

  test(
    'context.call_soon_threadsafe.calling_thread',
    'schedules from a thread with a value of its own',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import contextvars, threading
      v = contextvars.ContextVar('v', default='default')
      v.set('main')
      trace = []
      def outside():
          v.set('thread')
          loop.call_soon_threadsafe(lambda: (trace.append(v.get()), v.set('callback')))
          v.set('later')
          loop.call_soon_threadsafe(lambda: (trace.append(v.get()), loop.stop()), context=None)
      thread = threading.Thread(target=outside)
      loop.call_soon(thread.start)
      loop.run_forever()
      thread.join()
      return trace + [v.get()]
      `,
        { loop },
      );
      expect(result).to.deep.equal(['thread', 'later', 'main']);
    },
    { on: 'python', needs: ['real_thread'] },
  );
});
