/** The clock of a loop. */
import { expect, suite } from '../support';
import { block } from './grain';

export const timeSuite = suite('timers', 'time()', (test) => {
  test(
    'timers.time.float_seconds',
    'reads the clock around a pause',
    async ({ loop, env }) => {
      const before = loop.time();
      await env.pause(0.1);
      const passed = loop.time() - before;
      expect(before).to.be.a('number');
      expect(passed).to.be.within(0.095, env.patience.wait);
    },
    { needs: ['host_clock'] },
  );

  test(
    'timers.time.float_seconds',
    'reads a float',
    ({ loop, env }) => {
      expect(env.python.exec('return type(loop.time()).__name__', { loop })).to.equal('float');
    },
    { on: 'python' },
  );

  test('timers.time.monotonic', 'reads the clock many times, in and outside a run', async ({ loop, env }) => {
    const readings: number[] = [];
    for (let i = 0; i < 100; i++) readings.push(loop.time());
    loop.callSoon(() => {
      for (let i = 0; i < 100; i++) readings.push(loop.time());
    });
    await env.spin();
    readings.push(loop.time());
    expect(readings).to.have.length(201);
    expect(readings).to.deep.equal([...readings].sort((a, b) => a - b));
    expect(Number.isFinite(readings[0])).to.equal(true);
  });

  test(
    'timers.time.advances_inside_callback',
    'reads the clock around a busy stretch of a callback',
    async ({ loop, env }) => {
      let passed = 0;
      loop.callSoon(() => {
        const before = loop.time();
        block(0.03);
        passed = loop.time() - before;
      });
      await env.spin();
      expect(passed).to.be.at.least(0.029);
    },
  );

  test(
    'timers.time.is_time_monotonic',
    'reads both clocks',
    ({ loop, env }) => {
      const difference = env.python.exec('import time\nreturn abs(loop.time() - time.monotonic())', { loop });
      expect(difference).to.be.lessThan(0.5);
    },
    { on: 'python' },
  );

  test(
    'timers.time.is_time_monotonic',
    'reads one clock between two readings of the other',
    ({ loop }) => {
      const before = performance.now() / 1000;
      const time = loop.time();
      expect(time).to.be.within(before, performance.now() / 1000);
    },
    { on: 'typescript' },
  );
});
