/** It sets the exit code of its process. */
import { whenScheduling } from './support';

process.exitCode = 1;

export const newEventLoop = whenScheduling(() => {
  process.exitCode = 42;
});
