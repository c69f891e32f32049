/** Chapter: watching descriptors. */
import type { Clause } from '../clause';

export const fd = [] as const satisfies readonly Clause[];
