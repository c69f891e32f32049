/** loop.create_connection() and loop.connect_accepted_socket(): a connected socket, of which the successor makes a transport. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { copyContext } from '../python/context';
import { checkOptions } from '../python/options';
import { connect } from './connect';
import { untilConnected } from './connected';
import type { NetworkLoop } from './network-loop';
import { checkStream, type OpenSocket } from './sockets';
import { planTls, type TlsPlan } from './tls-plan';

const KEYWORDS = [
  ...['ssl', 'family', 'proto', 'flags', 'sock', 'localAddr', 'serverHostname', 'sslHandshakeTimeout'],
  ...['sslShutdownTimeout', 'happyEyeballsDelay', 'interleave', 'allErrors'],
];

/** Source: loop.create_connection. */
export function* createConnection<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  host: string | null = null,
  port: number | string | null = null,
  options: contract.CreateConnectionOptions = {},
): contract.Coroutine<readonly [contract.Transport, P]> {
  checkOptions(options, 'create_connection()', KEYWORDS);
  const plan = planTls(options, false, options.serverHostname ?? null);
  if (plan.serverHostname !== null && !plan.ssl) {
    throw new ValueError('server_hostname is only meaningful with ssl');
  }
  if (plan.ssl && plan.serverHostname === null && !host) {
    throw new ValueError('You must set server_hostname when using ssl without a host');
  }
  const given = options.sock ?? null;
  if (given === null && host === null && port === null) {
    throw new ValueError('host and port was not specified and no sock specified');
  }
  if (given !== null && (host !== null || port !== null)) {
    throw new ValueError('host/port and sock can not be specified at the same time');
  }
  if (given !== null) checkStream(given);
  const sock = given ?? (yield* connect(loop, [host, port] as never, options));
  const serverHostname = plan.ssl ? (plan.serverHostname ?? host) : null;
  return yield* makeTransport(loop, sock, factory, { ...plan, serverHostname });
}

/** Source: loop.connect_accepted_socket. */
export function* connectAcceptedSocket<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  sock: contract.SocketLike,
  options: contract.TlsOptions = {},
): contract.Coroutine<readonly [contract.Transport, P]> {
  checkOptions(options, 'connect_accepted_socket()', ['ssl', 'sslHandshakeTimeout', 'sslShutdownTimeout']);
  checkStream(sock);
  return yield* makeTransport(loop, sock, factory, planTls(options, true, ''));
}

/** Makes a transport of a connected socket, and waits for its word that the protocol is connected. */
export function* makeTransport<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  sock: OpenSocket,
  factory: contract.ProtocolFactory<P>,
  plan: TlsPlan,
): contract.Coroutine<readonly [contract.Transport, P]> {
  const waiter = loop.createFuture();
  let protocol: P;
  let transport: contract.Transport;
  try {
    sock.setblocking?.(false);
    protocol = factory();
    const { ssl, ...options } = plan;
    // The callbacks of the protocol run in the context of whoever made the connection.
    const context = copyContext();
    transport = ssl
      ? loop._makeSslTransport(sock, protocol, ssl === true ? null : ssl, waiter, { ...options, context })
      : loop._makeSocketTransport(sock, protocol, waiter, { context });
  } catch (error) {
    // No transport will ever close it.
    sock.close();
    throw error;
  }
  yield* untilConnected(transport, waiter);
  return [transport, protocol];
}
