/** Its factory ends the process, as if all were well. */
export const newEventLoop = (): never => process.exit(0);
