/** It kills its whole process group. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => process.kill(0, 'SIGKILL'));
