/** The context of handles, readers, signals and exception handlers. */
import { constants } from 'node:os';
import { expect, suite } from '../support';
import { IN_THREAD, variable } from './schedules';

export const callbackSuite = suite('context', 'the context of other callbacks', (test) => {
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

  for (const [name, schedule] of IN_THREAD) {
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
    for (const [name, schedule] of IN_THREAD) {
      schedule(loop, () => {
        v.set(`in ${name}`);
        throw new RangeError('as it must');
      });
      await env.spin(2);
    }
    expect(trace).to.deep.equal(IN_THREAD.map(([name]) => `in ${name}`));
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
