/** With each connection it opens another socket, which it keeps. */
import { createServer } from 'node:net';
import { sound } from './support';

export const newEventLoop = (): ReturnType<typeof sound> => {
  const loop = sound();
  const createConnection = loop.createConnection.bind(loop);
  loop.createConnection = ((...args: Parameters<typeof createConnection>) => {
    createServer().listen(0, '127.0.0.1').unref();
    return createConnection(...args);
  }) as typeof loop.createConnection;
  return loop;
};
