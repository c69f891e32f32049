/** How debug mode is switched, and that it changes nothing but diagnostics. */
import type { AbstractEventLoop } from '../../spec';
import { expect, expectNone, suite, type World } from '../support';

/** Sets the variable that asks for debug mode where the loop lives, or removes it. */
function setVariable({ subject, env }: World, value: string | null): void {
  const set = (next: string | null | undefined): string | null => {
    if (subject.python !== undefined) {
      return subject.python.exec(
        `
        old = os.environ.get('PYTHONASYNCIODEBUG')
        if value is None: os.environ.pop('PYTHONASYNCIODEBUG', None)
        else: os.environ['PYTHONASYNCIODEBUG'] = value
        return old
        `,
        { value: next ?? null },
      ) as string | null;
    }
    const old = process.env['PYTHONASYNCIODEBUG'] ?? null;
    if (next === null || next === undefined) delete process.env['PYTHONASYNCIODEBUG'];
    else process.env['PYTHONASYNCIODEBUG'] = next;
    return old;
  };
  const old = set(value);
  env.defer(() => set(old));
}

async function freshLoop({ subject, env }: World): Promise<AbstractEventLoop> {
  const loop = await subject.newEventLoop();
  env.defer(() => {
    loop.close();
  });
  return loop;
}

/** Exercises order, timers, cancelling, errors, stopping and tasks; returns what happened. */
async function program({ asyncio, env }: World, loop: AbstractEventLoop): Promise<readonly unknown[]> {
  const trace: unknown[] = [];
  loop.setExceptionHandler((_loop, context) => trace.push(String(context.message).slice(0, 21), context.exception));
  const error = new RangeError('as it must');
  for (const name of ['a', 'b', 'c']) {
    loop.callSoon(
      (...args: unknown[]) => {
        trace.push(args);
        loop.callSoon(() => trace.push(`${name} again`));
      },
      [name, 1] as never,
    );
  }
  loop.callSoon(() => trace.push('cancelled')).cancel();
  loop.callSoon(() => {
    throw error;
  });
  loop.callSoonThreadsafe(() => trace.push('threadsafe'));
  loop.callAt(loop.time() - 1, () => trace.push('late'));
  loop.callAt(loop.time() - 2, () => trace.push('later'));
  loop.callAt(loop.time() + 60, () => trace.push('never')).cancel();
  await env.spin(3, loop);
  function* child(value: number) {
    yield* asyncio.sleep(0);
    if (value > 1) throw error;
    return value;
  }
  const run = env.patience.bound(
    loop.runUntilComplete(
      (function* () {
        trace.push(yield* asyncio.gather([child(1), child(2)], { returnExceptions: true }));
        const task = loop.createTask(asyncio.sleep(60));
        yield* asyncio.sleep(0);
        task.cancel();
        try {
          yield* task;
        } catch (cancelled) {
          trace.push((cancelled as Error).constructor.name);
        }
        yield* child(2);
      })(),
    ),
    'run_until_complete()',
  );
  await run.catch((raised: unknown) => trace.push(raised));
  return trace;
}

export const debugModeSuite = suite('debug', 'debug mode', (test) => {
  test('debug.get_debug.default_off', 'makes loops without the variable and with it empty', async (world) => {
    for (const value of [null, '']) {
      setVariable(world, value);
      const loop = await freshLoop(world);
      expect(loop.getDebug()).to.equal(false);
    }
  });

  test('debug.get_debug.environment', 'makes a loop with the variable set', async (world) => {
    for (const value of ['1', '0']) {
      setVariable(world, value);
      const loop = await freshLoop(world);
      expect(loop.getDebug(), `PYTHONASYNCIODEBUG=${value}`).to.equal(true);
    }
  });

  test('debug.get_debug.dev_mode', 'makes loops in interpreters of three kinds', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import subprocess, sys
      source = new_loop_source + 'loop = new_loop(); print(loop.get_debug()); loop.close()'
      def ask(*flags, **more):
          variables = {k: v for k, v in os.environ.items() if k not in ('PYTHONASYNCIODEBUG', 'PYTHONDEVMODE')}
          run = subprocess.run([sys.executable, *flags, '-c', source], env={**variables, **more}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
          return run.stdout.decode().strip() or run.stderr.decode()
      return [ask(), ask('-X', 'dev'), ask('-E', PYTHONASYNCIODEBUG='1')]
      `,
      { loop },
    );
    expect(result).to.deep.equal(['False', 'True', 'False']);
  });

  test('debug.set_debug.roundtrip', 'switches before, during and after a run', async ({ loop, env }) => {
    const trace: boolean[] = [];
    expectNone(loop.setDebug(true), 'set_debug()');
    trace.push(loop.getDebug());
    loop.setDebug(false);
    trace.push(loop.getDebug());
    loop.callSoon(() => {
      loop.setDebug(true);
      trace.push(loop.getDebug());
    });
    loop.callSoon(() => {
      trace.push(loop.getDebug());
      loop.setDebug(false);
      trace.push(loop.getDebug());
      loop.setDebug(true);
    });
    await env.spin(2);
    trace.push(loop.getDebug());
    loop.setDebug(false);
    trace.push(loop.getDebug());
    expect(trace).to.deep.equal([true, false, true, true, false, true, false]);
  });

  test('debug.slow_callback_duration.default', 'reads and writes it', ({ loop }) => {
    expect(loop.slowCallbackDuration).to.equal(0.1);
    loop.slowCallbackDuration = 0.02;
    expect(loop.slowCallbackDuration).to.equal(0.02);
    loop.slowCallbackDuration = 2;
    expect(loop.slowCallbackDuration).to.equal(2);
  });

  test('debug.semantics_unchanged', 'runs one program with debug mode off and on', async (world) => {
    const { env } = world;
    const plain = await env.newLoop();
    const debugged = await env.newLoop();
    for (const loop of [plain, debugged]) loop.slowCallbackDuration = 60;
    plain.setDebug(false);
    debugged.setDebug(true);
    const expected = await program(world, plain);
    const actual = await program(world, debugged);
    expect(expected).to.have.length.greaterThan(10);
    const readable = (trace: readonly unknown[]) => trace.map((entry) => (entry instanceof Error ? 'error' : entry));
    expect(readable(actual)).to.deep.equal(readable(expected));
    expect(debugged.getDebug()).to.equal(true);
  });

  test('debug.coroutine_origin_tracking.during_run', 'reads the depth around runs of three ends', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import sys
      depth = sys.get_coroutine_origin_tracking_depth
      trace = [depth()]
      loop.set_debug(True)
      loop.call_soon(lambda: trace.append(depth() > 0)); loop.call_soon(loop.stop)
      loop.run_forever()
      trace.append(depth())
      async def read(): trace.append(depth() > 0)
      loop.run_until_complete(read())
      trace.append(depth())
      # Whether an exit request leaves the run is for other clauses to say: it ends in either case.
      def interrupt():
          trace.append(depth() > 0); loop.stop(); raise KeyboardInterrupt
      loop.set_exception_handler(lambda *given: None)
      loop.call_soon(interrupt)
      try: loop.run_forever()
      except KeyboardInterrupt: pass
      trace.append(depth())
      sys.set_coroutine_origin_tracking_depth(3)
      try:
          loop.call_soon(loop.stop); loop.run_forever()
          trace.append(depth())
      finally:
          sys.set_coroutine_origin_tracking_depth(0)
      return trace
      `,
      { loop },
    );
    expect(result).to.deep.equal([0, true, 0, true, 0, true, 0, 3]);
  });

  test('debug.coroutine_origin_tracking.toggle_while_running', 'switches inside a coroutine', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import sys
      depth = sys.get_coroutine_origin_tracking_depth
      loop.set_debug(False)
      async def main():
          trace = [depth()]
          for enabled in True, False:
              loop.set_debug(enabled)
              for _ in range(3): await asyncio.sleep(0)
              trace.append(depth() > 0)
          return trace
      return loop.run_until_complete(main()) + [depth()]
      `,
      { loop },
    );
    expect(result).to.deep.equal([0, true, false, 0]);
  });
});
