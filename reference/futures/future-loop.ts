/** Whose a future is. */
import type { AbstractEventLoop, Future } from '../../spec';

/** The loop of any implementation's future: getLoop(), or `_loop` where that is missing. */
export function futureLoop(future: Future): AbstractEventLoop {
  const { getLoop } = future as Partial<Future>;
  return typeof getLoop === 'function' ? getLoop.call(future) : future._loop;
}
