/** The timers that a loop is asked for. */
import type { AbstractEventLoop, TimerHandle } from '../../spec';

/** The handles of all call_later() from now on, in the order of the calls. */
export function recordTimers(loop: AbstractEventLoop): readonly TimerHandle[] {
  const handles: TimerHandle[] = [];
  const callLater = loop.callLater.bind(loop);
  loop.callLater = (...args) => {
    const handle = callLater(...args);
    handles.push(handle);
    return handle;
  };
  return handles;
}
