/** Chapter: BaseEventLoop and its successors. */
import type { Clause } from '../clause';

export const extension = [] as const satisfies readonly Clause[];
