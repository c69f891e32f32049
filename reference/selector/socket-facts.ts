/** What a transport knows of its socket. */
import { OSError } from '../../spec';
import type * as contract from '../../spec';
import type { OpenSocket } from '../network/sockets';
import { Socket } from '../sockets/socket';
import { TransportSocket } from '../transports/transport-socket';
import { rethrowUnless } from '../python/rethrow';

/** The socket itself, or one of ours on the descriptor of another's; the facts that it does not tell are a TCP socket's. */
export function ownSocket(given: contract.SocketLike): Socket {
  if (given instanceof Socket) return given;
  const { family, type, proto } = given as OpenSocket & { readonly family?: number; readonly proto?: number };
  return new Socket(family, type, proto, given.fileno());
}

/** Closes what {@link ownSocket} gave: whoever gave the socket must not close the number again, which may be another's by then. */
export function closeSocket(sock: Socket, given: contract.SocketLike): void {
  sock.close();
  (given as Partial<contract.Socket>).detach?.();
}

interface Facts {
  readonly socket: TransportSocket;
  readonly sockname: contract.Address;
  readonly peername: contract.Address | null;
}

/** For get_extra_info(), as things stand; `peername` is `null` for a socket whose other end has gone already, or is not there. */
export function factsOf(sock: Socket): Facts {
  return { socket: new TransportSocket(sock), sockname: sock.getsockname(), peername: nameOfPeer(sock) };
}

function nameOfPeer(sock: Socket): contract.Address | null {
  try {
    return sock.getpeername();
  } catch (error) {
    rethrowUnless(OSError, error);
    return null;
  }
}

/** A transport in words. */
export function shown(name: string, lost: boolean, closing: boolean, fd: number): string {
  return `<${name} ${lost ? 'closed' : closing ? 'closing' : 'open'} fd=${String(fd)}>`;
}
