/** Mutants that are no faults as regards the contract, for one reason. */
export interface Equivalence {
  readonly reason: string;
  /** Of the mutants' ids. */
  readonly ids: readonly string[];
}
