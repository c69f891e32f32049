/** Its factory returns nothing. */
export const newEventLoop = (): void => {};
