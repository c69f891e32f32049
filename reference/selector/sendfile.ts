/** Files that the system sends by itself, with sendfile(2): their bytes never come into this process. */
import { fstatSync } from 'node:fs';
import { OSError, SendfileNotAvailableError } from '../../spec';
import type * as contract from '../../spec';
import type { ReadableFile } from '../network/sendfile';
import { unlessBlocked } from '../sockets/descriptors';
import { syscalls } from '../sockets/syscalls';
import { numberOf } from './descriptor-of';
import { untilReady, type SocketLoop } from './socket-operations';
import type { StreamTransport } from './stream-transport';

type Coroutine<T> = contract.Coroutine<T>;

/** What is to be sent of which file, all the rest of it where there is no count; and how to wait for room. */
interface Sending {
  readonly file: unknown;
  readonly offset: number;
  readonly count: number | null;
  readonly untilRoom: () => Coroutine<void>;
}

/** Over a socket. @throws SendfileNotAvailableError where the system cannot. */
export function* sockSendfileNative(
  loop: SocketLoop,
  sock: contract.SocketLike,
  file: unknown,
  offset: number,
  count: number | null,
): Coroutine<number> {
  const fd = numberOf(sock);
  return yield* send(fd, { file, offset, count, untilRoom: () => untilReady(loop, 'writer', fd) });
}

/** Over a transport, after what it has still to send; nothing is read meanwhile, and nobody else writes. */
export function* sendfileNative(
  transport: StreamTransport,
  file: unknown,
  offset: number,
  count: number | null,
): Coroutine<number> {
  const way = transport._reserve();
  const resumes = transport.isReading();
  transport.pauseReading();
  const untilRoom = (): Coroutine<void> => transport._untilRoom();
  try {
    if (transport.getWriteBufferSize() > 0) yield* untilRoom();
    return yield* send(transport._fileno(), { file, offset, count, untilRoom });
  } finally {
    way.release();
    if (resumes) transport.resumeReading();
  }
}

function* send(to: number, { file, offset, count, untilRoom }: Sending): Coroutine<number> {
  const [from, size] = sourceOf(file);
  // Of a file that grows meanwhile the rest is sent too: only the end of it ends.
  const most = count ?? size;
  let sent = 0;
  try {
    while (most > 0) {
      const wanted = count === null ? most : count - sent;
      const moved = sendPart(to, from, offset + sent, wanted, sent === 0);
      if (moved === 0) break;
      sent += moved ?? 0;
      if (sent === count) break;
      // The system took less than it was given: there is no room for more.
      if (moved !== wanted) yield* untilRoom();
    }
    return sent;
  } finally {
    (file as Partial<ReadableFile>).seek?.(offset + sent);
  }
}

/** How many bytes were sent, 0 at the end of the file; `null` when there is no room. @throws SendfileNotAvailableError for a first one that fails. */
function sendPart(to: number, from: number, offset: number, count: number, isFirst: boolean): number | null {
  const position = new BigInt64Array([BigInt(offset)]);
  try {
    return unlessBlocked(() => syscalls().sendfile(to, from, new Uint8Array(position.buffer), count));
  } catch (error) {
    // Not for this pair of descriptors; or a connection that is over, which the other way to send finds out too.
    if (isFirst && error instanceof OSError) throw unavailable('the system sends no such file over such a socket');
    throw error;
  }
}

/** The descriptor of a file and how long it is. @throws SendfileNotAvailableError for what has none. */
function sourceOf(file: unknown): readonly [number, number] {
  try {
    const fd: unknown = (file as Partial<{ fileno(): number }>).fileno?.();
    if (typeof fd === 'number') return [fd, fstatSync(fd).size];
  } catch (error) {
    if (!(error instanceof OSError) && (error as NodeJS.ErrnoException).syscall !== 'fstat') throw error;
  }
  throw unavailable('not a regular file');
}

function unavailable(reason: string): SendfileNotAvailableError {
  return new SendfileNotAvailableError(reason);
}
