/** Which tests execute which part of the reference: V8's block coverage, taken after each test. */
import { fork } from 'node:child_process';
import { Session } from 'node:inspector';
import { join, relative, sep } from 'node:path';
import { openLoop, reachesHost, type Place } from './loops';
import { partTests, runPart } from './parts';
import { bareEnvironment } from '../child-environment';

/** `[start, end, count]` of code that ran, by file relative to the reference's folder. */
export type Ranges = Readonly<Record<string, readonly (readonly [number, number, number])[]>>;

/** Of one test on one loop. */
export interface TestCoverage {
  readonly loop: Place;
  readonly test: string;
  readonly clause: string;
  readonly ms: number;
  readonly failed: string | null;
  readonly ranges: Ranges;
}

export interface Coverage {
  readonly loop: Place;
  readonly tests: readonly TestCoverage[];
  /** What ran when the reference was loaded: every test depends on it. */
  readonly load: Ranges;
}

/** The tests to run: all, or those that tell something about the network. */
export type Wanted = 'all' | 'network';

/** Runs every applicable test that is wanted once on a loop, in a child, and tells what each executed. */
export function measureCoverage(root: string, loop: Place, wanted: Wanted): Promise<Coverage> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'coverage.js'), ['--child', root, loop, wanted], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: bareEnvironment(),
    });
    const tests: TestCoverage[] = [];
    let load: Ranges = {};
    child.on('message', (message: TestCoverage | { readonly load: Ranges } | 'done') => {
      if (message === 'done') {
        child.kill();
        resolve({ loop, tests, load });
      } else if ('load' in message) load = message.load;
      else tests.push(message);
    });
    child.on('exit', () => {
      reject(new Error('the coverage run died'));
    });
  });
}

/** Whether the innermost range around `offset` was executed. */
export function executes(ranges: Ranges, file: string, offset: number): boolean {
  let size = Infinity;
  let executed = false;
  for (const [start, end, count] of ranges[file] ?? []) {
    if (start <= offset && offset < end && end - start <= size) {
      size = end - start;
      executed = count > 0;
    }
  }
  return executed;
}

/** On a busy machine a test may fail by itself. */
const RUNS = 3;
/** Milliseconds. */
const PATIENCE = 5000;

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** Functions that ran, and those inside them that did not: they would count as run by what surrounds them. */
function told(functions: readonly (readonly Range[])[]): readonly (readonly [number, number, number])[] {
  const ran = functions.flatMap(([whole]) => (whole !== undefined && whole.count > 0 ? [whole] : []));
  return functions
    .filter(([whole]) =>
      ran.some(({ startOffset, endOffset }) => {
        return whole !== undefined && startOffset <= whole.startOffset && whole.endOffset <= endOffset;
      }),
    )
    .flatMap((of) => of.map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count] as const));
}

async function child(root: string, name: Place, wanted: Wanted): Promise<void> {
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
  const folder = join(root, 'reference') + sep;
  const take = async (): Promise<Ranges> => {
    const { result } = (await post('Profiler.takePreciseCoverage')) as { readonly result: readonly ScriptCoverage[] };
    const ranges: Record<string, readonly (readonly [number, number, number])[]> = {};
    for (const script of result) {
      const path = script.url.replace(/^file:\/\//, '');
      if (!path.startsWith(folder)) continue;
      ranges[relative(folder, path).replaceAll(sep, '/')] = told(script.functions.map((fn) => fn.ranges));
    }
    return ranges;
  };
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const suites = require(join(root, 'suites', 'index.js')) as typeof import('../../suites');
  const { subject, asyncio } = openLoop(root, name === 'parts' ? 'reference' : name);
  process.send?.({ load: await take() });
  const measure = async (test: string, clause: string, run: () => Promise<unknown>): Promise<void> => {
    let failed: string | null = 'not run';
    let ms = 0;
    let ranges: Ranges = {};
    for (let runs = 0; runs < RUNS && failed !== null; runs++) {
      await take();
      const started = performance.now();
      failed = await run().then(() => null, String);
      ms = performance.now() - started;
      ranges = await take();
    }
    process.send?.({ loop: name, test, clause, ms, failed, ranges } satisfies TestCoverage);
  };
  if (name === 'parts')
    for (const { test } of partTests(root)) await measure(test, '', () => runPart(root, test, PATIENCE));
  else {
    const traits = suites.traitsOf(subject);
    for (const test of suites.SUITES.flatMap((suite) => suite.tests)) {
      if (wanted === 'network' && !reachesHost(test)) continue;
      if (!suites.applicability(test, traits).applies) continue;
      await measure(suites.testId(test), test.clause, () => suites.runTest(test, subject, asyncio));
    }
  }
  process.send?.('done');
}

const [, , role, root, loop, wanted] = process.argv;
if (role === '--child' && root !== undefined) {
  child(root, loop as Place, wanted as Wanted).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
