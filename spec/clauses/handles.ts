/** Chapter: handles. */
import type { Clause } from '../clause';

export const handles = [] as const satisfies readonly Clause[];
