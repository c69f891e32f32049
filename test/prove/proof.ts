/** What `npm run prove` records in proof.json. */
export interface ClauseProof {
  /** What the clause's tests were seen to catch. */
  readonly by: 'broken loop' | 'nothing';
  /** The broken loop's fault, or why there is none. */
  readonly fault: string;
}

export interface Figures {
  readonly made: number;
  readonly killed: number;
  /** Run by a test, and killed by none. */
  readonly surviving: number;
  /** Run by no test. */
  readonly uncovered: number;
  /** Behaves as the original does; see equivalent/. */
  readonly equivalent: number;
  /** There was no time for it: nothing is known. */
  readonly unjudged: number;
}

export interface Proof {
  readonly tests: number;
  readonly mutants: Figures;
  /** By folder of the reference. */
  readonly folders: Readonly<Record<string, Figures>>;
  readonly must: { readonly clauses: number; readonly proven: number };
  readonly clauses: Readonly<Record<string, ClauseProof>>;
  /** Ids of the mutants that no test kills. */
  readonly survivors: readonly string[];
  /** What the proof is about. */
  readonly digests: { readonly mutants: string; readonly clauses: string; readonly tests: string };
}
