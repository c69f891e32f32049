/** Protocols: the callbacks a transport calls. Source: asyncio-protocol, Protocols. */
import type { BaseTransport, DatagramTransport, SubprocessTransport } from './transport';

/** asyncio.BaseProtocol: what every transport calls. */
export interface BaseProtocol {
  connectionMade(transport: BaseTransport): void;
  /** `error` is `null` after an EOF or a close of ours. Called exactly once. */
  connectionLost(error: unknown): void;
  /** The write buffer went over its high-water mark. */
  pauseWriting(): void;
  /** The write buffer drained to its low-water mark. */
  resumeWriting(): void;
}

/** A streaming protocol. */
export interface Protocol extends BaseProtocol {
  dataReceived(data: Uint8Array): void;
  /** A true value keeps the transport open for writing. */
  eofReceived(): boolean | null | undefined | void;
}

/** A streaming protocol that brings its own receive buffer. Since 3.7. */
export interface BufferedProtocol extends BaseProtocol {
  /** A writable buffer of any size but zero; `sizehint` is -1 or a suggestion in bytes. */
  getBuffer(sizehint: number): Uint8Array;
  bufferUpdated(nbytes: number): void;
  eofReceived(): boolean | null | undefined | void;
}

/** asyncio.DatagramProtocol: packets, each with its sender. */
export interface DatagramProtocol extends BaseProtocol {
  connectionMade(transport: DatagramTransport): void;
  datagramReceived(data: Uint8Array, address: Address): void;
  errorReceived(error: unknown): void;
}

/** asyncio.SubprocessProtocol: pipes and the end of a process. */
export interface SubprocessProtocol extends BaseProtocol {
  connectionMade(transport: SubprocessTransport): void;
  pipeDataReceived(fd: number, data: Uint8Array): void;
  pipeConnectionLost(fd: number, error: unknown): void;
  processExited(): void;
}

/** `[host, port]`, `[host, port, flowinfo, scopeId]`, or a unix socket path. */
export type Address = readonly [string, number, ...number[]] | string;

/** Makes the protocol of a connection; called once for each. */
export type ProtocolFactory<P extends BaseProtocol = BaseProtocol> = () => P;
