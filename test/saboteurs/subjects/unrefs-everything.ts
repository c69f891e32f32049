/** It lets go of everything that keeps the process alive. */
import type { AbstractEventLoop } from '../../../spec';
import { sound } from './support';

interface Handles {
  _getActiveHandles(): readonly { unref?(): void }[];
}

export const newEventLoop = (): AbstractEventLoop => {
  const loop = sound();
  loop.runForever = () => {
    for (const handle of (process as unknown as Handles)._getActiveHandles()) handle.unref?.();
    const { setTimeout: real } = globalThis;
    Reflect.set(globalThis, 'setTimeout', (...args: Parameters<typeof real>) => real(...args).unref());
    setTimeout(() => process.exit(0), 50);
    return new Promise(() => {});
  };
  return loop;
};
