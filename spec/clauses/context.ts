/** Chapter: contexts. */
import type { Clause } from '../clause';

export const context = [] as const satisfies readonly Clause[];
