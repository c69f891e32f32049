/** Node's servers of streams, as they are when they listen nowhere: they keep what they are asked for, and say what a test has them say. */
import { EventEmitter } from 'node:events';
import net from 'node:net';

/** What node gives for a connection that arrived. */
export class Arrived extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

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
  /** A connection arrives. */
  arriving(): Arrived {
    const connection = new Arrived();
    this.emit('connection', connection);
    return connection;
  }
  address(): unknown {
    return this.name;
  }
  close(): void {
    this.trace.push('server closes');
  }
}

/** Node makes such servers in the tests of the suite that calls this. */
export interface ListeningServers {
  /** What all of them are told, in this test. */
  readonly trace: unknown[];
  /** All that were made in this test. */
  readonly servers: ListeningServer[];
  /** The one that was made last. */
  readonly last: () => ListeningServer;
}

export function listeningServers(): ListeningServers {
  const own = net.createServer;
  const trace: unknown[] = [];
  const servers: ListeningServer[] = [];
  beforeEach(() => {
    trace.length = 0;
    servers.length = 0;
    net.createServer = ((options: unknown) => {
      const server = new ListeningServer(options, trace);
      servers.push(server);
      return server;
    }) as unknown as typeof own;
  });
  afterEach(() => {
    net.createServer = own;
  });
  const last = (): ListeningServer => {
    const server = servers.at(-1);
    if (server === undefined) throw new Error('node was not asked for a server');
    return server;
  };
  return { trace, servers, last };
}
