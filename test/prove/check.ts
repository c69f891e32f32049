/** `npm run prove -- --check`: whether proof.json is about the reference, the clauses and the tests as they are. Runs nothing. */
import { CLAUSES } from '../../spec';
import { allMutants, isCore } from './all-mutants';
import { digestsOf } from './digests';
import { equivalenceOf } from './equivalent';
import type { Proof } from './proof';

/** What a proof has to be about. */
export interface Present {
  readonly digests: Proof['digests'];
  /** Ids of the must clauses. */
  readonly must: readonly string[];
  readonly mutants: number;
  readonly equivalent: number;
}

/** `root` is the folder of the compiled layers. */
export function presentOf(root: string): Present {
  const core = allMutants(root).filter(isCore);
  return {
    digests: digestsOf(root),
    must: CLAUSES.filter(({ level }) => level === 'must').map(({ id }) => id),
    mutants: core.length,
    equivalent: core.filter((mutant) => equivalenceOf(mutant) !== undefined).length,
  };
}

/** What makes `proof` stale; nothing when it is not. */
export function staleness(proof: Proof, present: Present): readonly string[] {
  const stale: string[] = [];
  for (const part of ['mutants', 'clauses', 'tests'] as const) {
    if (proof.digests[part] !== present.digests[part]) stale.push(`the ${part} are others by now`);
  }
  const lost = Object.keys(proof.clauses).filter((id) => !present.must.includes(id));
  const unnamed = present.must.filter((id) => !(id in proof.clauses));
  if (lost.length > 0) stale.push(`no must clauses any more: ${lost.join(', ')}`);
  if (unnamed.length > 0) stale.push(`must clauses that the proof does not know: ${unnamed.join(', ')}`);
  const { made, killed, surviving, uncovered, equivalent, unjudged } = proof.mutants;
  if (made !== present.mutants) stale.push(`${present.mutants} mutants are to be accounted for, and ${made} are`);
  if (equivalent !== present.equivalent) stale.push(`${present.equivalent} mutants are equivalent, not ${equivalent}`);
  if (killed + surviving + uncovered + equivalent + unjudged !== made)
    stale.push('the fates of the mutants do not add up');
  if (proof.survivors.length !== surviving + uncovered) stale.push('the survivors are not all named');
  return stale;
}
