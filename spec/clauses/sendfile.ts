/** Chapter: sendfile. */
import type { Clause } from '../clause';

export const sendfile = [] as const satisfies readonly Clause[];
