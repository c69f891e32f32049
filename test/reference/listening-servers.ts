/** Node's servers of streams, as they are when they listen nowhere: they keep what they are asked for, and say what a test has them say. */
import { EventEmitter } from 'node:events';
import net from 'node:net';

export class ListeningServer extends EventEmitter {
  /** What address() says. */
  name: unknown = null;

  constructor(
    readonly options: unknown,
    readonly trace: unknown[],
  ) {
    super();
  }
  listen(...given: readonly unknown[]): void {
    for (const one of given) if (typeof one === 'function') this.once('listening', one as () => void);
    this.trace.push(['listen', ...given.filter((one) => typeof one !== 'function')]);
  }
  address(): unknown {
    return this.name;
  }
  close(): void {
    this.trace.push('server closes');
  }
}

/** What node gives for a connection that arrived. */
export class Arrived extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

/** From now on node makes such servers, until what is returned is called. */
export function replaceServers(trace: unknown[], made: ListeningServer[]): () => void {
  const own = net.createServer;
  net.createServer = ((options: unknown) => {
    const server = new ListeningServer(options, trace);
    made.push(server);
    return server;
  }) as unknown as typeof own;
  return () => {
    net.createServer = own;
  };
}
