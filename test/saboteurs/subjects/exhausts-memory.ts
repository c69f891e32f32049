/** It keeps buffers, which live outside of the heap. */
import { whenScheduling } from './support';

const kept: Buffer[] = [];

export const newEventLoop = whenScheduling(() => {
  // Not at once: whoever watches gets a chance.
  for (;;) {
    kept.push(Buffer.alloc(8 << 20, 1));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
});
