/** Whether a mutant is killed: which tests it is tried against, and in which order. */
import { SUITES, testId } from '../../suites';
import { isNetwork } from './all-mutants';
import { executes, type Coverage, type TestCoverage } from './coverage';
import { Experience } from './experience';
import { isOfNetwork } from './loops';
import type { Mutant } from './mutant';
import type { Candidate } from './trial';
import { runTrial } from './workers';

const ofNetwork = new Set(SUITES.flatMap((suite) => suite.tests.filter(isOfNetwork)).map(testId));

/**
 * Milliseconds that the suites' tests of one mutant of the network take at most, on the sound reference: where hundreds run it, the
 * likeliest and the quickest tell. Those of parts are few, and tried all.
 */
const MOST = 3000;

export class Killing {
  readonly experience = new Experience();

  constructor(
    readonly coverages: readonly Coverage[],
    readonly thorough = false,
  ) {}

  /**
   * The tests that execute the mutant, the likeliest to kill first; when it acts as the reference is loaded, all that use its file.
   * A mutant of the core is tried on the reference and by the tests of its parts, not on the second loop.
   */
  testsOf(mutant: Mutant): readonly Candidate[] {
    const coverages = isNetwork(mutant) ? this.coverages : this.coverages.filter(({ loop }) => loop !== 'selector');
    const running = coverages.flatMap(({ tests }) =>
      tests.filter(({ ranges }) => executes(ranges, mutant.file, mutant.reach)),
    );
    const tests = running.length > 0 ? running : coverages.flatMap((coverage) => usersOf(coverage, mutant));
    const ordered = this.experience.inOrder(mutant, tests);
    let left = isNetwork(mutant) && !this.thorough ? MOST : Infinity;
    return ordered
      .filter(({ loop, ms }) => {
        if (loop !== 'parts') left -= ms;
        return loop === 'parts' || left >= 0;
      })
      .map(({ loop, test, ms }) => ({ loop, test, ms }));
  }

  /** A test that fails on the mutant, and passes without it. */
  async firstKill(mutant: Mutant, tests: readonly Candidate[]): Promise<Candidate | undefined> {
    let left = tests;
    let fresh = false;
    while (left.length > 0) {
      const { killer, vain, lost, unsound } = await this.#try(mutant, left, { fresh, slack: 1, soundFirst: false });
      if (killer !== undefined) return this.#learn(mutant, killer, vain === true);
      if (lost !== undefined) {
        const confirmed = await this.#try(mutant, [lost], { fresh: true, slack: 3, soundFirst: true });
        if (confirmed.killer !== undefined || confirmed.lost !== undefined) return this.#learn(mutant, lost, true);
        left = left.slice(left.indexOf(lost) + 1);
      } else if (unsound === undefined) return undefined;
      // The process may be what an earlier mutant has made of it; in a new one, it is the test.
      else if (fresh) left = left.filter((test) => test !== unsound);
      else fresh = true;
    }
    return undefined;
  }

  #learn(mutant: Mutant, killer: Candidate, vain: boolean): Candidate {
    this.experience.note(mutant, killer.test, vain);
    return killer;
  }

  #try(
    mutant: Mutant,
    tests: readonly Candidate[],
    { soundFirst, ...options }: { readonly fresh: boolean; readonly slack: number; readonly soundFirst: boolean },
  ): ReturnType<typeof runTrial> {
    const wire = tests.some(({ test }) => ofNetwork.has(test));
    return runTrial({ mutant, tests, wire, soundFirst }, options);
  }
}

/** Of a mutant that no test runs, and that is run as the reference is loaded. */
function usersOf({ tests, load }: Coverage, { file, reach }: Mutant): readonly TestCoverage[] {
  if (!executes(load, file, reach)) return [];
  const users = tests.filter(({ ranges }) => ranges[file]?.some(([, , count]) => count > 0));
  return users.length > 0 ? users : tests;
}
