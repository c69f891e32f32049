/** It aborts the process. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => process.abort());
