/** A small fault in one of the reference's compiled modules. */
export interface Mutant {
  /** Names file, enclosing function, operator and text, so that it survives edits elsewhere in the file. */
  readonly id: string;
  /** Path relative to the reference's folder. */
  readonly file: string;
  readonly line: number;
  /** Offsets in the source that the fault replaces. */
  readonly start: number;
  readonly end: number;
  /** What runs the code at this offset may see the fault. */
  readonly reach: number;
  readonly original: string;
  readonly replacement: string;
}

/** The source with the fault in it. */
export function applyMutant(mutant: Mutant, text: string): string {
  return text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end);
}
