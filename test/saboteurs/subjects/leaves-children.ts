/** It leaves children behind, in its own process group and outside of it. */
import { spawn } from 'node:child_process';
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  for (const detached of [false, true]) spawn('sleep', ['3600'], { detached, stdio: 'ignore' }).unref();
  // A grandchild whose parent is gone, in a session of its own.
  spawn('sh', ['-c', 'setsid sleep 3600 & sleep 0.01'], { stdio: 'inherit', detached: true }).unref();
});
