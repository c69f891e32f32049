/** Chapter: the current and the running loop. */
import type { Clause } from '../clause';

export const current = [] as const satisfies readonly Clause[];
