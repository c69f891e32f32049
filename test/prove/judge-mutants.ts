/** Decides the fate of each mutant: killed, surviving, run by no test, equivalent, or not judged for want of time. */
import type { Killing } from './killing';
import { equivalenceOf } from './equivalent';
import type { Mutant } from './mutant';
import type { Verdicts } from './verdicts';
import { inParallel } from './workers';

export type Fate = 'killed' | 'surviving' | 'uncovered' | 'equivalent' | 'unjudged';
export interface Judged {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** Mutants between two notes of how far the run is, at which the verdicts are saved too. */
const STEP = 20;

/** Notes what becomes of each of the mutants. */
export async function judgeMutants(
  mutants: readonly Mutant[],
  killing: Killing,
  verdicts: Verdicts,
  jobs: number,
  say: (text: string) => void,
  /** As performance.now() counts. */
  deadline = Infinity,
): Promise<void> {
  let count = 0;
  await inParallel(mutants, jobs, async (mutant) => {
    if (performance.now() > deadline) return;
    const tests = killing.testsOf(mutant);
    const kill = await killing.firstKill(mutant, tests);
    if (kill !== undefined) verdicts.noteKill(mutant, kill.test);
    else if (tests.length > 0) verdicts.noteSurvival(mutant);
    else verdicts.noteUncovered(mutant);
    if (kill === undefined) say(`  ${tests.length === 0 ? 'uncovered' : 'surviving'}: ${mutant.id}`);
    count += 1;
    if (count % STEP !== 0) return;
    verdicts.save();
    say(`  ${count} judged`);
  });
}

/** Those of which something is to be found out. */
export function openOf(mutants: readonly Mutant[], verdicts: Verdicts): readonly Mutant[] {
  return mutants.filter((mutant) => equivalenceOf(mutant) === undefined && verdicts.isOpen(mutant));
}

/** What is known of each. */
export function fatesOf(mutants: readonly Mutant[], verdicts: Verdicts): readonly Judged[] {
  return mutants.map((mutant) => ({
    mutant,
    fate: equivalenceOf(mutant) === undefined ? verdicts.fateOf(mutant) : 'equivalent',
  }));
}
