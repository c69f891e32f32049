/** Setting, asking for and calling the exception handler. */
import { ValueError, type ExceptionContext } from '../../spec';
import { expect, expectNone, raises, recordLog, suite } from '../support';
import { withoutHandler, contained } from './without-handler';

/** Something that a clause lets a report lack. */
const NOTHING = {} as ExceptionContext;

export const setExceptionHandlerSuite = suite('errors', 'setting and calling the exception handler', (test) => {
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
});
