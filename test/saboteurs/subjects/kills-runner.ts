/** It asks the runner to end. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  process.kill(process.ppid, 'SIGTERM');
  for (;;);
});
