/** Chapter: sock_recv, sock_sendall and their kin. */
import type { Clause } from '../clause';

export const sock = [] as const satisfies readonly Clause[];
