/** Chapter: names. */
import type { Clause } from '../clause';

export const dns = [] as const satisfies readonly Clause[];
