/** It ends the process, as if all were well, in the middle of a test. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => process.exit(0));
