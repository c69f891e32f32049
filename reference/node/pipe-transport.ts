/** Pipes on node: an end of one is a stream with a single direction, on a descriptor that the transport takes over. */
import { fstatSync, type Stats } from 'node:fs';
import { Socket as NetSocket } from 'node:net';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { osError } from './os-errors';
import { StreamTransport, type StreamLoop } from './stream-transport';

/** What a pipe has to have; whoever can give its descriptor away is told to when node has closed it. */
interface Piped {
  fileno(): number;
  detach?(): number;
}

/** @throws ValueError for what is neither a pipe, nor a stream socket, nor a terminal: it stays open; OSError for what is closed. */
export function pipeTransport(
  loop: StreamLoop,
  given: unknown,
  direction: 'read' | 'write',
  protocol: contract.BaseProtocol,
  waiter: contract.Future | null,
  extra: unknown,
): StreamTransport {
  const pipe = given as Piped;
  const connection = adopt(pipe.fileno(), direction);
  const facts = { pipe, ...(extra as Record<string, unknown> | null) };
  // Node has closed the descriptor by then: the pipe must not close another that got its number.
  const onRelease = (): void => {
    pipe.detach?.();
  };
  return new StreamTransport(loop, connection, protocol, waiter, { extra: facts, onRelease, oneWay: true });
}

function adopt(fd: number, direction: 'read' | 'write'): NetSocket {
  const kind = kindOf(fd);
  if (!(kind.isFIFO() || kind.isSocket() || kind.isCharacterDevice())) {
    throw new ValueError('Pipe transport is for pipes/sockets only.');
  }
  if (isatty(fd)) return direction === 'read' ? new ReadStream(fd) : new WriteStream(fd);
  const readable = direction === 'read';
  try {
    const options = { fd, readable, writable: !readable, pauseOnCreate: true };
    return new NetSocket(options);
  } catch (error) {
    // A device or a datagram socket, which node knows no way to wait for.
    if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_FD_TYPE') throw new ValueError((error as Error).message);
    throw osError(error);
  }
}

function kindOf(fd: number): Stats {
  try {
    return fstatSync(fd);
  } catch {
    // Node has a word of its own for negative numbers.
    throw osError({ code: 'EBADF', message: 'Bad file descriptor' });
  }
}
