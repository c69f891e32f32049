/** It throws what is no error, or an error that cannot be printed. */
import { whenScheduling } from './support';

const nonsense: readonly unknown[] = [
  null,
  undefined,
  'a string',
  Symbol('a symbol'),
  {
    get message(): string {
      throw new Error('no message');
    },
  },
  new Proxy(new Error('behind a proxy'), {
    get: () => {
      throw new Error('no property');
    },
  }),
  Object.assign(new Error('no name'), { name: null, stack: 7, toString: null }),
];
let thrown = 0;

export const newEventLoop = whenScheduling(() => {
  throw nonsense[thrown++ % nonsense.length];
});
