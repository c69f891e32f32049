/** Chapter: closing. */
import type { Clause } from '../clause';

export const closing = [] as const satisfies readonly Clause[];
