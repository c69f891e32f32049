/**
 * Mutants that no test is to kill, each with the reason: nobody outside can tell them from the original, or what they change is
 * what the contract leaves open.
 */
import type { Mutant } from '../mutant';
import { COMBINATORS } from './combinators';
import type { Equivalence } from './equivalence';
import { FUTURES } from './futures';
import { LOOP } from './loop';
import { NETWORK } from './network';
import { SOCKETS } from './sockets';
import { TASKS } from './tasks';

export const EQUIVALENCES: readonly Equivalence[] = [
  ...COMBINATORS,
  ...FUTURES,
  ...LOOP,
  ...NETWORK,
  ...SOCKETS,
  ...TASKS,
];

const byId = new Map(EQUIVALENCES.flatMap((equivalence) => equivalence.ids.map((id) => [id, equivalence] as const)));

export function equivalenceOf({ id }: Pick<Mutant, 'id'>): Equivalence | undefined {
  return byId.get(id);
}
