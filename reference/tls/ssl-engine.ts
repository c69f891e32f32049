/**
 * TLS between two transports: node's own, over a stream whose other side is the transport below. What node says of it comes
 * outside of the loop, or inside a call of ours; whoever is told has to know.
 */
import { Duplex } from 'node:stream';
import { checkServerIdentity, connect, TLSSocket, type ConnectionOptions } from 'node:tls';
import { isIP } from 'node:net';
import { NotImplementedError } from '../../spec';
import type { SSLContext } from './ssl-context';

/** What node says: 'end' is the peer's end, 'ended' ours, and 'sent' follows each write. */
export type SslEvent = 'secure' | 'end' | 'sent' | 'ended' | Uint8Array | { readonly failure: unknown };

export interface SslSide {
  readonly context: SSLContext;
  readonly serverSide: boolean;
  /** Empty for none. */
  readonly serverHostname: string;
}

/** The side of the wire: what is to be sent below, and what came from there. */
class Below extends Duplex {
  readonly #send: (data: Uint8Array) => void;
  #held: (() => void) | null = null;
  #paused = false;

  constructor(send: (data: Uint8Array) => void) {
    super({ allowHalfOpen: true, autoDestroy: false, emitClose: false, highWaterMark: 1 << 20 });
    this.#send = send;
  }

  /** Holds back the word that something was sent, so that node gives no more. */
  pauseSending(): void {
    this.#paused = true;
  }
  resumeSending(): void {
    this.#paused = false;
    const held = this.#held;
    this.#held = null;
    held?.();
  }

  override _read(): void {}
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk);
    if (this.#paused) this.#held = done;
    else done();
  }
  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    done(null);
  }
}

export class SslEngine {
  readonly #below: Below;
  readonly #socket: TLSSocket;
  readonly #tell: (event: SslEvent) => void;

  /** @throws NotImplementedError for a server that asks clients for certificates. */
  constructor(side: SslSide, send: (data: Uint8Array) => void, tell: (event: SslEvent) => void) {
    this.#below = new Below(send);
    this.#socket = side.serverSide ? serverSocket(this.#below, side) : clientSocket(this.#below, side);
    this.#socket.once(side.serverSide ? 'secure' : 'secureConnect', () => tell('secure'));
    this.#socket.on('data', (data: Uint8Array) => tell(data));
    this.#socket.once('end', () => tell('end'));
    this.#socket.on('error', (failure) => tell({ failure }));
    this.#socket.once('finish', () => tell('ended'));
    this.#tell = tell;
  }

  get socket(): TLSSocket {
    return this.#socket;
  }

  /** Bytes from below. */
  feed(data: Uint8Array): void {
    this.#below.push(data);
  }
  /** The end of the stream below. */
  feedEnd(): void {
    this.#below.push(null);
  }
  pauseSending(): void {
    this.#below.pauseSending();
  }
  resumeSending(): void {
    this.#below.resumeSending();
  }

  /** Enciphers and sends; 'sent' follows, in a turn of its own. */
  write(data: Uint8Array): void {
    this.#socket.write(data, (error) => {
      if (!error) this.#tell('sent');
    });
  }
  /** Sends the end that TLS has. */
  end(): void {
    this.#socket.end();
  }
  destroy(): void {
    this.#socket.destroy();
    this.#below.destroy();
  }
}

function clientSocket(below: Duplex, { context, serverHostname }: SslSide): TLSSocket {
  const options: ConnectionOptions = {
    socket: below,
    secureContext: context._secureContext,
    rejectUnauthorized: context.verifyMode !== 0,
    // Node would check the name of its own choice.
    checkServerIdentity: (_host, certificate) =>
      context.checkHostname && serverHostname !== '' ? checkServerIdentity(serverHostname, certificate) : undefined,
    ...context._alpn,
  };
  // A literal address is no name to ask for.
  if (serverHostname !== '' && isIP(serverHostname) === 0) options.servername = serverHostname;
  return connect(options);
}

function serverSocket(below: Duplex, { context }: SslSide): TLSSocket {
  if (context.verifyMode !== 0) {
    // Node verifies the certificate of a client only for servers of its own.
    throw new NotImplementedError('a server that asks its clients for certificates');
  }
  // What TLSSocket takes for a socket may be any stream, though its types want one of net.
  return new TLSSocket(below, { isServer: true, secureContext: context._secureContext, ...context._alpn });
}
