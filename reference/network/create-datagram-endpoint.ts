/** loop.create_datagram_endpoint(). */
import { OSError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';
import { rethrowUnless } from '../python/rethrow';
import { CONSTANTS } from './socket-constants';
import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from './addresses';
import { untilConnected } from './connected';
import type { NetworkLoop } from './network-loop';
import { resolve } from './resolve';
import type { OpenSocket } from './sockets';

const { SOL_SOCKET, SO_BROADCAST, SO_REUSEPORT } = CONSTANTS;

type Options = contract.CreateDatagramOptions;

/** Addresses of one family. */
interface Pair {
  readonly family: number;
  readonly proto: number;
  readonly local: contract.Address | null;
  readonly remote: contract.Address | null;
}

interface Endpoint {
  readonly sock: OpenSocket;
  readonly remote: contract.Address | null;
}

/** What describes a socket to be opened, and is out of place beside one that is. */
const MODIFIERS = ['localAddr', 'remoteAddr', 'family', 'proto', 'flags', 'reusePort', 'allowBroadcast'] as const;

/** Source: loop.create_datagram_endpoint. */
export function* createDatagramEndpoint<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  options: Options = {},
): contract.Coroutine<readonly [contract.DatagramTransport, P]> {
  checkOptions(options, 'create_datagram_endpoint()', [...MODIFIERS, 'sock']);
  const { sock, remote } = options.sock ? useGiven(options.sock, options) : yield* open(loop, options);
  sock.setblocking?.(false);
  const protocol = factory();
  const waiter = loop.createFuture();
  const transport = loop._makeDatagramTransport(sock, protocol, remote, waiter);
  yield* untilConnected(transport, waiter);
  return [transport, protocol];
}

function* open(loop: NetworkLoop, options: Options): contract.Coroutine<Endpoint> {
  const errors: unknown[] = [];
  for (const pair of yield* pairs(loop, options)) {
    let sock: OpenSocket | null = null;
    try {
      sock = loop._openSocket(pair.family, SOCK_DGRAM, pair.proto);
      if (options.reusePort) sock.setsockopt?.(SOL_SOCKET, SO_REUSEPORT, 1);
      if (options.allowBroadcast) sock.setsockopt?.(SOL_SOCKET, SO_BROADCAST, 1);
      if (pair.local !== null) yield* loop._bindSocket(sock, pair.local);
      if (pair.remote !== null && !options.allowBroadcast) yield* loop.sockConnect(sock, pair.remote);
      return { sock, remote: pair.remote };
    } catch (error) {
      sock?.close();
      rethrowUnless(OSError, error);
      errors.push(error);
    }
  }
  throw errors[0];
}

/** Local and remote addresses of one family each. */
function* pairs(loop: NetworkLoop, options: Options): contract.Coroutine<readonly Pair[]> {
  const { localAddr = null, remoteAddr = null, family = 0, proto = 0, flags = 0 } = options;
  if (localAddr === null && remoteAddr === null) {
    if (family === 0) throw new ValueError('unexpected address family');
    return [{ family, proto, local: null, remote: null }];
  }
  if (family === AF_UNIX) return [unixPair(localAddr, remoteAddr, proto)];
  const hints = { family, type: SOCK_DGRAM, proto, flags };
  const found = new Map<string, Pair>();
  for (const [side, address] of [['local', localAddr] as const, ['remote', remoteAddr] as const]) {
    if (address === null) continue;
    if (!Array.isArray(address) || address.length !== 2) throw new TypeError('2-tuple is expected');
    for (const [of, , protocol, , resolved] of yield* resolve(loop, address as contract.Address, hints)) {
      const key = `${String(of)}/${String(protocol)}`;
      const before = found.get(key) ?? { family: of, proto: protocol, local: null, remote: null };
      found.set(key, { ...before, [side]: resolved });
    }
  }
  const complete = [...found.values()].filter(
    ({ local, remote }) => !(localAddr !== null && local === null) && !(remoteAddr !== null && remote === null),
  );
  if (complete.length === 0) throw new ValueError('can not get address information');
  return complete;
}

/** Paths: there is nothing to look up. */
function unixPair(local: unknown, remote: unknown, proto: number): Pair {
  for (const path of [local, remote]) {
    if (path !== null && typeof path !== 'string') throw new TypeError('string is expected');
  }
  return { family: AF_UNIX, proto, local: local as string | null, remote: remote as string | null };
}

function useGiven(sock: OpenSocket, options: Options): Endpoint {
  if (sock.type === SOCK_STREAM) throw new ValueError(`A datagram socket was expected, got ${repr(sock)}`);
  const misplaced = MODIFIERS.filter((key) => Boolean(options[key]));
  if (misplaced.length > 0) {
    throw new ValueError(
      `socket modifier keyword arguments can not be used when sock is specified. (${misplaced.join(', ')})`,
    );
  }
  return { sock, remote: null };
}
