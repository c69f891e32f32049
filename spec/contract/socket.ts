/**
 * Sockets, files and TLS contexts: neighbours of the module `asyncio` that a test needs to hand something over. On Python they
 * are the modules `socket`, `ssl` and `io`; here they are the reference's. Source: socket; ssl; io.
 */
import type { Address } from './protocol';

/** What a loop asks of a socket that it is given. */
export interface SocketLike {
  /** -1 once closed or detached. */
  fileno(): number;
  getsockname(): Address;
  getpeername(): Address;
  close(): void;
}

/** The view of its socket that a transport or a server shows: facts and options, nothing that reads, writes or closes. */
export interface TransportSocket {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** -1 once closed or detached. */
  fileno(): number;
  dup(): Socket;
  getsockname(): Address;
  getpeername(): Address;
  getsockopt(level: number, name: number): number;
  setsockopt(level: number, name: number, value: number): void;
  /** Seconds; `null` for a blocking socket, 0 for a non-blocking one. */
  gettimeout(): number | null;
  settimeout(seconds: number | null): void;
  setblocking(flag: boolean): void;
}

/** socket.socket: a new one blocks. A call that blocks holds the loop's thread: make one only where the answer is there. */
export interface Socket extends TransportSocket, SocketLike {
  bind(address: Address): void;
  listen(backlog?: number): void;
  accept(): readonly [Socket, Address];
  /** @throws BlockingIOError when a non-blocking socket cannot connect at once. */
  connect(address: Address): void;
  /** @returns how many bytes were taken. */
  send(data: Uint8Array): number;
  sendall(data: Uint8Array): void;
  sendto(data: Uint8Array, address: Address): number;
  /** An empty array at the end of the stream. */
  recv(count: number, flags?: number): Uint8Array;
  /** @returns how many bytes were stored at the start of `room`. */
  recvInto(room: Uint8Array): number;
  recvfrom(count: number): readonly [Uint8Array, Address];
  shutdown(how: number): void;
  /** Gives the descriptor away: the socket counts as closed from then on. */
  detach(): number;
}

/** The module `socket`. Constants are the platform's. */
export interface SocketModule {
  /** AF_INET and SOCK_STREAM when left out; of a descriptor that is open already, where one is given. */
  socket(family?: number, type?: number, proto?: number, fileno?: number): Socket;
  /** Two connected sockets, of AF_UNIX when left out. */
  socketpair(family?: number, type?: number): readonly [Socket, Socket];
  readonly hasIpv6: boolean;
  readonly AF_UNSPEC: number;
  readonly AF_INET: number;
  readonly AF_INET6: number;
  readonly AF_UNIX: number;
  readonly SOCK_STREAM: number;
  readonly SOCK_DGRAM: number;
  readonly SOL_SOCKET: number;
  readonly SO_BROADCAST: number;
  readonly SO_ERROR: number;
  readonly SO_KEEPALIVE: number;
  readonly SO_LINGER: number;
  readonly SO_RCVBUF: number;
  readonly SO_REUSEADDR: number;
  readonly SO_REUSEPORT: number;
  readonly SO_SNDBUF: number;
  readonly SO_TYPE: number;
  readonly IPPROTO_IP: number;
  readonly IPPROTO_IPV6: number;
  readonly IPPROTO_TCP: number;
  readonly IPPROTO_UDP: number;
  readonly IPV6_V6ONLY: number;
  readonly TCP_NODELAY: number;
  readonly SHUT_RD: number;
  readonly SHUT_WR: number;
  readonly SHUT_RDWR: number;
  readonly MSG_PEEK: number;
  readonly AI_ADDRCONFIG: number;
  readonly AI_CANONNAME: number;
  readonly AI_NUMERICHOST: number;
  readonly AI_NUMERICSERV: number;
  readonly AI_PASSIVE: number;
  readonly EAI_NONAME: number;
  readonly NI_DGRAM: number;
  readonly NI_NUMERICHOST: number;
  readonly NI_NUMERICSERV: number;
}

/** A binary file: of sendfile(), or an end of a pipe. It lives on the loop's side and crosses no bridge. */
export interface FileObject {
  fileno(): number;
  read(count?: number): Uint8Array;
  write(data: Uint8Array): number;
  /** @returns how many bytes were read. */
  readinto(room: Uint8Array): number;
  seek(offset: number): number;
  tell(): number;
  close(): void;
  readonly closed: boolean;
}

/** Files for the loop under test: `open` and `io.BytesIO`, and the two ends of `os.pipe()` as unbuffered files. */
export interface FileModule {
  /** `mode` as Python's open(): `rb`, `r+b`, `wb`; without `b` a text file, which sendfile() refuses. */
  open(path: string, mode: string): FileObject;
  BytesIO(data: Uint8Array): FileObject;
  /** The reading end, the writing end. */
  pipe(): readonly [FileObject, FileObject];
}

/** ssl.SSLContext. */
export interface SSLContext {
  checkHostname: boolean;
  verifyMode: number;
  /** Paths of PEM files. */
  loadCertChain(certfile: string, keyfile?: string | null): void;
  loadVerifyLocations(cafile: string): void;
  setAlpnProtocols(protocols: readonly string[]): void;
}

/** The module `ssl`. */
export interface SslModule {
  readonly SSLContext: new (protocol: number) => SSLContext;
  createDefaultContext(): SSLContext;
  readonly PROTOCOL_TLS_CLIENT: number;
  readonly PROTOCOL_TLS_SERVER: number;
  readonly CERT_NONE: number;
  readonly CERT_OPTIONAL: number;
  readonly CERT_REQUIRED: number;
}
