/** Chapter: call_soon_threadsafe. */
import type { Clause } from '../clause';

export const threads = [] as const satisfies readonly Clause[];
