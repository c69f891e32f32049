/** Part of SelectorEventLoop: accepting connections, each of which becomes a transport of the server. */
import type { OSError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import type { ListeningPlan, NetworkLoop } from '../network/network-loop';
import { osError } from '../node/os-errors';
import { removeStale } from '../node/unix-connections';
import { CONSTANTS } from '../network/socket-constants';
import { acceptOne } from '../sockets/descriptors';
import { Socket } from '../sockets/socket';
import { TransportSocket } from '../transports/transport-socket';
import { rethrowExit } from '../python/rethrow';
import { adopt } from './socket-operations';
import type { WatchedLoop, Watchers } from './watchers';

/** Codes for want of means, which may come back. */
const EXHAUSTED: readonly (string | undefined)[] = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'];
/** Seconds until a server tries again. */
const PAUSE = 1;

export interface ServingLoop extends WatchedLoop, NetworkLoop {
  readonly _watchers: Watchers;
}

/** What a server is told of, and how it makes transports: the arguments of _start_serving(). */
export interface Serving {
  readonly factory: contract.ProtocolFactory;
  readonly ssl: unknown;
  readonly server: contract.Server;
  readonly backlog: number;
  readonly sslHandshakeTimeout: number | null;
  readonly sslShutdownTimeout: number | null;
  /** In which connections are accepted. */
  readonly context: contract.Context;
}

/** Sets what has to be set before a socket is bound. @throws ValueError where the system has no such option */
export function prepareListening(sock: Socket, { reuseAddress, reusePort, keepAlive }: ListeningPlan): void {
  const { SOL_SOCKET, SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE, IPPROTO_IPV6, IPV6_V6ONLY, AF_INET6 } = CONSTANTS;
  if (reuseAddress) sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  if (reusePort) sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
  // Handed on to each connection.
  if (keepAlive) sock.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1);
  // The other family has a socket of its own, at the same port.
  if (sock.family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
}

/** A socket bound to a path. @throws OSError */
export function* bindPath(path: string): contract.Coroutine<Socket> {
  removeStale(path);
  const sock = new Socket(CONSTANTS.AF_UNIX, CONSTANTS.SOCK_STREAM);
  try {
    sock.bind(path);
    return sock;
  } catch (error) {
    sock.close();
    if ((error as Partial<OSError>).code !== 'EADDRINUSE') throw error;
    throw osError({ code: 'EADDRINUSE', message: `Address '${path}' is already in use` });
  }
}

/** Accepts on `sock`, which listens, until {@link stopServing}. */
export function startServing(loop: ServingLoop, sock: contract.SocketLike, serving: Serving): void {
  const accept = new Handle(() => acceptAll(loop, sock, serving), NO_ARGS, loop, serving.context);
  loop._watchers.add('reader', sock, accept);
}

export function stopServing(loop: ServingLoop, sock: contract.SocketLike): void {
  loop._watchers.remove('reader', sock);
  sock.close();
}

/** As many as the queue held, so that one busy server leaves the loop its other work. */
function acceptAll(loop: ServingLoop, sock: contract.SocketLike, serving: Serving): void {
  for (let count = 0; count <= serving.backlog; count++) {
    try {
      const accepted = acceptOne(sock.fileno());
      if (accepted === null) return;
      const [connection, peername] = accepted;
      // Each connection has a context of its own, and so have its callbacks.
      const own = { context: serving.context.copy() };
      loop.createTask(connected(loop, adopt(connection, sock), peername, { ...serving, ...own }), own);
    } catch (error) {
      const { code } = error as Partial<OSError>;
      if (code === 'ECONNABORTED') return;
      if (!EXHAUSTED.includes(code)) throw error;
      pause(loop, sock, serving, error);
      return;
    }
  }
}

/** Without this the descriptor would stay readable, and the loop would spin. */
function pause(loop: ServingLoop, sock: contract.SocketLike, serving: Serving, exception: unknown): void {
  const message = 'socket.accept() out of system resource';
  loop.callExceptionHandler({
    message,
    exception,
    socket: new TransportSocket(sock as unknown as contract.TransportSocket),
  });
  loop._watchers.remove('reader', sock);
  loop.callLater(PAUSE, () => {
    if (sock.fileno() >= 0) startServing(loop, sock, serving);
  });
}

function* connected(
  loop: ServingLoop,
  sock: Socket,
  peername: contract.Address,
  serving: Serving,
): contract.Coroutine<void> {
  const { factory, ssl, server, context, sslHandshakeTimeout, sslShutdownTimeout } = serving;
  const extra = { peername };
  let protocol: contract.BaseProtocol | null = null;
  let transport: contract.Transport | null = null;
  try {
    protocol = factory();
    const waiter = loop.createFuture();
    transport = ssl
      ? loop._makeSslTransport(sock, protocol, ssl, waiter, {
          ...{ serverSide: true, extra, server, context, sslHandshakeTimeout, sslShutdownTimeout },
        })
      : loop._makeSocketTransport(sock, protocol, waiter, { extra, server, context });
    try {
      yield* waiter;
    } catch (error) {
      transport.close();
      throw error;
    }
  } catch (error) {
    rethrowExit(error);
    if (transport === null) sock.close();
    if (!loop.getDebug()) return;
    loop.callExceptionHandler({
      message: 'Error on transport creation for incoming connection',
      exception: error,
      ...(protocol === null ? {} : { protocol }),
      ...(transport === null ? {} : { transport }),
    });
  }
}
