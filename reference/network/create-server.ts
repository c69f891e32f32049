/** loop.create_server(): bound sockets, and a server that listens on them. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { sleep } from '../combinators/sleep';
import { checkOptions } from '../python/options';
import { SOCK_STREAM } from './addresses';
import type { NetworkLoop } from './network-loop';
import { resolve } from './resolve';
import { Server } from './server';
import { checkStream, type OpenSocket } from './sockets';
import { checkTimeouts } from './tls-plan';

const KEYWORDS = [
  ...['family', 'flags', 'sock', 'backlog', 'ssl', 'reuseAddress', 'reusePort', 'keepAlive'],
  ...['sslHandshakeTimeout', 'sslShutdownTimeout', 'startServing'],
];

/** Source: loop.create_server. */
export function* createServer(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory,
  host: string | readonly string[] | null = null,
  port: number | null = null,
  options: contract.CreateServerOptions = {},
): contract.Coroutine<contract.Server> {
  checkOptions(options, 'create_server()', KEYWORDS);
  const { ssl = null, sock = null, backlog = 100, sslHandshakeTimeout = null, sslShutdownTimeout = null } = options;
  if (typeof ssl === 'boolean') throw new TypeError('ssl argument must be an SSLContext or None');
  checkTimeouts(ssl, sslHandshakeTimeout, sslShutdownTimeout);
  const hasAddress = host !== null || port !== null;
  if (hasAddress && sock !== null) {
    throw new ValueError('host/port and sock can not be specified at the same time');
  }
  if (!hasAddress && sock === null) throw new ValueError('Neither host/port nor sock were specified');
  if (sock !== null) checkStream(sock);
  const sockets = sock === null ? yield* bindAll(loop, host, port, options) : [sock as OpenSocket];
  for (const socket of sockets) socket.setblocking?.(false);
  const plan = { factory, sslContext: ssl, backlog, sslHandshakeTimeout, sslShutdownTimeout };
  const server = new Server(loop, sockets, plan);
  if (options.startServing !== false) {
    server._startServing();
    yield* sleep(0);
  }
  return server;
}

/** One bound socket for each address of each host. */
function* bindAll(
  loop: NetworkLoop,
  host: string | readonly string[] | null,
  port: number | null,
  { family = 0, flags = 0 }: contract.CreateServerOptions,
): contract.Coroutine<OpenSocket[]> {
  const hosts = host === '' || host === null ? [null] : typeof host === 'string' ? [host] : host;
  const rows = new Map<string, contract.AddressInfo>();
  for (const name of hosts) {
    const found = yield* resolve(loop, [name, port] as never, { family, type: SOCK_STREAM, flags });
    for (const row of found) rows.set(JSON.stringify(row), row);
  }
  const sockets: OpenSocket[] = [];
  try {
    for (const [found, type, proto, , address] of rows.values()) {
      const sock = loop._openSocket(found, type, proto);
      sockets.push(sock);
      yield* loop._bindSocket(sock, address);
    }
  } catch (error) {
    for (const sock of sockets) sock.close();
    throw error;
  }
  return sockets;
}
