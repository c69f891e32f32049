/** Chapter: pipes. */
import type { Clause } from '../clause';

export const pipe = [] as const satisfies readonly Clause[];
