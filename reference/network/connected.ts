/** What every way to a transport ends with. */
import type { BaseTransport, Coroutine, Future } from '../../spec';

/** Waits for the transport's word that the protocol is connected; closes the transport when that fails. */
export function* untilConnected(transport: BaseTransport, waiter: Future): Coroutine<void> {
  try {
    yield* waiter;
  } catch (error) {
    transport.close();
    throw error;
  }
}
