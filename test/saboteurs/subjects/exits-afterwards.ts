/** It ends the process when the test is over, and nobody looks. */
import type { AbstractEventLoop } from '../../../spec';
import { sound } from './support';

export const newEventLoop = (): AbstractEventLoop => {
  const loop = sound();
  const close = loop.close.bind(loop);
  let used = false;
  loop.callSoon = ((callSoon) => (callback, args, options) => {
    used = true;
    return callSoon(callback, args, options);
  })(loop.callSoon.bind(loop));
  loop.close = () => {
    close();
    if (used) setTimeout(() => process.exit(0), 0);
  };
  return loop;
};
