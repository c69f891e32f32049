/**
 * Whether a mutant is killed. A test that fails because the machine is busy would be a false kill, so a failure that time may
 * have caused counts only when the test fails again, alone, with more patience; on the sound reference it passed in the
 * same kind of child.
 */
import { SUITES, testId } from '../../suites';
import { executes, type Coverage, type TestCoverage } from './coverage';
import type { Mutant } from './mutant';
import { runTrial } from './workers';

export interface Kill {
  readonly test: string;
  readonly clause: string;
  readonly says: string;
}

/** A test whose text speaks of time, or of what is collected when the host likes. */
const TIMED = /patience|pause|time|Later|callAt|sleep|silence|collect|performance|Date|wait/i;
const timed = new Set(
  SUITES.flatMap((suite) => suite.tests)
    .filter(({ body }) => TIMED.test(String(body)))
    .map(testId),
);

export class Killing {
  readonly #byId: ReadonlyMap<string, TestCoverage>;

  constructor(readonly coverage: Coverage) {
    this.#byId = new Map(coverage.tests.map((test) => [test.test, test]));
  }

  /** The tests that execute the mutant, the quickest first; when it acts as the reference is loaded, all that use its file. */
  testsOf({ file, reach }: Mutant): readonly TestCoverage[] {
    const running = this.coverage.tests.filter(({ ranges }) => executes(ranges, file, reach));
    if (running.length > 0 || !executes(this.coverage.load, file, reach)) return running;
    const users = this.coverage.tests.filter(({ ranges }) => ranges[file]?.some(([, , count]) => count > 0));
    return users.length > 0 ? users : this.coverage.tests;
  }

  /** The first of the tests to fail on the mutant. */
  async firstKill(mutant: Mutant, tests: readonly TestCoverage[]): Promise<Kill | undefined> {
    let left = tests;
    while (left.length > 0) {
      const failures = await this.#run(mutant, left, 1);
      const failure = failures[0];
      if (failure === undefined) return undefined;
      if (await this.#isGenuine(mutant, failure)) return failure;
      left = left.slice(left.findIndex(({ test }) => test === failure.test) + 1);
    }
    return undefined;
  }

  async #isGenuine(mutant: Mutant, kill: Kill & { readonly lost: boolean }): Promise<boolean> {
    if (!kill.lost && !timed.has(kill.test)) return true;
    const test = this.#byId.get(kill.test);
    if (test === undefined) return true;
    return (await this.#run(mutant, [test], 3)).length > 0;
  }

  async #run(
    mutant: Mutant,
    tests: readonly TestCoverage[],
    patience: number,
  ): Promise<readonly (Kill & { readonly lost: boolean })[]> {
    const limit = (id: string): number => patience * (2000 + 10 * (this.#byId.get(id)?.ms ?? 0));
    const outcome = await runTrial({ mutant, tests: tests.map(({ test }) => test) }, limit);
    if (outcome.unloadable !== undefined) {
      const [first] = tests;
      if (first === undefined) return [];
      return [{ test: first.test, clause: first.clause, says: outcome.unloadable, lost: true }];
    }
    const { lost } = outcome;
    const failures = [...outcome.results].flatMap(([test, says]) =>
      says === null ? [] : [{ test, says, lost: false }],
    );
    if (lost !== undefined) failures.push({ test: lost.test, says: lost.why, lost: true });
    return failures.map((failure) => ({ ...failure, clause: this.#byId.get(failure.test)?.clause ?? '' }));
  }
}
