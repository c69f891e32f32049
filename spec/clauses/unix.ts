/** Chapter: unix sockets. */
import type { Clause } from '../clause';

export const unix = [] as const satisfies readonly Clause[];
