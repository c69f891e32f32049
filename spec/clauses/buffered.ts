/** Chapter: protocols that bring a buffer. */
import type { Clause } from '../clause';

export const buffered = [] as const satisfies readonly Clause[];
