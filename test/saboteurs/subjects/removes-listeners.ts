/** It removes all listeners of the process, and then throws where nobody catches. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  process.removeAllListeners();
  setTimeout(() => {
    throw new Error('nobody caught me');
  }, 0);
});
