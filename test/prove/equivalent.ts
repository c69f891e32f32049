/** Mutants that no test can kill, because they behave as the original does; each with the reason. */
import type { Mutant } from './mutant';

interface Equivalence {
  readonly reason: string;
  /** Of the mutants' ids. */
  readonly ids: readonly (string | RegExp)[];
}

export const EQUIVALENCES: readonly Equivalence[] = [];

export function equivalenceOf({ id }: Pick<Mutant, 'id'>): Equivalence | undefined {
  return EQUIVALENCES.find(({ ids }) =>
    ids.some((entry) => (typeof entry === 'string' ? entry === id : entry.test(id))),
  );
}
