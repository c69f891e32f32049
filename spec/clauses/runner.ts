/** Chapter: Runner and run. */
import type { Clause } from '../clause';

export const runner = [] as const satisfies readonly Clause[];
