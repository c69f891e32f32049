/** Chapter: policies and child watchers. */
import type { Clause } from '../clause';

export const policy = [] as const satisfies readonly Clause[];
