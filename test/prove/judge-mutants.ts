/** Decides the fate of each mutant: killed, surviving, run by no test, or equivalent. */
import type { Killing } from './killing';
import { equivalenceOf } from './equivalent';
import type { Mutant } from './mutant';
import type { Verdicts } from './verdicts';
import { inParallel } from './workers';

export type Fate = 'killed' | 'surviving' | 'uncovered' | 'equivalent';
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
): Promise<readonly Judged[]> {
  const fates = new Map<Mutant, Fate>();
  const open: Mutant[] = [];
  for (const mutant of mutants) {
    if (equivalenceOf(mutant) !== undefined) fates.set(mutant, 'equivalent');
    else if (verdicts.isKilled(mutant)) fates.set(mutant, 'killed');
    else open.push(mutant);
  }
  say(`judging ${open.length} of ${mutants.length} mutants; ${fates.size} are known to be killed or equivalent ...`);
  let count = 0;
  await inParallel(open, jobs, async (mutant) => {
    const tests = killing.testsOf(mutant);
    const kill = await killing.firstKill(mutant, tests);
    verdicts.note(mutant, kill?.test);
    const fate = kill !== undefined ? 'killed' : tests.length === 0 ? 'uncovered' : 'surviving';
    fates.set(mutant, fate);
    if (fate !== 'killed') say(`  ${fate}: ${mutant.id}`);
    count += 1;
    if (count % STEP !== 0) return;
    verdicts.save();
    say(`  ${count} judged`);
  });
  return mutants.map((mutant) => ({ mutant, fate: fates.get(mutant) ?? 'uncovered' }));
}
