/** What a loop says of its state. */
import { RuntimeError } from '../../spec';
import { expect, raises, suite } from '../support';

export const isRunningSuite = suite('running', 'is_running() and the representation of a loop', (test) => {
  test('running.is_running.transitions', 'asks before, in and after each kind of run', async ({ loop, env }) => {
    const answers = [loop.isRunning()];
    loop.callSoon(() => answers.push(loop.isRunning()));
    await env.spin();
    answers.push(loop.isRunning());
    await env.run(function* () {
      answers.push(loop.isRunning());
      yield;
      answers.push(loop.isRunning());
    });
    answers.push(loop.isRunning());
    expect(answers).to.deep.equal([false, true, false, true, true, false]);
  });

  test('running.is_running.true_until_run_returns', 'asks after stop() in the same batch', async ({ loop, env }) => {
    const answers: boolean[] = [];
    loop.callSoon(() => {
      loop.stop();
      answers.push(loop.isRunning());
    });
    loop.callSoon(() => {
      answers.push(loop.isRunning());
      raises(RuntimeError, () => loop.close(), 'close()');
    });
    await env.runForever();
    answers.push(loop.isRunning());
    expect(answers).to.deep.equal([true, true, false]);
  });

  test(
    'running.repr.state',
    'prints a loop, open and closed',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      texts = [repr(loop)]
      name = type(loop).__name__
      loop.close()
      texts.append(repr(loop))
      return [name in texts[0], 'running=False' in texts[0], 'closed=False' in texts[0], 'debug=' in texts[0], 'closed=True' in texts[1]]
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true, true]);
    },
    { on: 'python' },
  );

  test(
    'running.repr.state',
    'prints a loop in TypeScript, open and closed',
    ({ loop }) => {
      expect(String(loop))
        .to.match(/running=false/i)
        .and.match(/closed=false/i)
        .and.match(/debug=/i);
      loop.close();
      expect(String(loop)).to.match(/closed=true/i);
    },
    { on: 'typescript' },
  );
});
