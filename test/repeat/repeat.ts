/**
 * `npm run repeat -- [times] [first seed] [reference | selector | cpython | both] [clauses]`: runs the suites, or the tests of the clauses that
 * a glob names, again and again on the reference and on embedded CPython, or on one loop alone, each time in another order, and
 * names every test that does not pass every time. Clauses that a subject is known to break are left out.
 */
import picomatch from 'picomatch';
import { openEmbedded } from '../../bridge';
import { asyncio as referenceAsyncio, subject as reference } from '../../reference';
import { selectorSubject } from '../../reference/selector/subject';
import type { AsyncioModule, Subject } from '../../spec';
import { applicability, runTest, SUITES, testId, traitsOf, type TestCase } from '../../suites';
import { shuffle } from '../../runner/plan/shuffle';
import { deviationsOf } from '../../runner/subjects/deviations';

async function main(): Promise<void> {
  const times = Number(process.argv[2] ?? 300);
  const first = Number(process.argv[3] ?? 1);
  const only = process.argv[4] ?? 'both';
  if (!Number.isInteger(times) || times < 1 || !Number.isInteger(first) || !(only in OPENERS || only === 'both')) {
    throw new RangeError(
      'usage: npm run repeat -- [times] [first seed] [reference | selector | cpython | both] [clauses]',
    );
  }
  const matches = picomatch(process.argv[5] ?? '**');
  let failures = 0;
  for (const [name, open] of Object.entries(OPENERS)) {
    if (only === name || (only === 'both' && name !== 'selector'))
      failures += await repeat(...(await open()), matches, times, first);
  }
  process.exit(failures === 0 ? 0 : 1);
}

const OPENERS: Readonly<Record<string, () => Promise<readonly [Subject, AsyncioModule]>>> = {
  reference: () => Promise.resolve([reference, referenceAsyncio]),
  selector: () => Promise.resolve([selectorSubject, { ...referenceAsyncio, ...selectorSubject.asyncio }]),
  cpython: async () => {
    const subject = await openEmbedded();
    return [subject, subject.asyncio as AsyncioModule];
  },
};

/** How many tests failed. */
async function repeat(
  subject: Subject,
  asyncio: AsyncioModule,
  matches: (clause: string) => boolean,
  times: number,
  first: number,
): Promise<number> {
  const traits = traitsOf(subject);
  const known = new Set(
    deviationsOf({ title: subject.name, version: subject.version ?? '', deviations: subject.deviations ?? [] }).map(
      ({ clause }) => clause,
    ),
  );
  const tests = SUITES.flatMap((suite) => suite.tests).filter(
    (test) => matches(test.clause) && !known.has(test.clause) && applicability(test, traits).applies,
  );
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
