/** What a program may ask of a TLS connection, as get_extra_info() gives it. Source: ssl, SSLObject. */
import type { TLSSocket } from 'node:tls';

export class SSLObject {
  readonly #socket: TLSSocket;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  version(): string | null {
    return this.#socket.getProtocol();
  }
  /** Name, version, and the secret bits, which node does not tell. */
  cipher(): readonly [string, string, number | null] {
    const { name, version } = this.#socket.getCipher();
    return [name, version, null];
  }
  /** As node tells it; `null` where the peer showed none. */
  getpeercert(): object | null {
    // Node's types leave out that there may be none.
    const certificate = this.#socket.getPeerCertificate() as object | null;
    return certificate === null || Object.keys(certificate).length === 0 ? null : certificate;
  }
  selectedAlpnProtocol(): string | null {
    return typeof this.#socket.alpnProtocol === 'string' ? this.#socket.alpnProtocol : null;
  }
  compression(): null {
    return null;
  }
}

/** For get_extra_info(), once the handshake is over. */
export function factsOf(socket: TLSSocket): Readonly<Record<string, unknown>> {
  const object = new SSLObject(socket);
  return {
    peercert: object.getpeercert(),
    cipher: object.cipher(),
    compression: object.compression(),
    ssl_object: object,
  };
}
