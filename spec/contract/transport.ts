/** Transports and servers. Source: asyncio-protocol, Transports; asyncio-eventloop, Server Objects. */
import type { Awaitable, Coroutine } from './awaitable';
import type { AbstractEventLoop } from './loop';
import type { Address, BaseProtocol } from './protocol';
import type { TransportSocket } from './socket';

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

/** In bytes; a mark left out follows from the other. */
export interface WriteBufferLimits {
  readonly high?: number | null;
  readonly low?: number | null;
}

/** asyncio.WriteTransport: writing, and limits of the buffer in bytes. */
export interface WriteTransport extends BaseTransport {
  /** Limits in bytes of the write buffer. @throws ValueError unless high >= low >= 0. */
  setWriteBufferLimits(limits?: WriteBufferLimits): void;
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
  readonly sockets: readonly TransportSocket[];
  /** `async with server`: runs `body`, then closes the server and waits until it is closed. */
  run?<T>(body: (server: Server) => Coroutine<T>): Coroutine<T>;
  [Symbol.asyncDispose]?(): PromiseLike<void>;
}

/** A file, socket or number that can be watched. */
export type FileDescriptorLike = number | { fileno(): number };

export type { Awaitable };
