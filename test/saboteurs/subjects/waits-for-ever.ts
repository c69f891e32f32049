/** It returns promises that never settle. */
import type { AbstractEventLoop } from '../../../spec';
import { sound } from './support';

export const newEventLoop = (): AbstractEventLoop => {
  const loop = sound();
  loop.runForever = () => new Promise(() => {});
  loop.runUntilComplete = () => new Promise(() => {});
  return loop;
};
