/** Its factory returns a proxy that throws whatever it is asked. */
const refuse = (): never => {
  throw new Error('no comment');
};

export const newEventLoop = (): object => new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });
