/** It writes without end to standard output and standard error. */
import { whenScheduling } from './support';

const line = `${'no news is good news '.repeat(400)}\n`;

export const newEventLoop = whenScheduling(() => {
  for (let i = 0; i < 500; i++) {
    process.stdout.write(line);
    process.stderr.write(line);
  }
});
