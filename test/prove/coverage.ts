/** Which tests execute which part of the reference: V8's block coverage, taken after each test. */
import { fork } from 'node:child_process';
import { Session } from 'node:inspector';
import { join, relative, sep } from 'node:path';
import type { TestCase } from '../../suites';
import { bareEnvironment } from './workers';

export interface TestCoverage {
  readonly test: string;
  readonly clause: string;
  readonly ms: number;
  readonly failed: string | null;
  /** `[start, end, count]` of the code that ran, by file relative to the reference's folder. */
  readonly ranges: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}

/** Runs every applicable test once, in a child, and tells what each executed. */
export function measureCoverage(root: string): Promise<readonly TestCoverage[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'coverage.js'), ['--child', root], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: bareEnvironment(),
    });
    const found: TestCoverage[] = [];
    child.on('message', (message) => {
      if (message === 'done') {
        child.kill();
        resolve(found);
      } else found.push(message as TestCoverage);
    });
    child.on('exit', () => {
      reject(new Error('the coverage run died'));
    });
  });
}

interface FunctionCoverage {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** Whether the innermost range around `offset` was executed. */
export function executes(coverage: TestCoverage, file: string, offset: number): boolean {
  let size = Infinity;
  let executed = false;
  for (const [start, end, count] of coverage.ranges[file] ?? []) {
    if (start <= offset && offset < end && end - start <= size) {
      size = end - start;
      executed = count > 0;
    }
  }
  return executed;
}

async function child(root: string): Promise<void> {
  const quiet = (): void => {};
  process.on('unhandledRejection', quiet);
  process.on('uncaughtException', quiet);
  console.error = quiet;
  console.warn = quiet;
  const session = new Session();
  session.connect();
  const post = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error: Error | null, result: unknown) => {
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const suites = require(join(root, 'suites', 'index.js')) as typeof import('../../suites');
  const reference = require(join(root, 'reference', 'index.js')) as typeof import('../../reference');
  const traits = suites.traitsOf(reference.subject);
  const tests: TestCase[] = suites.SUITES.flatMap((suite) => suite.tests);
  const folder = join(root, 'reference') + sep;
  for (const test of tests) {
    if (!suites.applicability(test, traits).applies) continue;
    await post('Profiler.takePreciseCoverage');
    const started = performance.now();
    let failed: string | null = null;
    try {
      await suites.runTest(test, reference.subject, reference.asyncio);
    } catch (error) {
      failed = String(error);
    }
    const ms = performance.now() - started;
    const { result } = (await post('Profiler.takePreciseCoverage')) as {
      result: readonly { url: string; functions: readonly FunctionCoverage[] }[];
    };
    const ranges: Record<string, readonly (readonly [number, number, number])[]> = {};
    for (const script of result) {
      const path = script.url.replace(/^file:\/\//, '');
      if (!path.startsWith(folder)) continue;
      ranges[relative(folder, path)] = script.functions
        .filter((fn) => (fn.ranges[0]?.count ?? 0) > 0)
        .flatMap((fn) => fn.ranges.map((range) => [range.startOffset, range.endOffset, range.count] as const));
    }
    process.send?.({ test: suites.testId(test), clause: test.clause, ms, failed, ranges } satisfies TestCoverage);
  }
  process.send?.('done');
}

if (process.argv[2] === '--child' && process.argv[3] !== undefined) {
  child(process.argv[3]).catch((error: unknown) => {
    console.log(error);
    process.exit(1);
  });
}
