/** Chapter: servers. */
import type { Clause } from '../clause';

export const server = [] as const satisfies readonly Clause[];
