/** Once call_at() was called in its process its loops lie: a test that fails then passes when it runs alone. */
import type { AbstractEventLoop } from '../../../spec';
import { lying, sound } from './support';

let disturbed = false;

export const newEventLoop = (): AbstractEventLoop => {
  if (disturbed) return lying();
  const loop = sound();
  const callAt = loop.callAt.bind(loop);
  loop.callAt = (when, callback, args, options) => {
    disturbed = true;
    return callAt(when, callback, args, options);
  };
  return loop;
};
