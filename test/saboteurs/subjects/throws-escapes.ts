/** It throws an error that steers the terminal. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  throw new Error('\u001b[2J\u001b]0;owned\u0007\u009b1m\u0000 fine\ud800');
});
