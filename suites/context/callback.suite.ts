/** The context of handles, readers, signals and exception handlers. */
import { constants } from 'node:os';
import { bytes, expect, socketPair, suite } from '../support';
import { variable } from './schedules';

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

  test('context.call_soon_threadsafe.explicit', 'gives a context from outside', async ({ loop, asyncio, env }) => {
    const v = new asyncio.ContextVar<string>('v', { default: 'unset' });
    const context = asyncio.copyContext();
    context.run(() => v.set('given'));
    const trace: string[] = [];
    const calls = env.fromHost(() => {
      loop.callSoonThreadsafe(
        () => {
          trace.push(v.get());
          v.set('changed');
        },
        [],
        { context },
      );
      loop.callSoonThreadsafe(() => trace.push(v.get()));
      loop.callSoonThreadsafe(
        (stop: boolean) => {
          trace.push(v.get());
          if (stop) loop.stop();
        },
        [true],
        { context },
      );
    });
    await env.runForever();
    await calls;
    expect(trace).to.deep.equal(['given', 'unset', 'changed']);
    expect(v.get(), 'outside').to.equal('unset');
  });

  test(
    'context.call_soon_threadsafe.calling_thread',
    'copies the context of the caller',
    async ({ loop, asyncio, env }) => {
      const v = new asyncio.ContextVar<string>('v', { default: 'unset' });
      const context = asyncio.copyContext();
      const trace: string[] = [];
      const calls = env.fromHost(() => {
        context.run(() => {
          v.set('early');
          loop.callSoonThreadsafe(() => trace.push(v.get()));
          v.set('late');
          loop.callSoonThreadsafe(() => loop.stop());
        });
      });
      await env.runForever();
      await calls;
      expect(trace).to.deep.equal(['early']);
      expect(context.get(v)).to.equal('late');
    },
    { on: 'typescript' },
  );

  test(
    'context.add_reader.copied_at_registration',
    'reads twice with changes between',
    ({ loop, env }) => {
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
    },
    { on: 'python' },
  );

  test(
    'context.add_reader.copied_at_registration',
    'watches a pair with changes between',
    async (world) => {
      const { loop, asyncio, env } = world;
      const [a, b] = socketPair(world);
      const v = variable(asyncio);
      const trace: string[] = [];
      v.set('registered');
      loop.addReader(a.fileno(), () => {
        a.recv(1);
        trace.push(v.get());
        v.set('reader');
        if (trace.includes('reader')) loop.stop();
        else b.send(bytes('x'));
      });
      loop.addWriter(b.fileno(), () => {
        trace.push(`${v.get()} to write`);
        if (v.get() === 'writer') {
          loop.removeWriter(b.fileno());
          b.send(bytes('x'));
        }
        v.set('writer');
      });
      v.set('outside');
      await env.runForever();
      loop.removeReader(a.fileno());
      expect(trace).to.deep.equal(['registered to write', 'writer to write', 'registered', 'reader']);
      expect(v.get()).to.equal('outside');
    },
    { on: 'typescript', needs: ['socket'] },
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
