/** Part of BaseEventLoop: sending files, and turning a plain transport into one over TLS. */
import { NotImplementedError, RuntimeError, SendfileNotAvailableError, ValueError } from '../../../spec';
import type * as contract from '../../../spec';
import { checkOptions } from '../../values/options';
import { repr } from '../../values/repr';
import { SOCK_STREAM } from './addresses';
import { ServerLoop } from './server-loop';
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

export abstract class SendfileLoop extends ServerLoop {
  override *sockSendfile(
    sock: contract.SocketLike,
    file: unknown,
    offset = 0,
    count: number | null = null,
    options: { readonly fallback?: boolean | null } = {},
  ): contract.Coroutine<number> {
    checkOptions(options, 'sock_sendfile()', ['fallback']);
    this.#checkParameters(sock, file as ReadableFile, offset, count);
    try {
      return yield* this._sockSendfileNative(sock, file, offset, count);
    } catch (error) {
      if (!(error instanceof SendfileNotAvailableError) || !(options.fallback ?? true)) throw error;
    }
    const send = (block: Uint8Array): contract.Coroutine<void> => this.sockSendall(sock, block);
    return yield* this.#copy(file as ReadableFile, offset, count, send);
  }

  override *sendfile(
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
      try {
        return yield* this._sendfileNative(transport, file, offset, count);
      } catch (error) {
        if (!(error instanceof SendfileNotAvailableError) || !fallback) throw error;
      }
    }
    if (!fallback) {
      throw new RuntimeError(
        `fallback is disabled and native sendfile is not supported for transport ${repr(transport)}`,
      );
    }
    const { write } = transport as contract.Transport;
    const send = function* (block: Uint8Array): contract.Coroutine<void> {
      write.call(transport, block);
      yield;
    };
    return yield* this.#copy(file as ReadableFile, offset, count, send);
  }

  /** Pauses reading and checks what it can; the protocol that speaks TLS is a successor's. */
  override *startTls(
    transport: contract.BaseTransport,
    _protocol: contract.BaseProtocol,
    _sslcontext: contract.SslContext,
    _options?: contract.TlsOptions & { readonly serverSide?: boolean },
  ): contract.Coroutine<contract.Transport | null> {
    if (!(transport as { _startTlsCompatible?: boolean })._startTlsCompatible) {
      throw new TypeError(`transport ${repr(transport)} is not supported by start_tls()`);
    }
    throw new NotImplementedError('start_tls() is not implemented');
  }

  /** A successor sends with a system call, if there is one for this pair. */
  *_sockSendfileNative(
    sock: contract.SocketLike,
    file: unknown,
    _offset: number,
    _count: number | null,
  ): contract.Coroutine<number> {
    throw new SendfileNotAvailableError(
      `syscall sendfile is not available for socket ${repr(sock)} and file ${repr(file)} combination`,
    );
  }

  *_sendfileNative(
    _transport: contract.BaseTransport,
    _file: unknown,
    _offset: number,
    _count: number | null,
  ): contract.Coroutine<number> {
    throw new SendfileNotAvailableError('sendfile syscall is not supported');
  }

  /** Reads on the executor and sends block by block; leaves the file after the last byte sent. */
  *#copy(
    file: ReadableFile,
    offset: number,
    count: number | null,
    send: (block: Uint8Array) => contract.Coroutine<void>,
  ): contract.Coroutine<number> {
    if (offset > 0) file.seek?.(offset);
    const buffer = new Uint8Array(Math.min(count ?? BLOCK, BLOCK));
    let sent = 0;
    try {
      while (count === null || sent < count) {
        const block = buffer.subarray(0, Math.min(buffer.length, (count ?? Infinity) - sent));
        const read = (yield* this.runInExecutor(null, () => file.readinto(block))) as number;
        if (read === 0) break;
        yield* send(block.slice(0, read));
        sent += read;
      }
      return sent;
    } finally {
      if (sent > 0) file.seek?.(offset + sent);
    }
  }

  #checkParameters(sock: OpenSocket, file: ReadableFile, offset: number, count: number | null): void {
    if (this._debug && sock.gettimeout !== undefined && sock.gettimeout() !== 0) {
      throw new ValueError('the socket must be non-blocking');
    }
    if (!(file.mode ?? 'b').includes('b')) throw new ValueError('file should be opened in binary mode');
    if (sock.type !== undefined && sock.type !== SOCK_STREAM) {
      throw new ValueError('only SOCK_STREAM type sockets are supported');
    }
    if (count !== null) checkInteger(count, 'count must be a positive integer', 1);
    checkInteger(offset, 'offset must be a non-negative integer', 0);
  }
}

function checkInteger(value: unknown, message: string, least: number): void {
  if (!Number.isInteger(value)) throw new TypeError(`${message} (got ${repr(value)})`);
  if ((value as number) < least) throw new ValueError(`${message} (got ${repr(value)})`);
}
