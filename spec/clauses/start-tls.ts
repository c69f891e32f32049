/** Chapter: start_tls. */
import type { Clause } from '../clause';

export const startTls = [] as const satisfies readonly Clause[];
