/** Chapter: datagrams. */
import type { Clause } from '../clause';

export const datagram = [] as const satisfies readonly Clause[];
