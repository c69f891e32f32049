/** What a closed loop refuses. */
import type { AbstractEventLoop } from '../../spec';
import { RuntimeError } from '../../spec';
import { StubExecutor } from '../executor/stub-executor';
import { expect, raises, rejects, socketPair, suite } from '../support';
import { FATE } from '../signals/fate';

export const rejectsSuite = suite('closing', 'what a closed loop refuses', (test) => {
  test('closing.rejects.run_forever', 'runs a closed loop', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.callSoon(() => trace.push('called'));
    await env.spin();
    loop.callSoon(() => trace.push('too late'));
    loop.close();
    // Whether close() itself calls what is queued, other clauses ask.
    const before = [...trace];
    await rejects(RuntimeError, () => env.runForever(), 'run_forever()');
    expect(loop.isRunning()).to.equal(false);
    expect(before).to.include('called');
    expect(trace).to.deep.equal(before);
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
    // Whether an open loop submits to it is for executor.run_in_executor.custom_executor to say.
    const executor = new StubExecutor(asyncio);
    loop.close();
    raises(RuntimeError, () => loop.runInExecutor(executor as never, () => {}), 'run_in_executor()');
    expect(executor.jobs).to.have.length(0);
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

  test(
    'closing.rejects.fd_registration',
    'registers a reader and a writer',
    ({ loop, env }) => {
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
    },
    { on: 'python' },
  );

  test(
    'closing.rejects.fd_registration',
    'registers both of a pair',
    (world) => {
      const { loop } = world;
      const [a, b] = socketPair(world);
      loop.close();
      raises(RuntimeError, () => loop.addReader(a.fileno(), () => {}), 'add_reader()');
      raises(RuntimeError, () => loop.addWriter(b.fileno(), () => {}), 'add_writer()');
    },
    { on: 'typescript', needs: ['socket'] },
  );
});
