/** A stream peer, in the wire thread: half-open, and reading only as much as it is asked for; in clear or through TLS. */
import type { Socket } from 'node:net';
import type { SecureFacts, StreamEnd, WireTls } from './messages';
import { clientSide, handshake, serverSide } from './tls-peer';

interface Reading {
  readonly count: number;
  readonly settle: (read: { readonly data: Uint8Array; readonly how: StreamEnd | null }) => void;
}

export class StreamPeer {
  /** What is read and written: the connection, or TLS over it. */
  socket: Socket;
  readonly connection: Socket;
  #secured: Promise<SecureFacts> | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #end: StreamEnd | null = null;
  #reading: Reading | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    this.connection = socket;
    this.#watch(socket);
  }

  /** The handshake begins at once, whether somebody reads or not. */
  startTls(tls: WireTls, server: boolean): void {
    const below = this.socket;
    below.removeAllListeners('data').removeAllListeners('end');
    if (this.#size > 0) below.unshift(Buffer.concat(this.#chunks));
    this.#chunks = [];
    this.#size = 0;
    const secure = server ? serverSide(below, tls) : clientSide(below, tls);
    secure.pause();
    this.socket = secure;
    this.#secured = handshake(secure, server);
    // A handshake may fail with nobody asking.
    this.#secured.catch(() => {});
    this.#watch(secure);
  }

  secured(): Promise<SecureFacts> {
    return this.#secured ?? Promise.reject(new Error('this peer speaks no TLS'));
  }

  destroy(): void {
    this.socket.destroy();
    this.connection.destroy();
  }

  #watch(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      this.#serve();
    });
    socket.on('end', () => {
      this.#end ??= 'fin';
      this.#serve();
    });
    socket.on('error', () => {
      this.#end = 'reset';
      this.#serve();
    });
  }

  read(count: number | null): Promise<{ data: Uint8Array; how: StreamEnd | null }> {
    return new Promise((settle) => {
      this.#reading = { count: count ?? Infinity, settle };
      this.socket.resume();
      this.#serve();
    });
  }

  #serve(): void {
    const reading = this.#reading;
    if (reading === null || (this.#size < reading.count && this.#end === null)) return;
    this.#reading = null;
    this.socket.pause();
    const all = Buffer.concat(this.#chunks);
    const data = all.subarray(0, Math.min(reading.count, all.length));
    const rest = all.subarray(data.length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    // A copy: a piece of node's pool would carry the whole pool along.
    reading.settle({ data: new Uint8Array(data), how: rest.length > 0 ? null : this.#end });
  }
}
