/** Mutants that no test can kill, because they behave as the original does; each with the reason. */
export const EQUIVALENT: ReadonlyMap<string, string> = new Map<string, string>([]);
