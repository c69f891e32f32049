/**
 * Whether a mutant is killed. A test that fails because the machine is busy would be a false kill, so a failure that time may
 * have caused counts only when the test fails again, alone, with more patience; on the sound reference it passed in the
 * same kind of child.
 */
import { SUITES, testId } from '../../suites';
import { isNetwork } from './all-mutants';
import { executes, type Coverage, type TestCoverage } from './coverage';
import { isOfNetwork, LOOPS } from './loops';
import type { Mutant } from './mutant';
import { runTrial } from './workers';

export interface Kill {
  readonly test: string;
  readonly clause: string;
  readonly says: string;
}

interface Failure extends Kill {
  readonly doubtful: boolean;
}

/** A test whose text speaks of time, or of what is collected when the host likes. */
const TIMED = /patience|pause|time|Later|callAt|sleep|silence|collect|performance|Date|wait/i;
const TESTS = SUITES.flatMap((suite) => suite.tests);
const timed = new Set(TESTS.filter(({ body }) => TIMED.test(String(body))).map(testId));
const ofNetwork = new Set(TESTS.filter(isOfNetwork).map(testId));

/** The share of a test's patience in a first trial and in the one that confirms it: who breaks a connection makes it wait in vain. */
const HASTE = { first: 0.3, confirming: 0.6 };
/** Tests that one mutant of the network is tried against at most: where hundreds run it, the quickest tell. */
const MOST = 150;

export class Killing {
  readonly #byId: ReadonlyMap<string, TestCoverage>;

  constructor(readonly coverages: readonly Coverage[]) {
    this.#byId = new Map(coverages.flatMap(({ tests }) => tests.map((test) => [test.test, test] as const)));
  }

  /**
   * The tests that execute the mutant, the quickest first; when it acts as the reference is loaded, all that use its file. A mutant
   * of the core is tried on the reference alone.
   */
  testsOf(mutant: Mutant): readonly TestCoverage[] {
    if (!isNetwork(mutant)) return this.coverages.slice(0, 1).flatMap((coverage) => testsIn(coverage, mutant));
    const tests = this.coverages.flatMap((coverage) => testsIn(coverage, mutant)).sort((a, b) => a.ms - b.ms);
    return tests.slice(0, MOST);
  }

  /** The first of the tests to fail on the mutant. */
  async firstKill(mutant: Mutant, tests: readonly TestCoverage[]): Promise<Kill | undefined> {
    for (const loop of LOOPS) {
      let left = tests.filter((test) => test.loop === loop);
      while (left.length > 0) {
        const [failure] = await this.#run(mutant, left, false);
        if (failure === undefined) break;
        const failed = left.findIndex(({ test }) => test === failure.test);
        const again = left.slice(failed, failed + 1);
        if (!failure.doubtful || (await this.#run(mutant, again, true)).length > 0) return failure;
        left = left.slice(failed + 1);
      }
    }
    return undefined;
  }

  /** Runs tests of one loop until one fails. */
  async #run(mutant: Mutant, tests: readonly TestCoverage[], confirming: boolean): Promise<readonly Failure[]> {
    const [first] = tests;
    if (first === undefined) return [];
    const patience = isNetwork(mutant) ? HASTE[confirming ? 'confirming' : 'first'] : 1;
    const limit = (id: string): number => (confirming ? 3 : 1) * (2000 + 10 * (this.#byId.get(id)?.ms ?? 0));
    const ids = tests.map(({ test }) => test);
    const wire = ids.some((id) => ofNetwork.has(id));
    const outcome = await runTrial({ mutant, loop: first.loop, tests: ids, patience, wire }, limit);
    if (outcome.unloadable !== undefined) {
      return [{ test: first.test, clause: first.clause, says: outcome.unloadable, doubtful: true }];
    }
    const failures = [...outcome.results].flatMap(([test, says]) =>
      says === null ? [] : [{ test, says, doubtful: timed.has(test) }],
    );
    const { lost } = outcome;
    if (lost !== undefined) failures.push({ test: lost.test, says: lost.why, doubtful: true });
    return failures.map((failure) => ({ ...failure, clause: this.#byId.get(failure.test)?.clause ?? '' }));
  }
}

function testsIn({ tests, load }: Coverage, { file, reach }: Mutant): readonly TestCoverage[] {
  const running = tests.filter(({ ranges }) => executes(ranges, file, reach));
  if (running.length > 0 || !executes(load, file, reach)) return running;
  const users = tests.filter(({ ranges }) => ranges[file]?.some(([, , count]) => count > 0));
  return users.length > 0 ? users : tests;
}
