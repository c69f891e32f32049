/** Chapter: TLS. */
import type { Clause } from '../clause';

export const tls = [] as const satisfies readonly Clause[];
