/** What `npm run prove` records. */
export interface ClauseProof {
  /** What the clause's test was seen to catch. */
  readonly by: 'broken loop' | 'mutant' | 'nothing';
  /** The broken loop's fault, the mutant's id, or why there is none. */
  readonly fault: string;
  /** How many clauses fail on the mutant, as far as they were tried: the fewer, the sharper the proof. */
  readonly fails?: number;
}

export interface Proof {
  /** How many tests there were. */
  readonly tests: number;
  readonly mutants: {
    readonly made: number;
    readonly killed: number;
    readonly surviving: number;
    readonly uncovered: number;
    readonly equivalent: number;
  };
  readonly must: { readonly clauses: number; readonly proven: number };
  readonly clauses: Readonly<Record<string, ClauseProof>>;
  /** Identifies the mutants of the reference that the figures are about. */
  readonly mutantsDigest: string;
  /** Ids of the mutants that no test kills. */
  readonly survivors: readonly string[];
}
