/**
 * Looks for a fault that the tests of one clause catch, among the mutants that they execute: those first that few other
 * clauses execute, since a fault that fails everything shows that a test can fail, and little about why.
 */
import type { Killing } from './killing';
import type { Mutant } from './mutant';
import type { ClauseProof } from './proof';

/** A mutant that fails no more clauses than this is sharp enough to stop looking. */
const SHARP = 4;
/** How many mutants that the clause's tests kill are compared. */
const COMPARED = 5;
/** How many are tried at all. */
const TRIED = 60;

export async function proveByMutant(
  clause: string,
  mutants: readonly Mutant[],
  killing: Killing,
  before?: ClauseProof,
): Promise<ClauseProof | undefined> {
  const own = killing.coverage.tests.filter((test) => test.clause === clause && test.failed === null);
  const known = before?.by === 'mutant' ? mutants.find(({ id }) => id === before.fault) : undefined;
  const again = known === undefined ? undefined : await killing.firstKill(known, own);
  if (before !== undefined && again !== undefined) return { ...before, says: again.says };
  const candidates = mutants
    .map((mutant) => ({ mutant, tests: killing.testsOf(mutant) }))
    .filter(({ tests }) => tests.some((test) => own.includes(test)))
    .map((candidate) => ({ ...candidate, spread: new Set(candidate.tests.map((test) => test.clause)).size }))
    .sort((a, b) => a.spread - b.spread);
  let best: ClauseProof | undefined;
  let compared = 0;
  for (const { mutant, tests } of candidates.slice(0, TRIED)) {
    const kill = await killing.firstKill(
      mutant,
      tests.filter((test) => own.includes(test)),
    );
    if (kill === undefined) continue;
    const most = best?.fails ?? Infinity;
    const others = tests.filter((test) => test.clause !== clause);
    const fails = 1 + new Set((await killing.allKills(mutant, others, most)).map((other) => other.clause)).size;
    if (fails < most) best = { by: 'mutant', fault: mutant.id, says: kill.says, fails };
    compared += 1;
    if (fails <= SHARP || compared >= COMPARED) break;
  }
  return best;
}
