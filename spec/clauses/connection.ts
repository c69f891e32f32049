/** Chapter: connections. */
import type { Clause } from '../clause';

export const connection = [] as const satisfies readonly Clause[];
