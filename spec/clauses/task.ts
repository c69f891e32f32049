/** Chapter: Task. */
import type { Clause } from '../clause';

export const task = [] as const satisfies readonly Clause[];
