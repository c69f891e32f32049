/** Chapter: executors. */
import type { Clause } from '../clause';

export const executor = [] as const satisfies readonly Clause[];
