/** Sockets of the kit's own, which are closed after each test. */
import { asyncio } from '../../reference';
import type { Socket } from '../../spec';
import { cleanups, type Cleanups } from './cleanups';
import { needsSockets } from './needs-sockets';

const { sockets } = asyncio;

export interface KeptSockets extends Cleanups {
  /** By default a stream of IPv4. */
  readonly socket: (family?: number, type?: number) => Socket;
  /** Of paths; by default a stream. */
  readonly pair: (type?: number) => readonly [Socket, Socket];
  /** At a port of 127.0.0.1 that was free. */
  readonly listening: (backlog?: number) => Socket;
}

/** For the suite that calls this, which is skipped where there are no sockets. */
export function keptSockets(): KeptSockets {
  const all = cleanups();
  const { kept } = all;
  needsSockets();
  const socket = (family?: number, type?: number): Socket => kept(sockets.socket(family, type))[0];
  return {
    ...all,
    socket,
    pair: (type) => kept(...sockets.socketpair(sockets.AF_UNIX, type)),
    listening: (backlog) => {
      const sock = socket();
      sock.bind(['127.0.0.1', 0]);
      sock.listen(backlog);
      return sock;
    },
  };
}
