/** In which order tests are tried: those first that have killed mutants nearby, then those that are about parts of the reference. */
import type { TestCoverage } from './coverage';
import type { Mutant } from './mutant';

/** What a kill in the same function counts, beside one in the same file, and one for which a test waited in vain. */
const SAME_FUNCTION = 4;
const IN_VAIN = 0.25;
/** So many of those with experience come first. */
const FIRST = 12;

export class Experience {
  /** By file or function, then by test. */
  readonly #kills = new Map<string, Map<string, number>>();

  note(mutant: Pick<Mutant, 'id' | 'file'>, test: string, vain = false): void {
    for (const [place, worth] of placesOf(mutant)) {
      const kills = this.#kills.get(place) ?? new Map<string, number>();
      this.#kills.set(place, kills);
      kills.set(test, (kills.get(test) ?? 0) + worth * (vain ? IN_VAIN : 1));
    }
  }

  /** The most experienced first, then those of parts, which look closest, then the quickest. */
  inOrder(mutant: Pick<Mutant, 'id' | 'file'>, tests: readonly TestCoverage[]): readonly TestCoverage[] {
    const scores = new Map(tests.map((test) => [test, this.#scoreOf(mutant, test)]));
    const score = (test: TestCoverage): number => scores.get(test) ?? 0;
    const quickest = [...tests].sort((a, b) => a.ms - b.ms);
    const experienced = quickest
      .filter((test) => score(test) > 0)
      .sort((a, b) => score(b) - score(a))
      .slice(0, FIRST);
    const chosen = new Set(experienced);
    const others = quickest.filter((test) => !chosen.has(test));
    const isPart = ({ loop }: TestCoverage): boolean => loop === 'parts';
    return [...experienced, ...others.filter(isPart), ...others.filter((test) => !isPart(test))];
  }

  /** What it is likely to tell in a millisecond. */
  #scoreOf(mutant: Pick<Mutant, 'id' | 'file'>, { test, ms }: TestCoverage): number {
    const kills = placesOf(mutant).reduce((sum, [place]) => sum + (this.#kills.get(place)?.get(test) ?? 0), 0);
    return kills / (20 + ms);
  }
}

/** An id names the file, and then the function. */
function placesOf({ id, file }: Pick<Mutant, 'id' | 'file'>): readonly (readonly [string, number])[] {
  return [
    [file, 1],
    [id.slice(0, id.indexOf(':')), SAME_FUNCTION],
  ];
}
