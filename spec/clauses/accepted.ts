/** Chapter: connect_accepted_socket. */
import type { Clause } from '../clause';

export const accepted = [] as const satisfies readonly Clause[];
