/** Chapter: signals. */
import type { Clause } from '../clause';

export const signals = [] as const satisfies readonly Clause[];
