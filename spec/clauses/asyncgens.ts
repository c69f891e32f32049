/** Chapter: asynchronous generators. */
import type { Clause } from '../clause';

export const asyncgens = [] as const satisfies readonly Clause[];
