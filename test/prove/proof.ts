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

/** What became of the mutants of one part of the reference. */
export interface PartFigures {
  readonly mutants: Figures;
  /** By folder of the reference. */
  readonly folders: Readonly<Record<string, Figures>>;
  /** Ids of the mutants that no test kills. */
  readonly survivors: readonly string[];
}

/** The core's figures are at the top, and the network's apart. */
export interface Proof extends PartFigures {
  readonly tests: number;
  readonly network: PartFigures;
  readonly must: { readonly clauses: number; readonly proven: number };
  readonly clauses: Readonly<Record<string, ClauseProof>>;
  /** What the proof is about. */
  readonly digests: {
    readonly mutants: string;
    readonly network: string;
    readonly clauses: string;
    readonly tests: string;
  };
}
