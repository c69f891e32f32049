/** Who hears of an error that nobody caught: the exception handler, and when there is none or it fails, the default one. */
import {
  AttributeError,
  BaseException,
  CancelledError,
  GeneratorExit,
  KeyboardInterrupt,
  SystemExit,
  ValueError,
  type AbstractEventLoop,
  type ExceptionContext,
} from '../../spec';
import { expect, expectNone, fail, raises, recordLog, rejects, suite } from '../support';

/** Something that a clause lets a report lack. */
const NOTHING = {} as ExceptionContext;

/** Both ways to be without a handler do not matter here: the kit has installed one. */
function withoutHandler(loop: AbstractEventLoop): void {
  loop.setExceptionHandler(null);
}

/** Does `action`, out of which no error may come. */
async function contained(what: string, action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    fail(`${what} let ${(error as Error).constructor.name} out: ${String(error)}`);
  }
}

export const handlerSuite = suite('errors', 'the exception handler', (test) => {
  test('errors.get_exception_handler.default_none', 'asks a loop that nobody touched', async ({ subject, env }) => {
    const loop = await subject.newEventLoop();
    env.defer(() => {
      loop.close();
    });
    expect(loop.isClosed()).to.equal(false);
    expectNone(loop.getExceptionHandler(), 'get_exception_handler()');
  });

  test('errors.set_exception_handler.roundtrip', 'sets two handlers and removes them', ({ loop }) => {
    const first = (): void => {};
    const second = (): void => {};
    expectNone(loop.setExceptionHandler(first), 'set_exception_handler()');
    expect(loop.getExceptionHandler()).to.equal(first);
    loop.setExceptionHandler(second);
    expect(loop.getExceptionHandler()).to.equal(second);
    loop.setExceptionHandler(null);
    expectNone(loop.getExceptionHandler(), 'get_exception_handler()');
  });

  test('errors.set_exception_handler.type_check', 'offers a text, a number and a list', ({ loop }) => {
    const handler = (): void => {};
    loop.setExceptionHandler(handler);
    for (const wrong of ['spam', 1, [handler], '', 0]) {
      raises(TypeError, () => {
        loop.setExceptionHandler(wrong as never);
      });
      expect(loop.getExceptionHandler()).to.equal(handler);
    }
  });

  test('errors.set_exception_handler.takes_effect_at_once', 'changes the handler in a callback', async (world) => {
    const { loop, env } = world;
    const trace: string[] = [];
    const failing = (): never => {
      throw new RangeError('as it must');
    };
    loop.setExceptionHandler(() => trace.push('first'));
    loop.callSoon(failing);
    loop.callSoon(() => {
      loop.setExceptionHandler(() => trace.push('second'));
    });
    loop.callSoon(failing);
    await env.spin();
    expect(trace).to.deep.equal(['first', 'second']);
  });

  test('errors.call_exception_handler.calls_handler', 'calls it outside and inside a run', async ({ loop, env }) => {
    const trace: unknown[] = [];
    loop.setExceptionHandler((...args: unknown[]) => {
      trace.push(args.length, args[0] === loop, (args[1] as ExceptionContext | undefined)?.message);
    });
    expectNone(loop.callExceptionHandler({ message: 'outside', custom: 1 }), 'call_exception_handler()');
    trace.push('returned');
    loop.callSoon(() => {
      loop.callExceptionHandler({ message: 'inside' });
      trace.push('returned inside');
    });
    await env.spin();
    expect(trace).to.deep.equal([2, true, 'outside', 'returned', 2, true, 'inside', 'returned inside']);
  });

  test('errors.call_exception_handler.same_dict', 'passes contexts of odd keys', ({ loop }) => {
    const seen: unknown[] = [];
    loop.setExceptionHandler((_loop, context) => seen.push(context));
    const odd = [{ message: 'm', custom: 1 }, {}, { unknown: 'x' }] as ExceptionContext[];
    for (const context of odd) loop.callExceptionHandler(context);
    expect(seen).to.have.length(3);
    for (const [index, context] of odd.entries()) expect(seen[index]).to.equal(context);
    expect(odd).to.deep.equal([{ message: 'm', custom: 1 }, {}, { unknown: 'x' }]);
  });

  test('errors.call_exception_handler.default_when_unset', 'replaces the default handler', async ({ loop, env }) => {
    const trace: unknown[] = [];
    loop.defaultExceptionHandler = (context: ExceptionContext): void => {
      trace.push(context.message);
    };
    loop.setExceptionHandler(() => trace.push('custom'));
    loop.callExceptionHandler({ message: 'to the custom one' });
    withoutHandler(loop);
    loop.callExceptionHandler({ message: 'to the default one' });
    loop.callSoon(() => {
      throw new RangeError('as it must');
    });
    await env.spin();
    expect(trace.slice(0, 2)).to.deep.equal(['custom', 'to the default one']);
    expect(trace).to.have.length(3);
    expect(trace[2]).to.match(/^Exception in callback/);
  });

  test('errors.custom_handler.may_delegate', 'delegates a failure', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    const error = new RangeError('as it must');
    loop.setExceptionHandler((_loop, context) => {
      loop.defaultExceptionHandler(context);
    });
    loop.callSoon(() => {
      throw error;
    });
    await env.spin();
    const records = take();
    expect(records).to.have.length(1);
    expect(records[0]?.level).to.equal('error');
    expect(records[0]?.text).to.match(/^Exception in callback/);
    expect(records[0]?.exception).to.equal(error);
  });

  test('errors.set_exception_handler.none_restores_default', 'fails with and without a handler', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    let calls = 0;
    const failing = (): never => {
      throw new RangeError('as it must');
    };
    loop.setExceptionHandler(() => (calls += 1));
    loop.callSoon(failing);
    await env.spin();
    expect([calls, take().length]).to.deep.equal([1, 0]);
    withoutHandler(loop);
    loop.callSoon(failing);
    await env.spin();
    expect([calls, take().map((record) => record.level)]).to.deep.equal([1, ['error']]);
  });

  test('errors.handler.failure_is_contained', 'fails in the handler during a run', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    const trace: string[] = [];
    const broken = new AttributeError('broken handler');
    loop.setExceptionHandler(() => {
      trace.push('handler');
      throw broken;
    });
    loop.callSoon(() => {
      throw new RangeError('as it must');
    });
    loop.callSoon(() => trace.push('next'));
    await contained('run_forever()', () => env.spin());
    await contained('call_exception_handler()', () => {
      loop.callExceptionHandler({ message: 'outside' });
    });
    expect(trace).to.deep.equal(['handler', 'next', 'handler']);
    const records = take();
    expect(records).to.have.length(2);
    for (const { level, text, exception } of records) {
      expect(level).to.equal('error');
      expect(text).to.match(/^Unhandled error in exception handler/);
      expect(exception).to.equal(broken);
    }
  });

  test('errors.handler.failure_context', 'fails in the handler and looks at the default one', ({ loop }) => {
    const seen: ExceptionContext[] = [];
    const broken = new ValueError('ham');
    const original: ExceptionContext = { message: 'original' };
    loop.defaultExceptionHandler = (context: ExceptionContext): void => {
      seen.push(context);
    };
    loop.setExceptionHandler(() => {
      throw broken;
    });
    loop.callExceptionHandler(original);
    expect(seen).to.have.length(1);
    expect(Object.keys(seen[0] ?? {}).sort()).to.deep.equal(['context', 'exception', 'message']);
    expect(seen[0]?.exception).to.equal(broken);
    expect(seen[0]?.['context']).to.equal(original);
    expect(seen[0]?.message).to.be.a('string').that.does.not.equal('original');
  });

  test('errors.handler.base_exception_contained', 'raises two of them in the handler', async (world) => {
    const { loop } = world;
    class Odd extends BaseException {}
    const take = recordLog(world);
    for (const error of [new CancelledError(), new Odd('odd')]) {
      loop.setExceptionHandler(() => {
        throw error;
      });
      await contained('call_exception_handler()', () => {
        loop.callExceptionHandler({ message: 'm' });
      });
      const records = take();
      expect(records.map((record) => record.level)).to.deep.equal(['error']);
      expect(records[0]?.exception).to.equal(error);
    }
  });

  for (const Exit of [SystemExit, KeyboardInterrupt]) {
    test('errors.handler.exit_requests_propagate', `raises ${Exit.name} in the handler`, async (world) => {
      const { loop, env } = world;
      const take = recordLog(world);
      const exit = new Exit(4);
      loop.setExceptionHandler(() => {
        throw exit;
      });
      expect(
        raises(Exit, () => {
          loop.callExceptionHandler({ message: 'm' });
        }),
      ).to.equal(exit);
      loop.callSoon(() => {
        throw new RangeError('as it must');
      });
      const raised = await rejects(Exit, () => env.runForever(), 'run_forever()');
      expect(raised.args[0]).to.equal(4);
      expect(loop.isRunning()).to.equal(false);
      expect(take()).to.deep.equal([]);
    });
  }

  for (const Exit of [SystemExit, KeyboardInterrupt]) {
    test('errors.handler.exit_requests_propagate', `raises ${Exit.name} in the default handler`, async (world) => {
      const { loop, env } = world;
      const take = recordLog(world);
      const exit = new Exit(4);
      const failing = (): never => {
        throw new RangeError('as it must');
      };
      loop.defaultExceptionHandler = (): never => {
        throw exit;
      };
      for (const handler of [null, failing]) {
        loop.setExceptionHandler(handler);
        const call = (): void => loop.callExceptionHandler({ message: 'm' });
        expect(raises(Exit, call)).to.equal(exit);
      }
      withoutHandler(loop);
      loop.callSoon(failing);
      expect(await rejects(Exit, () => env.runForever(), 'run_forever()')).to.equal(exit);
      expect(take()).to.deep.equal([]);
    });
  }

  test('errors.handler.double_failure_is_contained', 'fails in both handlers', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    const trace: string[] = [];
    loop.defaultExceptionHandler = (): never => {
      trace.push('default');
      throw new ValueError('spam');
    };
    loop.setExceptionHandler(() => {
      trace.push('custom');
      throw new ValueError('ham');
    });
    loop.callSoon(() => {
      throw new RangeError('as it must');
    });
    loop.callSoon(() => trace.push('next'));
    await contained('run_forever()', () => env.spin());
    expect(trace).to.deep.equal(['custom', 'default', 'next']);
    const records = take();
    expect(records.map((record) => record.level)).to.deep.equal(['error']);
    expect(records[0]?.text).to.match(/default exception handler.*custom exception handler/s);
  });

  test('errors.default_handler.failure_is_contained', 'fails in the default handler', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    const trace: string[] = [];
    const broken = new ValueError('spam');
    loop.defaultExceptionHandler = (): never => {
      trace.push('default');
      throw broken;
    };
    withoutHandler(loop);
    await contained('call_exception_handler()', () => {
      loop.callExceptionHandler(NOTHING);
    });
    loop.callSoon(() => {
      throw new RangeError('as it must');
    });
    loop.callSoon(() => trace.push('next'));
    await contained('run_forever()', () => env.spin());
    expect(trace).to.deep.equal(['default', 'default', 'next']);
    const records = take();
    expect(records).to.have.length(2);
    for (const { level, text, exception } of records) {
      expect(level).to.equal('error');
      expect(text).to.match(/Exception in default exception handler/);
      expect(exception).to.equal(broken);
    }
  });

  test('errors.handler_context.of_handle', 'fails with a context given and with a copy', async (world) => {
    const { loop, asyncio, env } = world;
    const v = new asyncio.ContextVar('v', { default: 'default' });
    const trace: string[] = [];
    loop.setExceptionHandler(() => trace.push(v.get()));
    const failing = (value: string): never => {
      v.set(value);
      throw new RangeError('as it must');
    };
    const context = asyncio.copyContext();
    loop.callSoon(failing, ['given'], { context });
    loop.callSoon(failing, ['copied']);
    loop.callLater(0, failing, ['timer']);
    await env.spin();
    trace.push(v.get());
    expect(trace).to.deep.equal(['given', 'copied', 'timer', 'default']);
  });

  test('errors.handler_context.of_task', 'offers contexts of stand-ins under the three keys', ({ loop, asyncio }) => {
    const v = new asyncio.ContextVar('v', { default: 'default' });
    const trace: string[] = [];
    const within = (value: string): never => {
      const context = asyncio.copyContext();
      context.run(() => v.set(value));
      return { getContext: () => context } as never;
    };
    const [task, future, handle] = [within('task'), within('future'), within('handle')];
    loop.setExceptionHandler(() => trace.push(v.get()));
    loop.callExceptionHandler({ message: 'm', handle, future, task });
    loop.callExceptionHandler({ message: 'm', handle, future });
    loop.callExceptionHandler({ message: 'm', handle });
    loop.callExceptionHandler({ message: 'm', task: {} as never });
    loop.callExceptionHandler({ message: 'm' });
    expect(trace).to.deep.equal(['task', 'future', 'handle', 'default', 'default']);
  });

  test('errors.callback.base_exception_reported', 'raises three of them in callbacks', async ({ loop, env }) => {
    class Odd extends BaseException {}
    const trace: string[] = [];
    const errors = [new CancelledError(), new GeneratorExit(), new Odd('odd')];
    for (const error of errors) {
      loop.callSoon(() => {
        trace.push('raising');
        throw error;
      });
    }
    loop.callLater(0, () => {
      throw errors[0] as Error;
    });
    loop.callSoon(() => trace.push('next'));
    await contained('run_forever()', () => env.spin(2));
    expect(trace).to.deep.equal(['raising', 'raising', 'raising', 'next']);
    const reports = env.takeReports();
    expect(reports).to.have.length(4);
    for (const [index, error] of errors.entries()) expect(reports[index]?.exception).to.equal(error);
    expect(reports[3]?.exception).to.equal(errors[0]);
  });

  for (const Exit of [SystemExit, KeyboardInterrupt]) {
    for (const method of ['call_soon', 'call_later', 'call_soon_threadsafe'] as const) {
      test(
        'errors.callback.no_handler_call_for_exit_requests',
        `raises ${Exit.name} in a callback of ${method}()`,
        async ({ loop, env }) => {
          const trace: string[] = [];
          const exit = new Exit(3);
          const callback = (): never => {
            trace.push('raising');
            throw exit;
          };
          if (method === 'call_soon') loop.callSoon(callback);
          else if (method === 'call_later') loop.callLater(0, callback);
          else loop.callSoonThreadsafe(callback);
          expect(await rejects(Exit, () => env.runForever(), 'run_forever()')).to.equal(exit);
          expect(trace).to.deep.equal(['raising']);
          expect(env.takeReports()).to.deep.equal([]);
          loop.callExceptionHandler({ message: 'the handler works' });
          expect(env.takeReports()).to.have.length(1);
        },
      );
    }
  }
});
