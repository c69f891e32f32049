/** Chapter: call_soon. */
import type { Clause } from '../clause';

export const callbacks = [] as const satisfies readonly Clause[];
