/** Chapter: coroutines. */
import type { Clause } from '../clause';

export const coroutine = [] as const satisfies readonly Clause[];
