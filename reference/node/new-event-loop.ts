/** The loop that newEventLoop() gives: the host's. */
import { NodeEventLoop } from './node-event-loop';

/** asyncio.new_event_loop(). */
export function newEventLoop(): NodeEventLoop {
  return new NodeEventLoop();
}
