/** Runs the tests of the clause that a broken loop breaks, on that loop. */
import { asyncio as referenceAsyncio, subject as referenceSubject } from '../../reference';
import type { AsyncioModule, Subject } from '../../spec';
import { applicability, runTest, SUITES, traitsOf } from '../../suites';
import type { BrokenLoop } from './broken-loop';

/** Seconds after which a broken loop counts as hanging, which is a way of being caught. */
const PATIENCE = 3;

export interface Attempt {
  /** How many tests of the clause apply. */
  readonly tests: number;
  /** The first failure, if any test failed. */
  readonly failure?: Error;
}

export async function attempt(broken: BrokenLoop): Promise<Attempt> {
  const parts: Partial<AsyncioModule> =
    typeof broken.asyncio === 'function' ? broken.asyncio() : (broken.asyncio ?? {});
  const subject: Subject = {
    name: broken.fault,
    newEventLoop: broken.make ?? (() => referenceSubject.newEventLoop()),
    asyncio: parts,
  };
  const traits = traitsOf(subject);
  const tests = SUITES.flatMap((suite) => suite.tests).filter(
    (test) => test.clause === broken.breaks && applicability(test, traits).applies,
  );
  for (const test of tests) {
    const failure = await failureOf(() => runTest(test, subject, { ...referenceAsyncio, ...parts }));
    if (failure !== undefined) return { tests: tests.length, failure };
  }
  return { tests: tests.length };
}

async function failureOf(run: () => Promise<unknown>): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<Error>((resolve) => {
    timer = setTimeout(() => {
      resolve(new Error(`still running after ${PATIENCE} s`));
    }, PATIENCE * 1000);
  });
  const outcome = run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  try {
    return await Promise.race([outcome, hang]);
  } finally {
    clearTimeout(timer);
  }
}
