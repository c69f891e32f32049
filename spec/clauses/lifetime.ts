/** Chapter: task lifetime. */
import type { Clause } from '../clause';

export const lifetime = [] as const satisfies readonly Clause[];
