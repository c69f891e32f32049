/** The selector of NodeEventLoop. */
import type { HostTimers } from '../loop/host';
import { TimerSelector } from '../loop/timer-selector';
import { nodeTimers } from './node-timers';

/** Waits by node's own turns and timers. */
export class NodeSelector extends TimerSelector {
  /** @param host The host's means, so that a test can bring its own. */
  constructor(host: HostTimers = nodeTimers) {
    super(host);
  }
}
