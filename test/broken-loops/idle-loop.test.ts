/** A loop that does nothing at all passes next to no test. */
import { expect } from 'chai';
import type { asyncio } from '../../reference';
import type { AbstractEventLoop, Subject } from '../../spec';
import { applicability, runTest, SUITES, testId, traitsOf } from '../../suites';

/** Every method returns at once; every attribute is such a method. */
function idleLoop(): AbstractEventLoop {
  const idle = (): void => {};
  return new Proxy({}, { get: (_target, name) => (name === 'then' ? undefined : idle) }) as AbstractEventLoop;
}

/** Likewise for the classes and functions of the module. */
function idleModule(): typeof asyncio {
  const idle = function (): void {};
  return new Proxy({}, { get: () => idle }) as typeof asyncio;
}

describe('a loop that does nothing', () => {
  const ignore = (): void => {};
  before(() => {
    process.on('unhandledRejection', ignore);
  });
  after(() => {
    process.off('unhandledRejection', ignore);
  });

  it('passes at most 2 % of the tests', async function () {
    this.timeout(300_000);
    const subject: Subject = { name: 'idle', newEventLoop: idleLoop };
    const traits = traitsOf(subject);
    const tests = SUITES.flatMap((suite) => suite.tests)
      .filter((test) => applicability(test, traits).applies)
      // Whether a method is there is all that these ask, and this loop has every one.
      .filter(({ clause }) => !clause.startsWith('abstract.shape.'));
    const passed: string[] = [];
    for (const test of tests) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => {
          resolve(false);
        }, 500);
      });
      const run = runTest(test, subject, idleModule()).then(
        () => true,
        () => false,
      );
      if (await Promise.race([run, silence])) passed.push(testId(test));
      clearTimeout(timer);
    }
    expect(tests.length).to.be.greaterThan(0);
    expect(passed.length / tests.length, passed.join('\n')).to.be.at.most(0.02);
  });
});
