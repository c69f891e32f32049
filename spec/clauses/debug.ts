/** Chapter: debug mode. */
import type { Clause } from '../clause';

export const debug = [] as const satisfies readonly Clause[];
