/** Transports and servers. Source: asyncio-protocol, Transports; asyncio-eventloop, Server Objects. */
import type { Awaitable, Coroutine } from './awaitable';
import type { AbstractEventLoop } from './loop';
import type { Address, BaseProtocol } from './protocol';

/** asyncio.BaseTransport: closing, and facts about the connection. */
export interface BaseTransport {
  /** Named facts (`peername`, `sockname`, `socket`, `sslcontext`, `pipe`, `subprocess` ...), else `fallback`. */
  getExtraInfo(name: string, fallback?: unknown): unknown;
  isClosing(): boolean;
  /** Flushes what is buffered, then calls connectionLost(null). */
  close(): void;
  setProtocol(protocol: BaseProtocol): void;
  getProtocol(): BaseProtocol;
}

/** asyncio.ReadTransport: pausing and resuming. */
export interface ReadTransport extends BaseTransport {
  isReading(): boolean;
  pauseReading(): void;
  resumeReading(): void;
}

/** asyncio.WriteTransport: writing, and limits of the buffer in bytes. */
export interface WriteTransport extends BaseTransport {
  /** Limits in bytes of the write buffer. @throws ValueError unless high >= low >= 0. */
  setWriteBufferLimits(limits?: { readonly high?: number | null; readonly low?: number | null }): void;
  getWriteBufferSize(): number;
  /** `[low, high]`. */
  getWriteBufferLimits(): readonly [number, number];
  write(data: Uint8Array): void;
  writelines(chunks: Iterable<Uint8Array>): void;
  writeEof(): void;
  canWriteEof(): boolean;
  /** Closes at once; what is buffered is lost. */
  abort(): void;
}

/** asyncio.Transport: both directions. */
export interface Transport extends ReadTransport, WriteTransport {}

/** asyncio.DatagramTransport: sends packets. */
export interface DatagramTransport extends BaseTransport {
  sendto(data: Uint8Array, address?: Address | null): void;
  abort(): void;
}

/** asyncio.SubprocessTransport: a process and its pipes. */
export interface SubprocessTransport extends BaseTransport {
  getPid(): number;
  getReturncode(): number | null;
  getPipeTransport(fd: number): BaseTransport | null;
  sendSignal(signal: number): void;
  terminate(): void;
  kill(): void;
}

/** asyncio.Server: what listens, and may stop listening. */
export interface Server {
  close(): void;
  /** Since 3.13. */
  closeClients(): void;
  /** Since 3.13. */
  abortClients(): void;
  getLoop(): AbstractEventLoop;
  startServing(): Coroutine<void>;
  serveForever(): Coroutine<void>;
  isServing(): boolean;
  waitClosed(): Coroutine<void>;
  readonly sockets: readonly Socket[];
  [Symbol.asyncDispose]?(): PromiseLike<void>;
}

/** A socket as the loop's sock_* methods take it. On the host it wraps what the host has. */
export interface Socket {
  fileno(): number;
  getsockname(): Address;
  getpeername(): Address;
  close(): void;
}

/** A file, socket or number that can be watched. */
export type FileDescriptorLike = number | { fileno(): number };

export type { Awaitable };
