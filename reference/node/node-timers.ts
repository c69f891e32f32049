/** The clock, the turns and the timers of node. */
import { performance } from 'node:perf_hooks';
import type { HostTimers } from '../loop/host';

export const nodeTimers: HostTimers = {
  now: () => performance.now(),
  setTimer: (action, milliseconds) => setTimeout(action, milliseconds),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  afterPoll: (action) => {
    setImmediate(action);
  },
};
