/** Which exceptions of a callback are reported. */
import { BaseException, CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit } from '../../spec';
import { expect, rejects, suite } from '../support';
import { contained } from './without-handler';

export const callbackSuite = suite('errors', 'callbacks that end in exit requests and the like', (test) => {
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

    test(
      'errors.callback.no_handler_call_for_exit_requests',
      `raises ${Exit.name} in a coroutine`,
      async ({ loop, env }) => {
        const run = (): unknown =>
          env.run(function* () {
            yield;
            throw new Exit(3);
          });
        await rejects(Exit, run, 'run_until_complete()');
        expect(env.takeReports()).to.deep.equal([]);
        loop.callExceptionHandler({ message: 'the handler works' });
        expect(env.takeReports()).to.have.length(1);
      },
    );
  }
});
