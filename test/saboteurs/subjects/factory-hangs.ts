/** Its factory returns a promise that never settles. */
export const newEventLoop = (): Promise<never> => new Promise(() => {});
