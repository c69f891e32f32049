/** It dies of a segmentation fault. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => process.kill(process.pid, 'SIGSEGV'));
