/** It stops its process, which neither ends nor goes on. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => process.kill(process.pid, 'SIGSTOP'));
