/** What clauses cost to test, in milliseconds: measured, since a few of them take a hundred times as long as most. */

export type WeightOf = (clause: string) => number;

interface Durations {
  /** The mean of the clauses that are not listed. */
  readonly others: number;
  readonly clauses: Readonly<Record<string, number>>;
}

/** Measured on the reference when the kit was built: `npm run durations`. */
export function shippedWeights(): WeightOf {
  const { others, clauses } = require('./durations.json') as Durations;
  return (clause) => clauses[clause] ?? others;
}

/** What is read of a record. */
export interface Measured {
  readonly clauses: readonly {
    readonly id: string;
    readonly status: string;
    readonly tests: readonly { readonly durationMs: number }[];
  }[];
}

/** As an earlier run measured them; a clause that it did not test counts as its mean one. */
export function weightsOf({ clauses }: Measured): WeightOf {
  const measured = new Map(
    clauses
      .filter(({ status }) => status !== 'notRun')
      // Every test costs something beside the time it takes itself.
      .map(({ id, tests }) => [id, tests.reduce((sum, { durationMs }) => sum + durationMs + 1, 0)]),
  );
  const mean = [...measured.values()].reduce((sum, ms) => sum + ms, 0) / Math.max(1, measured.size);
  return (clause) => measured.get(clause) ?? mean;
}
