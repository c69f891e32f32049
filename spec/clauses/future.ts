/** Chapter: Future. */
import type { Clause } from '../clause';

export const future = [] as const satisfies readonly Clause[];
