/** What the test's thread asks of the wire thread, and what it is told. */
import type { Address } from '../../../spec';
import type { CertificateName } from './certificates';
import type { Lacking } from './platform';

/** Where a peer listens or connects: a port of a host, or the path of a unix socket. */
export interface WirePlace {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  /** The peer speaks TLS from the first byte. */
  readonly tls?: WireTls;
}

/** How a peer speaks TLS; it trusts everybody. */
export interface WireTls {
  /** What the server's side shows: for localhost where nothing else is said. */
  readonly certificate?: CertificateName;
  /** The name that the client's side asks for. */
  readonly servername?: string;
  readonly alpn?: readonly string[];
}

/** What a peer knows after its handshake. */
export interface SecureFacts {
  /** The name that the loop's side asked for; `null` where it named none, or is itself the server. */
  readonly servername: string | null;
  readonly alpn: string | null;
  readonly version: string | null;
}

/** How a stream ended for the peer: in order, or by a reset. */
export type StreamEnd = 'fin' | 'reset';

/** Each operation with what it takes (`n` is the number of a listener or peer) and gives. */
export interface WireOperations {
  ping: [take: object, give: null];
  /** What the platform cannot do. */
  lacking: [take: object, give: Lacking];
  listen: [take: WirePlace, give: { readonly n: number; readonly address: Address }];
  /** Waits for the next connection. */
  accept: [take: { readonly n: number }, give: PeerFacts];
  /** How many connections wait for accept(). */
  waiting: [take: { readonly n: number }, give: number];
  connect: [take: WirePlace, give: PeerFacts];
  write: [take: { readonly n: number; readonly data: Uint8Array }, give: null];
  end: [take: { readonly n: number }, give: null];
  reset: [take: { readonly n: number }, give: null];
  close: [take: { readonly n: number }, give: null];
  /** `count` bytes, or fewer where the stream ended; `null` reads to the end. */
  read: [
    take: { readonly n: number; readonly count: number | null },
    give: { readonly data: Uint8Array; readonly how: StreamEnd | null },
  ];
  /** Speaks TLS from now on, as the server or as the client. */
  startTls: [take: { readonly n: number; readonly tls: WireTls; readonly server: boolean }, give: null];
  /** Waits for the handshake. */
  secured: [take: { readonly n: number }, give: SecureFacts];
  /** FIN of the connection below, without the end that TLS has. */
  cut: [take: { readonly n: number }, give: null];
  udp: [take: WirePlace, give: { readonly n: number; readonly address: Address }];
  sendDatagram: [take: { readonly n: number; readonly data: Uint8Array; readonly to: Address }, give: null];
  receiveDatagram: [take: { readonly n: number }, give: { readonly data: Uint8Array; readonly from: Address }];
  /** Ends every listener and peer. */
  forget: [take: object, give: null];
}
export type WireOperation = keyof WireOperations;

export interface PeerFacts {
  readonly n: number;
  readonly local: Address;
  readonly remote: Address;
}

export interface WireRequest {
  readonly id: number;
  readonly op: WireOperation;
  readonly take: object;
}
export interface WireAnswer {
  readonly id: number;
  readonly give?: unknown;
  readonly error?: { readonly code: string | undefined; readonly message: string };
}
