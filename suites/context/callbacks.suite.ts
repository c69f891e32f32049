/** Which context a scheduled callback runs in. Each test has a variable of its own, since contexts outlive tests. */
import { constants } from 'node:os';
import type { AbstractEventLoop, AsyncioModule, Callback, ContextVar, Handle, ScheduleOptions } from '../../spec';
import { expect, suite } from '../support';

type Schedule = (loop: AbstractEventLoop, callback: Callback, options?: ScheduleOptions) => Handle;

const SOON: readonly (readonly [string, Schedule])[] = [
  ['call_soon', (loop, callback, options) => loop.callSoon(callback, [], options)],
  ['call_soon_threadsafe', (loop, callback, options) => loop.callSoonThreadsafe(callback, [], options)],
];
const TIMERS: readonly (readonly [string, Schedule])[] = [
  ['call_later', (loop, callback, options) => loop.callLater(0, callback, [], options)],
  ['call_at', (loop, callback, options) => loop.callAt(loop.time() - 1, callback, [], options)],
];
const METHODS = [...SOON, ...TIMERS];

function variable(asyncio: AsyncioModule): ContextVar<string> {
  return new asyncio.ContextVar('v', { default: 'default' });
}

export const callbackContextSuite = suite('context', 'the context of a callback', (test) => {
  for (const clause of [
    'context.call_soon.default_is_copy',
    'context.call_soon.copied_at_schedule',
    'context.call_later.copied_at_schedule',
    'context.call_later.default_and_explicit',
  ] as const) {
    const methods = clause.startsWith('context.call_soon') ? SOON : TIMERS;
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

  for (const clause of ['context.call_soon.separate_copies', 'context.call_soon.isolated'] as const) {
    for (const [name, schedule] of METHODS) {
      test(clause, `sets the variable in each of three callbacks of ${name}()`, async ({ loop, asyncio, env }) => {
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
      });
    }
  }

  for (const [clause, methods] of [
    ['context.call_soon.explicit', SOON.slice(0, 1)],
    ['context.call_soon_threadsafe.explicit', SOON.slice(1)],
    ['context.call_later.explicit', TIMERS],
    ['context.call_later.default_and_explicit', TIMERS],
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

  for (const [name, schedule] of METHODS) {
    for (const clause of ['context.none_means_default', 'context.call_soon.none_and_empty'] as const) {
      test(clause, `gives ${name}() None for a context`, async ({ loop, asyncio, env }) => {
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

    for (const clause of ['context.empty_context_respected', 'context.call_soon.none_and_empty'] as const) {
      test(clause, `gives ${name}() an empty context`, async ({ loop, asyncio, env }) => {
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

  test('context.run_does_not_leak', 'sets the variable in callbacks and coroutines', async ({ loop, asyncio, env }) => {
    const v = variable(asyncio);
    const trace: string[] = [];
    v.set('outside');
    loop.callSoon(() => v.set('callback'));
    loop.callLater(0, () => v.set('timer'));
    await env.spin(2);
    trace.push(v.get());
    const inside = await env.run(function* () {
      v.set('coroutine');
      yield* asyncio.sleep(0);
      return v.get();
    });
    trace.push(inside, v.get());
    expect(trace).to.deep.equal(['outside', 'coroutine', 'outside']);
  });

  test('context.entered_context_reported', 'runs the loop inside the context of a callback', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import contextvars
      ctx = contextvars.copy_context()
      trace = []
      logging.getLogger('asyncio').disabled = True
      try:
          loop.call_soon(trace.append, 'in', context=ctx)
          loop.call_soon(trace.append, 'after')
          loop.call_soon(loop.stop)
          ctx.run(loop.run_forever)
      finally:
          logging.getLogger('asyncio').disabled = False
      return trace
      `,
      { loop },
    );
    expect(result).to.deep.equal(['after']);
    for (const { exception } of env.takeReports()) expect(String(exception)).to.match(/enter|context/);
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
          loop.call_soon_threadsafe(lambda: (trace.append(v.get()), loop.stop()))
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
  );

  for (const [name, schedule] of METHODS) {
    test('context.handle.get_context', `asks a handle of ${name}()`, async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const context = asyncio.copyContext();
      const given = schedule(loop, () => {}, { context });
      expect(given.getContext()).to.equal(context);
      v.set('copied');
      const copied = schedule(loop, () => v.set('changed'));
      v.set('outside');
      expect(copied.getContext().get(v)).to.equal('copied');
      await env.spin(2);
      expect(copied.getContext().get(v)).to.equal('changed');
      expect(v.get()).to.equal('outside');
    });
  }

  test('context.add_reader.copied_at_registration', 'reads twice with changes between', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import contextvars, socket
      v = contextvars.ContextVar('v', default='default')
      trace = []
      a, b = socket.socketpair()
      a.setblocking(False); b.setblocking(False)
      def readable():
          a.recv(1); trace.append(v.get()); v.set('reader')
          if trace.count('reader'): loop.stop()
          else: b.send(b'x')
      def writable():
          trace.append(v.get() + ' to write')
          if v.get() == 'writer': loop.remove_writer(b.fileno()); b.send(b'x')
          v.set('writer')
      try:
          v.set('registered')
          loop.add_reader(a.fileno(), readable)
          loop.add_writer(b.fileno(), writable)
          v.set('outside')
          loop.call_later(5, loop.stop)
          loop.run_forever()
          loop.remove_reader(a.fileno())
          return trace + [v.get()]
      finally:
          a.close(); b.close()
      `,
      { loop },
    );
    expect(result).to.deep.equal(['registered to write', 'writer to write', 'registered', 'reader', 'outside']);
  });

  test('context.exception_handler.callback_context', 'fails in a callback', async ({ loop, asyncio, env }) => {
    const v = variable(asyncio);
    const trace: string[] = [];
    loop.setExceptionHandler(() => trace.push(v.get()));
    for (const [name, schedule] of METHODS) {
      schedule(loop, () => {
        v.set(`in ${name}`);
        throw new RangeError('as it must');
      });
      await env.spin(2);
    }
    expect(trace).to.deep.equal(METHODS.map(([name]) => `in ${name}`));
    expect(v.get()).to.equal('default');
  });

  test(
    'context.exception_handler.callback_context',
    'loses a task with an error that nobody retrieved',
    async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const trace: string[] = [];
      loop.setExceptionHandler(() => trace.push(v.get()));
      const lose = (): void => {
        loop.createTask(
          (function* () {
            v.set('task');
            yield* asyncio.sleep(0);
            throw new RangeError('as it must');
          })(),
        );
      };
      lose();
      await env.spin(4);
      for (let i = 0; i < 10 && trace.length === 0; i++) await env.collectGarbage();
      expect(trace).to.deep.equal(['task']);
    },
  );

  test(
    'context.add_signal_handler.copied_at_registration',
    'delivers a signal twice',
    async ({ loop, asyncio, env }) => {
      const v = variable(asyncio);
      const trace: string[] = [];
      const winch = constants.signals.SIGWINCH;
      v.set('registered');
      loop.addSignalHandler(winch, () => {
        trace.push(v.get());
        v.set('handler');
        loop.stop();
      });
      v.set('outside');
      for (let i = 0; i < 2; i++) {
        const sent = env.fromHost(() => env.kill('SIGWINCH'));
        await env.runForever();
        await sent;
      }
      expect([...trace, v.get()]).to.deep.equal(['registered', 'handler', 'outside']);
    },
  );
});
