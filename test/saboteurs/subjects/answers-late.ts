/** It comes back from run_forever() long after everybody has stopped to wait. */
import type { AbstractEventLoop } from '../../../spec';
import { sound } from './support';

export const newEventLoop = (): AbstractEventLoop => {
  const loop = sound();
  const runForever = loop.runForever.bind(loop);
  loop.runForever = async () => {
    await runForever();
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  };
  return loop;
};
