/** It catches whatever a callback throws, and tells nobody. */
import type { AbstractEventLoop } from '../../../spec';
import { lying } from './support';

export const newEventLoop = (): AbstractEventLoop => {
  const loop = lying();
  loop.callExceptionHandler = () => {};
  return loop;
};
