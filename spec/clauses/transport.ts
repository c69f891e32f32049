/** Chapter: transports. */
import type { Clause } from '../clause';

export const transport = [] as const satisfies readonly Clause[];
