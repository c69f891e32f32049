/** loop.create_server(): bound sockets, and a server that listens on them. */
import { OSError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { sleep } from '../combinators/sleep';
import { checkOptions } from '../python/options';
import { AI_PASSIVE, SOCK_STREAM } from './addresses';
import type { ListeningPlan, NetworkLoop } from './network-loop';
import { resolve } from './resolve';
import { Server } from './server';
import { checkStream, type OpenSocket } from './sockets';
import { checkTimeouts } from './tls-plan';

const KEYWORDS = [
  ...['family', 'flags', 'sock', 'backlog', 'ssl', 'reuseAddress', 'reusePort', 'keepAlive'],
  ...['sslHandshakeTimeout', 'sslShutdownTimeout', 'startServing'],
];

/** What a system says of an address of a family, or of an interface, that the machine does not have. */
const ABSENT: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

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
  options: contract.CreateServerOptions,
): contract.Coroutine<OpenSocket[]> {
  const { family = 0, flags = AI_PASSIVE } = options;
  const hosts = host === '' || host === null ? [null] : typeof host === 'string' ? [host] : host;
  const rows = new Map<string, contract.AddressInfo>();
  for (const name of hosts) {
    const found = yield* resolve(loop, [name, port] as never, { family, type: SOCK_STREAM, flags });
    for (const row of found) rows.set(JSON.stringify(row), row);
  }
  const sockets: OpenSocket[] = [];
  try {
    for (const row of rows.values()) sockets.push(...(yield* bindOne(loop, row, planOf(options))));
  } catch (error) {
    for (const sock of sockets) sock.close();
    throw error;
  }
  if (sockets.length === 0) {
    const addresses = [...rows.values()].map(([, , , , address]) => String(address));
    throw new OSError(`could not bind on any address out of ${addresses.join('; ')}`);
  }
  return sockets;
}

/** The socket for one address, or none where the machine does not have the address. */
function* bindOne(
  loop: NetworkLoop,
  [family, type, proto, , address]: contract.AddressInfo,
  plan: ListeningPlan,
): contract.Coroutine<readonly OpenSocket[]> {
  const sock = loop._openSocket(family, type, proto, plan);
  try {
    yield* loop._bindSocket(sock, address);
    return [sock];
  } catch (error) {
    sock.close();
    if (error instanceof OSError && ABSENT.has(error.code ?? '')) return [];
    throw error;
  }
}

/** Source: loop.create_server, for what is not given. */
export function planOf(options: contract.CreateServerOptions): ListeningPlan {
  return {
    backlog: options.backlog ?? 100,
    reuseAddress: options.reuseAddress ?? true,
    reusePort: options.reusePort ?? false,
    keepAlive: options.keepAlive ?? false,
    startServing: options.startServing ?? true,
  };
}
