/** loop.sendfile() and loop.sock_sendfile(): by a system call of the successor's, or block by block. */
import { RuntimeError, SendfileNotAvailableError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';
import { SOCK_STREAM } from './addresses';
import type { NetworkLoop } from './network-loop';
import { SendfileProtocol, type FileTransport } from './sendfile-protocol';
import type { OpenSocket } from './sockets';

/** What a file has to offer for the fallback; `mode` as Python's open() has it. */
export interface ReadableFile {
  readonly mode?: string;
  /** Fills `buffer` and returns how many bytes that took; 0 at the end. */
  readinto(buffer: Uint8Array): number | PromiseLike<number>;
  seek?(offset: number): unknown;
}

/** How a transport takes files; without one of these it takes none. */
export type SendfileMode = 'UNSUPPORTED' | 'TRY_NATIVE' | 'FALLBACK';

const BLOCK = 256 * 1024;

/** Source: loop.sock_sendfile. Returns how many bytes were sent. */
export function* sockSendfile(
  loop: NetworkLoop,
  sock: contract.SocketLike,
  file: unknown,
  offset = 0,
  count: number | null = null,
  options: { readonly fallback?: boolean | null } = {},
): contract.Coroutine<number> {
  checkOptions(options, 'sock_sendfile()', ['fallback']);
  checkSocket(loop, sock);
  checkFile(file as ReadableFile, offset, count);
  try {
    return yield* loop._sockSendfileNative(sock, file, offset, count);
  } catch (error) {
    if (!(error instanceof SendfileNotAvailableError) || !(options.fallback ?? true)) throw error;
  }
  const send = (block: Uint8Array): contract.Coroutine<void> => loop.sockSendall(sock, block);
  return yield* copy(loop, file as ReadableFile, offset, count, send);
}

/** Source: loop.sendfile. Returns how many bytes were sent. */
export function* sendfile(
  loop: NetworkLoop,
  transport: contract.BaseTransport,
  file: unknown,
  offset = 0,
  count: number | null = null,
  options: { readonly fallback?: boolean } = {},
): contract.Coroutine<number> {
  checkOptions(options, 'sendfile()', ['fallback']);
  if (transport.isClosing()) throw new RuntimeError('Transport is closing');
  const fallback = options.fallback ?? true;
  const { _sendfileCompatible: mode = 'UNSUPPORTED' } = transport as { _sendfileCompatible?: SendfileMode };
  if (mode === 'UNSUPPORTED') {
    throw new RuntimeError(`sendfile is not supported for transport ${repr(transport)}`);
  }
  if (mode === 'TRY_NATIVE') {
    checkFile(file as ReadableFile, offset, count);
    try {
      return yield* loop._sendfileNative(transport, file, offset, count);
    } catch (error) {
      if (!(error instanceof SendfileNotAvailableError) || !fallback) throw error;
    }
  }
  if (!fallback) {
    throw new RuntimeError(
      `fallback is disabled and native sendfile is not supported for transport ${repr(transport)}`,
    );
  }
  const protocol = new SendfileProtocol(loop, transport as FileTransport);
  try {
    return yield* copy(loop, file as ReadableFile, offset, count, (block) => protocol.send(block));
  } finally {
    protocol.restore();
  }
}

/** Reads on the executor and sends block by block; leaves the file after the last byte sent. */
function* copy(
  loop: contract.AbstractEventLoop,
  file: ReadableFile,
  offset: number,
  count: number | null,
  send: (block: Uint8Array) => contract.Coroutine<void>,
): contract.Coroutine<number> {
  file.seek?.(offset);
  const buffer = new Uint8Array(Math.min(count ?? BLOCK, BLOCK));
  let sent = 0;
  try {
    while (count === null || sent < count) {
      const block = buffer.subarray(0, Math.min(buffer.length, (count ?? Infinity) - sent));
      const read = (yield* loop.runInExecutor(null, () => file.readinto(block))) as number;
      if (read === 0) break;
      yield* send(block.slice(0, read));
      sent += read;
    }
    return sent;
  } finally {
    if (sent > 0) file.seek?.(offset + sent);
  }
}

function checkSocket(loop: contract.AbstractEventLoop, sock: OpenSocket): void {
  if (loop.getDebug() && sock.gettimeout !== undefined && sock.gettimeout() !== 0) {
    throw new ValueError('the socket must be non-blocking');
  }
  if (sock.type !== undefined && sock.type !== SOCK_STREAM) {
    throw new ValueError('only SOCK_STREAM type sockets are supported');
  }
}

function checkFile(file: ReadableFile, offset: number, count: number | null): void {
  if (!(file.mode ?? 'b').includes('b')) throw new ValueError('file should be opened in binary mode');
  if (count !== null) checkInteger(count, 'count must be a positive integer', 1);
  checkInteger(offset, 'offset must be a non-negative integer', 0);
}

function checkInteger(value: unknown, message: string, least: number): void {
  if (!Number.isInteger(value)) throw new TypeError(`${message} (got ${repr(value)})`);
  if ((value as number) < least) throw new ValueError(`${message} (got ${repr(value)})`);
}
