/** The clock, the turns and the timers of a web page. */
import type { HostTimers } from '../loop/host';

/** A message is delivered in a turn of its own, and unlike a timer of 0 it is never held back for some milliseconds. */
const turns = new MessageChannel();
const waiting: (() => void)[] = [];
const receiver = turns.port1 as unknown as { onmessage: () => void };
receiver.onmessage = () => waiting.shift()?.();

export const webTimers: HostTimers = {
  now: () => performance.now(),
  setTimer: (action, milliseconds) => setTimeout(action, milliseconds),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  afterPoll(action) {
    waiting.push(action);
    turns.port2.postMessage(null);
  },
};
