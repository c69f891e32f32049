/** Chapter: exception handling. */
import type { Clause } from '../clause';

export const errors = [] as const satisfies readonly Clause[];
