/** Chapter: subprocesses. */
import type { Clause } from '../clause';

export const subprocess = [] as const satisfies readonly Clause[];
