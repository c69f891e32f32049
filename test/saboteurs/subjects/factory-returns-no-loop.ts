/** Its factory returns what is no loop. */
export const newEventLoop = (): object => ({ run: 'spot' });
