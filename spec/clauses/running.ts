/** Chapter: running and stopping. */
import type { Clause } from '../clause';

export const running = [] as const satisfies readonly Clause[];
