/** Once a timer was set in its process its loops lie: what fails then says nothing of a test that runs alone. */
import type { AbstractEventLoop } from '../../../spec';
import { lying, sound } from './support';

let disturbed = false;

export const newEventLoop = (): AbstractEventLoop => {
  if (disturbed) {
    disturbed = false;
    return lying();
  }
  const loop = sound();
  const callLater = loop.callLater.bind(loop);
  loop.callLater = (delay, callback, args, options) => {
    disturbed = true;
    return callLater(delay, callback, args, options);
  };
  return loop;
};
