/** Chapter: what sleep, gather, wait and their kin demand. */
import type { Clause } from '../clause';

export const combinators = [] as const satisfies readonly Clause[];
