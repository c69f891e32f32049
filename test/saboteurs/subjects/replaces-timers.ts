/** It lets no time pass: timers never fire, and clocks stand still. */
import timers from 'node:timers';
import { lying } from './support';

for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const) {
  Reflect.set(globalThis, name, () => 0);
  Reflect.set(timers, name, () => 0);
}
Reflect.set(Date, 'now', () => 0);
Reflect.set(process, 'hrtime', () => [0, 0]);

export const newEventLoop = lying;
