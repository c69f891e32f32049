/**
 * `npm run repeat -- [times] [first seed]`: runs the suites again and again on the reference and on embedded CPython, each time in
 * another order, and names every test that does not pass every time.
 */
import { openEmbedded } from '../../bridge';
import { asyncio as referenceAsyncio, subject as reference } from '../../reference';
import type { AsyncioModule, Subject } from '../../spec';
import { applicability, runTest, SUITES, testId, traitsOf, type TestCase } from '../../suites';
import { shuffle } from '../../runner/execution/shuffle';

async function main(): Promise<void> {
  const times = Number(process.argv[2] ?? 300);
  const first = Number(process.argv[3] ?? 1);
  if (!Number.isInteger(times) || times < 1 || !Number.isInteger(first)) {
    throw new RangeError('usage: npm run repeat -- [times] [first seed], both whole numbers');
  }
  const subjects: readonly [Subject, AsyncioModule][] = [
    [reference, referenceAsyncio],
    await openEmbedded().then((subject): [Subject, AsyncioModule] => [subject, subject.asyncio as AsyncioModule]),
  ];
  let failures = 0;
  for (const [subject, asyncio] of subjects) failures += await repeat(subject, asyncio, times, first);
  process.exit(failures === 0 ? 0 : 1);
}

/** How many tests failed. */
async function repeat(subject: Subject, asyncio: AsyncioModule, times: number, first: number): Promise<number> {
  const traits = traitsOf(subject);
  const tests = SUITES.flatMap((suite) => suite.tests).filter((test) => applicability(test, traits).applies);
  let runs = 0;
  let failures = 0;
  const started = performance.now();
  for (let seed = first; seed < first + times; seed++) {
    for (const test of shuffle(tests, seed)) {
      runs += 1;
      const error = await failureOf(test, subject, asyncio);
      if (error === undefined) continue;
      failures += 1;
      console.log(`${subject.name}, seed ${seed}: ${testId(test)}\n    ${String(error)}`);
    }
    if ((seed - first + 1) % 10 === 0) console.log(`${subject.name}: ${seed - first + 1} of ${times} repeats`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${subject.name}: ${times} repeats of ${tests.length} tests, ${runs} runs, ${failures} failed, ${seconds} s`,
  );
  return failures;
}

async function failureOf(test: TestCase, subject: Subject, asyncio: AsyncioModule): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error('hangs')), (test.options.timeout ?? 10) * 1000);
  });
  const run = runTest(test, subject, asyncio).then(
    () => undefined,
    (error: unknown) => error ?? new Error('nothing was thrown'),
  );
  const outcome = await Promise.race([run, hang]);
  clearTimeout(timer);
  return outcome;
}

main().catch((error: unknown) => {
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(2);
});
