/** It closes every descriptor but the standard ones. */
import { closeSync } from 'node:fs';
import { attempt, whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  for (let fd = 3; fd < 32; fd++) {
    attempt(() => closeSync(fd));
  }
});
