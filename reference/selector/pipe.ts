/** An end of a pipe: what transports of pipes need of it. */
import { fstatSync } from 'node:fs';
import { ValueError } from '../../spec';
import type { BaseProtocol, Handle } from '../../spec';
import { setNonblocking } from '../sockets/descriptors';

export interface Pipe {
  fileno(): number;
  close(): void;
}

/** Its descriptor, which does not block from now on. @throws ValueError for what is neither a pipe, nor a socket, nor a device: it stays open and as it was. */
export function descriptorOfPipe(pipe: Pipe): number {
  const fd = pipe.fileno();
  const kind = fstatSync(fd);
  if (!(kind.isFIFO() || kind.isSocket() || kind.isCharacterDevice())) {
    throw new ValueError('Pipe transport is only for pipes, sockets and character devices');
  }
  setNonblocking(fd, true);
  return fd;
}

/** connection_lost(), then the pipe is closed, whatever the protocol raises. */
export function endPipe(
  loop: { callSoon(callback: () => void): Handle },
  pipe: Pipe,
  protocol: BaseProtocol,
  error: unknown,
): void {
  loop.callSoon(() => {
    try {
      protocol.connectionLost(error);
    } finally {
      pipe.close();
    }
  });
}
