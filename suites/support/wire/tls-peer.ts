/** TLS of the stream peers, in the wire thread: node's own. */
import type { Socket } from 'node:net';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import { CERTIFICATES } from './certificates';
import type { SecureFacts, WireTls } from './messages';

export function serverSide(below: Socket, { certificate = 'localhost', alpn }: WireTls): TLSSocket {
  return new TLSSocket(below, {
    isServer: true,
    secureContext: createSecureContext(CERTIFICATES[certificate]),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  });
}

export function clientSide(below: Socket, { servername, alpn }: WireTls): TLSSocket {
  return connect({
    socket: below,
    rejectUnauthorized: false,
    ...(servername === undefined ? {} : { servername }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  });
}

/** What comes of the handshake of `socket`. */
export function handshake(socket: TLSSocket, server: boolean): Promise<SecureFacts> {
  return new Promise((resolve, reject) => {
    socket.once(server ? 'secure' : 'secureConnect', () => {
      // Node has `false` where there is no name; its types say so of one of the two alone.
      const { servername } = socket as { servername?: string | false | null };
      resolve({
        servername: server && typeof servername === 'string' ? servername : null,
        alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
        version: socket.getProtocol(),
      });
    });
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('the connection ended during the handshake'));
    });
  });
}
