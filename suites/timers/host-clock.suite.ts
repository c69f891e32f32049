/** Timers by a clock that is not the loop's: one that lags, or is cut to milliseconds, hides its own timers' haste. */
import { expect, suite } from '../support';

/** Seconds by which two clocks of one machine may differ. */
const GRAIN = 0.0001;
/** Seconds. None is a whole number of milliseconds, and they begin anywhere in one. */
const DELAYS = Array.from({ length: 40 }, (_, i) => 0.0011 + (i % 10) * 0.00037);

export const hostClockSuite = suite('timers', 'the clock of the host', (test) => {
  test(
    'timers.call_later.not_early_by_host_clock',
    'measures many short delays',
    async ({ loop, env }) => {
      const early: number[] = [];
      const next = (): void => {
        const delay = DELAYS[early.length];
        if (delay === undefined) {
          loop.stop();
          return;
        }
        const start = performance.now();
        loop.callLater(delay, () => {
          early.push(delay - (performance.now() - start) / 1000);
          next();
        });
      };
      loop.callSoon(next);
      await env.runForever();
      expect(early).to.have.length(DELAYS.length);
      expect(Math.max(...early)).to.be.at.most(GRAIN);
    },
    { on: 'typescript' },
  );

  test(
    'timers.call_later.not_early_by_host_clock',
    'measures many short delays, in Python',
    ({ loop, env }) => {
      const early = env.python.exec(
        `
      import asyncio, time
      early = []
      async def main():
          for delay in delays:
              wake = loop.create_future()
              start = time.monotonic()
              loop.call_later(delay, wake.set_result, None)
              await wake
              early.append(delay - (time.monotonic() - start))
      loop.run_until_complete(main())
      return early
      `,
        { loop, delays: DELAYS },
      ) as readonly number[];
      expect(early).to.have.length(DELAYS.length);
      expect(Math.max(...early)).to.be.at.most(GRAIN);
    },
    { on: 'python' },
  );
});
