/** It changes the working directory, again and again. */
import { tmpdir } from 'node:os';
import { whenScheduling } from './support';

process.chdir('/');

export const newEventLoop = whenScheduling(() => {
  process.chdir(tmpdir());
});
