/** Chapter: the private methods that carry connections. */
import type { Clause } from '../clause';

export const privateMethods = [] as const satisfies readonly Clause[];
