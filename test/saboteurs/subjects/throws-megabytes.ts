/** It throws an error whose message has twenty million characters. */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  throw new Error('all work and no play '.repeat(1_000_000));
});
