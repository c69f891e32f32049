/**
 * Signals that the loop handles. They are sent to the process the loop lives in, and are of kinds that are ignored by
 * default, so that a loop that handles nothing fails instead of dying.
 */
import { constants } from 'node:os';
import { expect, recordLog, suite, type World } from '../support';

const { SIGWINCH, SIGURG } = constants.signals;

/** Runs the loop until somebody stops it; a timer does when no signal did. */
async function runUntilStopped({ loop, env }: World): Promise<void> {
  const guard = loop.callLater(env.patience.wait / 5, () => loop.stop());
  await env.runForever();
  guard.cancel();
}

/** Sends the signals one by one, each in a run of its own that the handler has to end. */
async function deliver(world: World, ...signals: NodeJS.Signals[]): Promise<void> {
  for (const signal of signals) {
    const sent = world.env.fromHost(() => {
      world.env.kill(signal);
    });
    await runUntilStopped(world);
    await sent;
  }
}

/** Lets the loop run for a while in which nothing needs to happen. */
async function idle({ loop, env }: World): Promise<void> {
  loop.callLater(env.tick * 3, () => loop.stop());
  await env.runForever();
}

export const signalsSuite = suite('signals', 'handled signals', (test) => {
  test('signals.add_signal_handler.calls_callback', 'delivers two signals with arguments', async (world) => {
    const { loop } = world;
    const object = {};
    const trace: unknown[][] = [];
    const record = (...args: unknown[]): void => {
      trace.push(args);
      loop.stop();
    };
    loop.addSignalHandler(SIGWINCH, record, [1, 'x', object]);
    loop.addSignalHandler(SIGURG, record);
    await deliver(world, 'SIGWINCH', 'SIGURG');
    await idle(world);
    expect(trace).to.deep.equal([[1, 'x', object], []]);
    expect(trace[0]?.[2]).to.equal(object);
  });

  test('signals.add_signal_handler.runs_as_loop_callback', 'sends a signal within a callback', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: unknown[] = [];
    const future = loop.createFuture<string>();
    future.addDoneCallback(() => {
      trace.push('future');
      loop.stop();
    });
    loop.addSignalHandler(SIGWINCH, () => {
      trace.push('signal', asyncio.getRunningLoop() === loop);
      loop.callSoon(() => {
        trace.push('soon');
        future.setResult('done');
      });
    });
    loop.callSoon(() => {
      trace.push('before');
      env.kill('SIGWINCH');
      const end = performance.now() + 5;
      while (performance.now() < end);
      trace.push('after');
    });
    await runUntilStopped(world);
    expect(trace).to.deep.equal(['before', 'after', 'signal', true, 'soon', 'future']);
  });

  test('signals.add_signal_handler.wakes_blocked_loop', 'sends a signal to a waiting loop', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    const far = loop.callLater(3600, () => trace.push('far'));
    loop.addSignalHandler(SIGWINCH, () => {
      trace.push('signal');
      loop.stop();
    });
    const sent = env.fromHost(() => {
      env.kill('SIGWINCH');
    }, env.tick * 3);
    await env.runForever();
    await sent;
    far.cancel();
    expect(trace).to.deep.equal(['signal']);
  });

  test('signals.add_signal_handler.persistent', 'delivers a signal three times', async (world) => {
    const { loop } = world;
    let calls = 0;
    loop.addSignalHandler(SIGWINCH, () => {
      calls += 1;
      loop.stop();
    });
    await deliver(world, 'SIGWINCH', 'SIGWINCH', 'SIGWINCH');
    expect(calls).to.equal(3);
  });

  test('signals.add_signal_handler.persistent', 'delivers a signal twice in one run', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    loop.addSignalHandler(SIGWINCH, () => {
      trace.push('signal');
      if (trace.length === 2) loop.stop();
      else loop.callLater(env.tick, () => env.kill('SIGWINCH'));
    });
    await deliver(world, 'SIGWINCH');
    expect(trace).to.deep.equal(['signal', 'signal']);
  });

  test('signals.add_signal_handler.replaces', 'adds two handlers for a signal', async (world) => {
    const { loop } = world;
    const trace: string[] = [];
    for (const name of ['first', 'second']) {
      loop.addSignalHandler(SIGWINCH, () => {
        trace.push(name);
        loop.stop();
      });
    }
    await deliver(world, 'SIGWINCH');
    await idle(world);
    expect(trace).to.deep.equal(['second']);
  });

  test('signals.add_signal_handler.several_signals', 'sends two signals at once', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    const record = (name: string): void => {
      trace.push(name);
      if (trace.length === 2) loop.stop();
    };
    loop.addSignalHandler(SIGWINCH, record, ['winch']);
    loop.addSignalHandler(SIGURG, record, ['urg']);
    loop.callSoon(() => {
      env.kill('SIGWINCH');
      env.kill('SIGURG');
    });
    await runUntilStopped(world);
    await idle(world);
    expect(trace.sort()).to.deep.equal(['urg', 'winch']);
  });

  test(
    'signals.add_signal_handler.sigint_replaces_keyboard_interrupt',
    'handles SIGINT',
    async (world) => {
      const { loop, env } = world;
      // The host's own listeners would end the process; one of ours keeps it alive.
      const others = process.listeners('SIGINT');
      const keep = (): void => {};
      process.removeAllListeners('SIGINT');
      process.on('SIGINT', keep);
      env.defer(() => {
        process.off('SIGINT', keep);
        for (const listener of others) process.on('SIGINT', listener);
      });
      const trace: string[] = [];
      loop.addSignalHandler(constants.signals.SIGINT, () => {
        trace.push('signal');
        loop.stop();
      });
      await deliver(world, 'SIGINT');
      loop.close();
      expect(trace).to.deep.equal(['signal']);
    },
    { on: 'typescript' },
  );

  test('signals.add_signal_handler.exception_reported', 'fails at the first of two deliveries', async (world) => {
    const { loop, env } = world;
    const error = new RangeError('as it must');
    const trace: string[] = [];
    loop.addSignalHandler(SIGWINCH, () => {
      trace.push('signal');
      loop.stop();
      if (trace.length === 1) throw error;
    });
    await deliver(world, 'SIGWINCH', 'SIGWINCH');
    expect(trace).to.deep.equal(['signal', 'signal']);
    const reports = env.takeReports();
    expect(reports).to.have.length(1);
    expect(reports[0]?.exception).to.equal(error);
  });

  test('signals.add_signal_handler.signal_while_idle', 'sends a signal between two runs', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    loop.addSignalHandler(SIGWINCH, () => trace.push('signal'));
    await env.spin();
    env.kill('SIGWINCH');
    await env.pause(env.tick * 2);
    expect(trace).to.deep.equal([]);
    await idle(world);
    expect(trace).to.deep.equal(['signal']);
  });

  test('signals.remove_signal_handler.from_own_callback', 'removes the handler in the callback', async (world) => {
    const { loop, env } = world;
    const trace: unknown[] = [];
    loop.addSignalHandler(SIGWINCH, () => {
      trace.push('signal', loop.removeSignalHandler(SIGWINCH), loop.removeSignalHandler(SIGWINCH));
      loop.stop();
    });
    await deliver(world, 'SIGWINCH');
    loop.callSoon(() => {
      env.kill('SIGWINCH');
    });
    await idle(world);
    expect(trace).to.deep.equal(['signal', true, false]);
  });

  test('signals.remove_signal_handler.result', 'removes twice within a run and once outside', async (world) => {
    const { loop, env } = world;
    const trace: unknown[] = [];
    loop.callSoon(() => {
      loop.addSignalHandler(SIGWINCH, () => {});
      trace.push(loop.removeSignalHandler(SIGWINCH), loop.removeSignalHandler(SIGWINCH));
      trace.push(loop.removeSignalHandler(SIGURG));
    });
    await env.spin();
    trace.push(loop.removeSignalHandler(SIGWINCH));
    expect(trace).to.deep.equal([true, false, false, false]);
  });

  test(
    'signals.remove_signal_handler.idle_loop',
    'adds and removes between runs',
    async (world) => {
      const { loop, env } = world;
      const trace: unknown[] = [];
      loop.addSignalHandler(SIGWINCH, () => trace.push('removed'));
      trace.push(loop.removeSignalHandler(SIGWINCH));
      loop.addSignalHandler(SIGWINCH, () => {
        trace.push('signal');
        loop.stop();
      });
      await deliver(world, 'SIGWINCH');
      trace.push(loop.removeSignalHandler(SIGWINCH));
      loop.callSoon(() => {
        env.kill('SIGWINCH');
      });
      await idle(world);
      expect(trace).to.deep.equal([true, 'signal', true]);
    },
    { needs: ['host_clock'] },
  );

  test(
    'signals.remove_signal_handler.restores_default',
    'counts the listeners of the process',
    ({ loop }) => {
      const before = process.listenerCount('SIGWINCH');
      loop.addSignalHandler(SIGWINCH, () => {});
      loop.addSignalHandler(SIGWINCH, () => {});
      expect(process.listenerCount('SIGWINCH'), 'listeners while handled').to.be.greaterThan(before);
      expect(loop.removeSignalHandler(SIGWINCH), 'the handler was there').to.equal(true);
      expect(process.listenerCount('SIGWINCH'), 'listeners after removal').to.equal(before);
    },
    { on: 'typescript' },
  );

  test(
    'signals.close.removes_handlers',
    'counts the listeners of the process',
    ({ loop }) => {
      const count = () => process.listenerCount('SIGWINCH') + process.listenerCount('SIGURG');
      const before = count();
      loop.addSignalHandler(SIGWINCH, () => {});
      loop.addSignalHandler(SIGURG, () => {});
      expect(count(), 'listeners while handled').to.be.greaterThan(before);
      loop.close();
      expect(count(), 'listeners after close()').to.equal(before);
    },
    { on: 'typescript' },
  );

  test('signals.add_signal_handler.sigchld_allowed', 'adds a handler for SIGCHLD', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    let outcome: string;
    try {
      loop.addSignalHandler(constants.signals.SIGCHLD, () => {});
      outcome = loop.removeSignalHandler(constants.signals.SIGCHLD) ? 'accepted' : 'forgotten';
    } catch (error) {
      outcome = (error as Error).constructor.name;
    }
    expect(['accepted', 'RuntimeError']).to.include(outcome);
    expect(take().filter((record) => record.level === 'error')).to.deep.equal([]);
  });
});
