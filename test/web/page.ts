/** What the page runs: the suites on the reference's loop for web pages. Nothing of node is there but what the suites ask for. */
import { asyncio, subject } from '../../reference/web';
import type { Suite } from '../../suites';

export interface Verdict {
  readonly test: string;
  readonly chapter: string;
  /** What the failure said; `null` when the test passed. */
  readonly failure: string | null;
}

const CHAPTERS = [
  ...['running', 'closing', 'current', 'iteration', 'callbacks', 'handles', 'timers', 'context', 'errors', 'runner'],
  ...['extension', 'abstract', 'future', 'task', 'eager', 'lifetime', 'coroutine', 'combinators'],
];

async function certify(): Promise<readonly Verdict[]> {
  // Loaded late, when what the suites need of the host is there; the reference was loaded without.
  const { applicability, runTest, testId, traitsOf } =
    require('../../suites/support') as typeof import('../../suites/support');
  const verdicts: Verdict[] = [];
  for (const chapter of CHAPTERS) {
    const [suites = []] = Object.values(
      require(`../../suites/${chapter}/index.js`) as Record<string, readonly Suite[]>,
    );
    for (const test of suites.flatMap((suite) => suite.tests)) {
      if (!applicability(test, traitsOf(subject)).applies) continue;
      const failure = await runTest(test, subject, asyncio).then(() => null, String);
      verdicts.push({ test: testId(test), chapter, failure });
    }
  }
  return verdicts;
}

/** A program on a page that has nothing of node: what it saw, in order. */
async function program(): Promise<readonly unknown[]> {
  const trace: unknown[] = [typeof process, typeof setImmediate];
  await asyncio.run(
    (function* () {
      const loop = asyncio.getRunningLoop();
      loop.callSoon(() => trace.push('soon'));
      const started = loop.time();
      yield* asyncio.sleep(0.01);
      trace.push(loop.time() - started >= 0.01);
      trace.push(yield* loop.runInExecutor(null, (a: number, b: number) => a + b, [1, 2]));
      return null;
    })(),
  );
  return trace;
}

Object.assign(globalThis, { program, certify });
