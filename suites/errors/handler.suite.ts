/** What becomes of an error of the exception handler itself, and in which context it runs. */
import {
  AttributeError,
  BaseException,
  CancelledError,
  KeyboardInterrupt,
  SystemExit,
  ValueError,
  type ExceptionContext,
} from '../../spec';
import { expect, raises, recordLog, rejects, suite } from '../support';
import { withoutHandler, contained } from './without-handler';

export const handlerSuite = suite('errors', 'handlers that fail', (test) => {
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
    // What else is logged meanwhile may be of an earlier test, of which something was collected now.
    const records = take().filter(({ exception }) => exception === error);
    expect(records).to.have.length(1);
    expect(records[0]?.level).to.equal('error');
    expect(records[0]?.text).to.match(/^Exception in callback/);
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

  test(
    'errors.handler_context.of_task',
    'loses a task with an error that nobody retrieved',
    async ({ loop, asyncio, env }) => {
      const v = new asyncio.ContextVar('v', { default: 'default' });
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
});
