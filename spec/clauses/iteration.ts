/** Chapter: iterations: polling, ready batches, timers. */
import type { Clause } from '../clause';

export const iteration = [] as const satisfies readonly Clause[];
