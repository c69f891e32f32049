/** It never comes back from call_soon(). */
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  for (;;);
});
