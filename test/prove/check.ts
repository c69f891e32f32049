/** `npm run prove -- --check`: whether proof.json is about the reference, the clauses and the tests as they are. Runs nothing. */
import { CLAUSES } from '../../spec';
import { allMutants, isCore, isNetwork } from './all-mutants';
import { digestsOf } from './digests';
import { equivalenceOf } from './equivalent';
import type { Mutant } from './mutant';
import type { PartFigures, Proof } from './proof';

/** How many mutants of a part there are. */
export interface Count {
  readonly mutants: number;
  readonly equivalent: number;
}

/** What a proof has to be about. */
export interface Present extends Count {
  readonly digests: Proof['digests'];
  /** Ids of the must clauses. */
  readonly must: readonly string[];
  readonly network: Count;
}

/** `root` is the folder of the compiled layers. */
export function presentOf(root: string): Present {
  const all = allMutants(root);
  return {
    digests: digestsOf(root),
    must: CLAUSES.filter(({ level }) => level === 'must').map(({ id }) => id),
    ...count(all.filter(isCore)),
    network: count(all.filter(isNetwork)),
  };
}

function count(mutants: readonly Mutant[]): Count {
  const equivalent = mutants.filter((mutant) => equivalenceOf(mutant) !== undefined);
  return { mutants: mutants.length, equivalent: equivalent.length };
}

/** What makes `proof` stale; nothing when it is not. */
export function staleness(proof: Proof, present: Present): readonly string[] {
  const stale: string[] = [];
  const names = { mutants: 'mutants', network: 'mutants of the network', clauses: 'clauses', tests: 'tests' } as const;
  for (const part of ['mutants', 'network', 'clauses', 'tests'] as const) {
    if (proof.digests[part] !== present.digests[part]) stale.push(`the ${names[part]} are others by now`);
  }
  const lost = Object.keys(proof.clauses).filter((id) => !present.must.includes(id));
  const unnamed = present.must.filter((id) => !(id in proof.clauses));
  if (lost.length > 0) stale.push(`no must clauses any more: ${lost.join(', ')}`);
  if (unnamed.length > 0) stale.push(`must clauses that the proof does not know: ${unnamed.join(', ')}`);
  stale.push(...miscounted(proof, present), ...miscounted(proof.network, present.network));
  return stale;
}

function miscounted({ mutants, survivors }: PartFigures, present: Count): readonly string[] {
  const stale: string[] = [];
  const { made, killed, surviving, uncovered, equivalent, unjudged } = mutants;
  if (made !== present.mutants) stale.push(`${present.mutants} mutants are to be accounted for, and ${made} are`);
  if (equivalent !== present.equivalent) stale.push(`${present.equivalent} mutants are equivalent, not ${equivalent}`);
  if (killed + surviving + uncovered + equivalent + unjudged !== made)
    stale.push('the fates of the mutants do not add up');
  if (survivors.length !== surviving + uncovered) stale.push('the survivors are not all named');
  return stale;
}
