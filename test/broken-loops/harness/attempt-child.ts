/** A child process that runs the tests of a clause on a broken loop, and tells whether it is fit for another. */
import type { ClauseId } from '../../../spec';
import { applicability, runTest, SUITES, traitsOf } from '../../../suites';
import { BROKEN_LOOPS } from '..';
import { openBroken, openSound, type Candidate } from './candidate';
import type { AttemptRequest, ChildReport } from './messages';
import { isSound } from './soundness';
import { quieten } from '../../quiet-process';

const say = (report: ChildReport): void => {
  process.send?.(report);
};

interface Outcome {
  readonly tests: number;
  readonly failure?: Error;
  readonly hung: boolean;
}

async function serve({ index, clause, patience, python }: AttemptRequest): Promise<void> {
  const broken = index === null ? undefined : BROKEN_LOOPS[index];
  const candidate = broken === undefined ? await openSound(python, clause) : await openBroken(broken, python);
  const { tests, failure, hung } = await runClause(clause, patience, candidate);
  candidate.mend?.();
  // The interpreter of the sound loop serves on.
  if (broken !== undefined && !hung) await candidate.subject.dispose?.();
  const spent = hung || !(await isSound());
  const told = failure === undefined ? {} : { failure: { name: failure.name, message: failure.message } };
  say({ kind: 'done', tests, hung, spent, ...told });
}

async function runClause(clause: ClauseId, patience: number, { subject, asyncio }: Candidate): Promise<Outcome> {
  const traits = traitsOf(subject);
  const tests = SUITES.flatMap((suite) => suite.tests).filter(
    (test) => test.clause === clause && applicability(test, traits).applies,
  );
  for (const test of tests) {
    say({ kind: 'test', title: test.title });
    const outcome = await outcomeOf(() => runTest(test, subject, asyncio), patience);
    if (outcome !== undefined) return { tests: tests.length, ...outcome };
  }
  return { tests: tests.length, hung: false };
}

async function outcomeOf(
  run: () => Promise<unknown>,
  patience: number,
): Promise<{ failure: Error; hung: boolean } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<{ failure: Error; hung: boolean }>((resolve) => {
    timer = setTimeout(() => {
      resolve({ failure: new Error(`still running after ${patience} s`), hung: true });
    }, patience * 1000);
  });
  const outcome = run().then(
    () => undefined,
    (error: unknown) => {
      const failure = error instanceof Error ? error : new Error(String(error));
      return { failure, hung: failure.name === 'OutOfPatience' };
    },
  );
  try {
    return await Promise.race([outcome, hang]);
  } finally {
    clearTimeout(timer);
  }
}

quieten();
process.on('message', (request: AttemptRequest) => {
  serve(request).catch((error: unknown) => {
    const failure = { name: 'CannotBegin', message: String(error) };
    say({ kind: 'done', tests: 0, failure, hung: false, spent: true });
  });
});
