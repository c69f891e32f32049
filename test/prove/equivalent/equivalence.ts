/** A kind of mutant that no test can kill, because nobody outside can tell it from the original. */
export interface Equivalence {
  readonly reason: string;
  /** Of the mutants' ids. */
  readonly ids: readonly string[];
}
