/** The loop that newEventLoop() gives: the host's. */
import { NodeEventLoop } from './node-event-loop';

export function newEventLoop(): NodeEventLoop {
  return new NodeEventLoop();
}
