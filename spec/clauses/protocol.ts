/** Chapter: protocols. */
import type { Clause } from '../clause';

export const protocol = [] as const satisfies readonly Clause[];
