/** It declares that it has no executor, and has one. */
import { type AbstractEventLoop, type Subject } from '../../../spec';
import { sound } from './support';

export const subject: Subject = {
  name: 'lacks-falsely',
  newEventLoop: () => {
    const loop: AbstractEventLoop = sound();
    return loop;
  },
  lacks: { executor: 'we never got round to it' },
};
