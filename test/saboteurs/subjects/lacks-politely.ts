/** It declares that it has no executor, and says so when asked for one. */
import { NotImplementedError, type AbstractEventLoop, type Subject } from '../../../spec';
import { sound } from './support';

export const subject: Subject = {
  name: 'lacks-politely',
  newEventLoop: () => {
    const loop: AbstractEventLoop = sound();
    loop.runInExecutor = () => {
      throw new NotImplementedError('no executor');
    };
    return loop;
  },
  lacks: { executor: 'we never got round to it' },
};
