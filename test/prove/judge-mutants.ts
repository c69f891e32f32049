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
const STEP = 50;

export async function judgeMutants(
  mutants: readonly Mutant[],
  killing: Killing,
  verdicts: Verdicts,
  jobs: number,
  say: (text: string) => void,
  /** As performance.now() counts. */
  deadline = Infinity,
): Promise<readonly Judged[]> {
  const fates = new Map<Mutant, Fate>();
  const open: Mutant[] = [];
  for (const mutant of mutants) {
    const tests = killing.testsOf(mutant);
    if (equivalenceOf(mutant) !== undefined) fates.set(mutant, 'equivalent');
    else if (tests.length === 0) fates.set(mutant, 'uncovered');
    else if (verdicts.isKilled(mutant)) fates.set(mutant, 'killed');
    else if (verdicts.survived(mutant)) fates.set(mutant, 'surviving');
    else open.push(mutant);
  }
  say(`judging ${open.length} of ${mutants.length} mutants; what became of ${fates.size} is known ...`);
  let count = 0;
  await inParallel(open, jobs, async (mutant) => {
    if (performance.now() > deadline) {
      fates.set(mutant, 'unjudged');
      return;
    }
    const tests = killing.testsOf(mutant);
    const kill = await killing.firstKill(mutant, tests);
    if (kill === undefined) verdicts.noteSurvival(mutant);
    else verdicts.noteKill(mutant, kill.test);
    fates.set(mutant, kill === undefined ? 'surviving' : 'killed');
    count += 1;
    if (count % STEP !== 0) return;
    verdicts.save();
    say(`  ${count} judged`);
  });
  for (const mutant of mutants) {
    const fate = fates.get(mutant);
    if (fate === 'surviving' || fate === 'uncovered') say(`  ${fate}: ${mutant.id}`);
  }
  return mutants.map((mutant) => ({ mutant, fate: fates.get(mutant) ?? 'uncovered' }));
}
