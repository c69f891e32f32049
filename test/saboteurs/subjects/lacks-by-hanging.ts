/** It declares that it has no executor, and hangs when asked for one. */
import { type AbstractEventLoop, type Subject } from '../../../spec';
import { sound } from './support';

export const subject: Subject = {
  name: 'lacks-by-hanging',
  newEventLoop: () => {
    const loop: AbstractEventLoop = sound();
    loop.runInExecutor = () => {
      for (;;);
    };
    return loop;
  },
  lacks: { executor: 'we never got round to it' },
};
