/** How a transport begins. Shared by all of them. */
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';

/** connection_made(), then reading, then the news for `waiter`: each is a callback of its own, in this order. */
export function begin(
  callSoon: (callback: () => unknown) => unknown,
  made: () => void,
  read: () => void,
  waiter: contract.Future | null,
): void {
  callSoon(made);
  callSoon(read);
  if (waiter !== null) callSoon(() => setUnlessDone(waiter as contract.Future<null>));
}
