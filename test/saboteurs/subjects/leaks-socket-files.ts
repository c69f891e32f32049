/** Its unix servers leave a socket file behind, beside their own. */
import { createServer } from 'node:net';
import { renameSync } from 'node:fs';
import { sound } from './support';

export const newEventLoop = (): ReturnType<typeof sound> => {
  const loop = sound();
  const createUnixServer = loop.createUnixServer.bind(loop);
  loop.createUnixServer = (...args: Parameters<typeof createUnixServer>) => {
    const [, path] = args;
    if (typeof path === 'string') {
      const server = createServer().listen(`${path}~`, () => {
        // Node removes the file by its first name alone.
        renameSync(`${path}~`, `${path}.old`);
        server.close();
      });
    }
    return createUnixServer(...args);
  };
  return loop;
};
