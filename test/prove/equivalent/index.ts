/** Mutants that no test can kill, because nobody outside can tell them from the original; each with the reason. */
import type { Mutant } from '../mutant';
import { COMBINATORS } from './combinators';
import type { Equivalence } from './equivalence';
import { FUTURES } from './futures';
import { LOOP } from './loop';
import { TASKS } from './tasks';

export const EQUIVALENCES: readonly Equivalence[] = [...COMBINATORS, ...FUTURES, ...LOOP, ...TASKS];

const byId = new Map(EQUIVALENCES.flatMap((equivalence) => equivalence.ids.map((id) => [id, equivalence] as const)));

export function equivalenceOf({ id }: Pick<Mutant, 'id'>): Equivalence | undefined {
  return byId.get(id);
}
