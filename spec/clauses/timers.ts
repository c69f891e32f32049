/** Chapter: time and timers. */
import type { Clause } from '../clause';

export const timers = [] as const satisfies readonly Clause[];
