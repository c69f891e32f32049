/** It declares that it handles no signals, and does not even refuse to. */
import { type AbstractEventLoop, type Subject } from '../../../spec';
import { sound } from './support';

export const subject: Subject = {
  name: 'lacks-impolitely',
  newEventLoop: () => {
    const loop: AbstractEventLoop = sound();
    Reflect.set(loop, 'addSignalHandler', undefined);
    Reflect.set(loop, 'removeSignalHandler', undefined);
    return loop;
  },
  lacks: { signal: 'we never got round to it' },
};
