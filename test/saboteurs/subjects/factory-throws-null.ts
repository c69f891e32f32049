/** Its factory throws what is not even an object. */
export const newEventLoop = (): never => {
  throw null;
};
