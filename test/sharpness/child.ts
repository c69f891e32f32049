/** A child process that runs many tests on one broken loop after another, and tells which of them fail. */
import { failureOf } from '../../runner/execution/failure';
import type { Failure } from '../../runner/results/record';
import { runTest, SUITES, testId, traitsOf, applicability } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { openBroken } from '../broken-loops/harness/candidate';
import { isSound } from '../broken-loops/harness/soundness';
import { quieten } from '../quiet-process';

export interface Request {
  /** The place in BROKEN_LOOPS. */
  readonly index: number;
  /** Ids of tests. */
  readonly tests: readonly string[];
  readonly python?: string;
  /** Seconds a test may take. */
  readonly patience: number;
}

export type Said = Pick<Failure, 'name' | 'message' | 'clause'>;

export type Report =
  | { readonly kind: 'start'; readonly test: string }
  | { readonly kind: 'fail'; readonly test: string; readonly error: Said }
  /** The rest is to be run by another process. */
  | { readonly kind: 'hang'; readonly test: string }
  | { readonly kind: 'done'; readonly spent: boolean };

const say = (report: Report): void => {
  process.send?.(report);
};

const byId = new Map(SUITES.flatMap((suite) => suite.tests).map((test) => [testId(test), test]));

async function serve({ index, tests, python, patience }: Request): Promise<void> {
  const broken = BROKEN_LOOPS[index];
  if (broken === undefined) throw new Error(`no broken loop ${index}`);
  const { subject, asyncio, mend } = await openBroken(broken, python);
  const traits = traitsOf(subject);
  for (const id of tests) {
    const test = byId.get(id);
    if (test === undefined || !applicability(test, traits).applies) continue;
    say({ kind: 'start', test: id });
    const attempt = (): Promise<Outcome> => outcomeOf(runTest(test, subject, asyncio), patience);
    let outcome = await attempt();
    // As a run does it: what fails is tried once more before it counts.
    if (typeof outcome === 'object') outcome = await attempt();
    if (outcome === 'hang') {
      say({ kind: 'hang', test: id });
      return;
    }
    if (outcome === 'pass') continue;
    const { name, message, clause } = failureOf(outcome.error);
    say({ kind: 'fail', test: id, error: { name, message, ...(clause === undefined ? {} : { clause }) } });
  }
  mend?.();
  if (broken.python !== undefined) await subject.dispose?.();
  say({ kind: 'done', spent: !(await isSound()) });
}

type Outcome = 'pass' | 'hang' | { readonly error: unknown };

function outcomeOf(run: Promise<unknown>, patience: number): Promise<Outcome> {
  return Promise.race([
    run.then(
      () => 'pass' as const,
      (error: unknown) => ({ error }),
    ),
    new Promise<'hang'>((resolve) => setTimeout(() => resolve('hang'), patience * 1000).unref()),
  ]);
}

quieten();
process.on('message', (request: Request) => {
  serve(request).catch(() => say({ kind: 'done', spent: true }));
});
