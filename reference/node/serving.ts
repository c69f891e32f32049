/** Serving, on node: who listens, and what becomes of each connection. */
import type { Socket as NetSocket } from 'node:net';
import { NotImplementedError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { SOCK_STREAM } from '../network/addresses';
import { untilConnected } from '../network/connected';
import type { ListeningPlan, NetworkLoop } from '../network/network-loop';
import { rethrowExit } from '../python/rethrow';
import { TransportSocket } from '../transports/transport-socket';
import type { ConnectingLoop } from './connecting';
import { HostSocket } from './host-socket';
import { ListeningSocket } from './listening-socket';
import { osError } from './os-errors';
import { namesOf } from './socket-names';

export type ServingLoop = ConnectingLoop & NetworkLoop;

/** What _startServing() is called with, by their places. */
type Start = readonly [
  factory: contract.ProtocolFactory,
  sock: contract.SocketLike,
  sslcontext: unknown,
  server: contract.Server,
  backlog: number,
  sslHandshakeTimeout: number | null,
  sslShutdownTimeout: number | null,
  options?: contract.ContextOption,
];

/** @throws ValueError for what node does otherwise, NotImplementedError for what it cannot. */
export function openListening(family: number, proto: number, plan: ListeningPlan): ListeningSocket {
  if (plan.reusePort) throw new ValueError('reuse_port is not supported on this host');
  if (!plan.reuseAddress) throw new ValueError('reuse_address=False is not supported on this host');
  if (!plan.startServing) throw new NotImplementedError('node binds and listens in one step: start_serving=False');
  return new ListeningSocket(family, proto, plan);
}

export class Serving {
  readonly #loop: ServingLoop;
  /** By the socket that the server knows: its own, or the one it was given. */
  readonly #listening = new Map<contract.SocketLike, ListeningSocket>();

  constructor(loop: ServingLoop) {
    this.#loop = loop;
  }

  start(...given: Start): void {
    const [, sock, , , backlog, , , { context = null } = {}] = given;
    // Node listens once: where a socket is given to two servers, the newer one serves.
    const listening = sock instanceof ListeningSocket ? sock : (this.#listening.get(sock) ?? adopted(sock, backlog));
    this.#listening.set(sock, listening);
    const post = (callback: () => void, within?: contract.Context): void => {
      this.#loop._selector.post(new Handle(callback, NO_ARGS, this.#loop, within));
    };
    const accept = (connection: NetSocket): void => {
      // Each connection has a context of its own, and so have its callbacks.
      const own = context === null ? {} : { context: context.copy() };
      post(() => {
        if (this.#listening.get(sock) === listening) this.#loop.createTask(this.#accept(connection, given, own), own);
        else connection.destroy();
      }, own.context);
    };
    // Node goes on with the next connection.
    const fail = (failure: unknown): void => {
      const socket = new TransportSocket(sock as unknown as contract.TransportSocket);
      const report = { message: 'Accept failed on a socket', exception: osError(failure), socket };
      post(() => this.#loop.callExceptionHandler(report));
    };
    listening.serve(accept, fail);
  }

  stop(sock: contract.SocketLike): void {
    const listening = this.#listening.get(sock);
    this.#listening.delete(sock);
    if (listening !== undefined) {
      listening.close();
      // Node has closed the descriptor: a socket that was given must not close another that gets its number.
      (sock as Partial<{ detach(): number }>).detach?.();
    }
    sock.close();
  }

  *#accept(connection: NetSocket, given: Start, own: contract.ContextOption): contract.Coroutine<void> {
    const [factory, listening, sslcontext, server, , sslHandshakeTimeout, sslShutdownTimeout] = given;
    const { family = 0, proto = 0 } = listening as Partial<ListeningSocket>;
    const sock = new HostSocket(family, SOCK_STREAM, proto);
    sock.connection = connection;
    const name = listening.getsockname();
    // Node names no unix sockets: where the server listens is known here alone.
    const extra = { peername: namesOf(connection).peername, ...(typeof name === 'string' ? { sockname: name } : {}) };
    const loop = this.#loop;
    let protocol: contract.BaseProtocol | undefined;
    let transport: contract.Transport | undefined;
    try {
      protocol = factory();
      const waiter = loop.createFuture();
      const options = { extra, server, ...own };
      if (sslcontext === null || sslcontext === undefined) {
        transport = loop._makeSocketTransport(sock, protocol, waiter, options);
      } else {
        const timeouts = { sslHandshakeTimeout, sslShutdownTimeout };
        const secure = { serverSide: true, ...options, ...timeouts };
        transport = loop._makeSslTransport(sock, protocol, sslcontext, waiter, secure);
      }
      yield* untilConnected(transport, waiter);
    } catch (exception) {
      if (transport === undefined) connection.destroy();
      rethrowExit(exception);
      if (loop.getDebug()) {
        const message = 'Error on transport creation for incoming connection';
        const made = { ...(protocol && { protocol }), ...(transport && { transport }) };
        loop.callExceptionHandler({ message, exception, ...made });
      }
    }
  }
}

function adopted(sock: contract.SocketLike, backlog: number): ListeningSocket {
  // A server shows the socket that it was given: nobody asks the other one for these.
  const { family, proto } = sock as unknown as Pick<ListeningSocket, 'family' | 'proto'>;
  const listening = new ListeningSocket(family, proto, { backlog, keepAlive: false });
  listening.adopt(sock);
  return listening;
}
