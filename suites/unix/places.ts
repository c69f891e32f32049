/** Sockets and names for tests of unix connections and servers. */
import type { Coroutine, Server, Socket } from '../../spec';
import type { Serving } from '../support';
import { removePath, type World } from '../support';

type Needed = Pick<World, 'asyncio' | 'env'>;

function closedAfterwards({ env }: Pick<World, 'env'>, sock: Socket): Socket {
  env.defer(() => sock.close());
  return sock;
}

/** Two connected unix stream sockets that block. */
export function unixPair(world: Needed): readonly [Socket, Socket] {
  const [one, two] = world.asyncio.sockets.socketpair();
  return [closedAfterwards(world, one), closedAfterwards(world, two)];
}

/** A unix stream socket that is bound to `path`. */
export function boundAt(world: Needed, path: string): Socket {
  const { sockets } = world.asyncio;
  const sock = closedAfterwards(world, sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM));
  sock.bind(path);
  return sock;
}

export function inetSocket(world: Needed): Socket {
  return closedAfterwards(world, world.asyncio.sockets.socket());
}

export function datagramSocket(world: Needed): Socket {
  const { sockets } = world.asyncio;
  return closedAfterwards(world, sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM));
}

let names = 0;

/** An abstract name that nobody else has. */
export function abstractName(): string {
  names += 1;
  const name = `\0conformance-${String(process.pid)}-${String(names)}-${String(Math.random()).slice(2)}`;
  // As long as a name can be: older versions of node fill a shorter one up with zeros, which makes another name of it.
  return name.padEnd(108, 'x');
}

/** Ends a server on a path, and what older versions leave of it. */
export function* endAt(serving: Serving, server: Server, path: string): Coroutine<void> {
  yield* serving.end(server);
  removePath(path);
}
