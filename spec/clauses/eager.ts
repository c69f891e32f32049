/** Chapter: eager tasks. */
import type { Clause } from '../clause';

export const eager = [] as const satisfies readonly Clause[];
