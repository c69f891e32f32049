/** Chapter: AbstractEventLoop. */
import type { Clause } from '../clause';

export const abstract = [] as const satisfies readonly Clause[];
