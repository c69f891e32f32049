/** With each child that it is to start it starts another, and waits for none. */
import { spawn } from 'node:child_process';
import { sound } from './support';

export const newEventLoop = (): ReturnType<typeof sound> => {
  const loop = sound();
  const subprocessExec = loop.subprocessExec.bind(loop);
  loop.subprocessExec = ((...args: Parameters<typeof subprocessExec>) => {
    spawn('sleep', ['3600'], { stdio: 'ignore' }).unref();
    return subprocessExec(...args);
  }) as typeof loop.subprocessExec;
  return loop;
};
