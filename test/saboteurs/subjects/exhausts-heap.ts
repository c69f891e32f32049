/** It keeps every object it can make. */
import { whenScheduling } from './support';

const kept: unknown[] = [];

export const newEventLoop = whenScheduling(() => {
  for (;;) kept.push({ kept: [...Array(100).keys()] });
});
