/** Part of BaseEventLoop: datagram endpoints. */
import { NotImplementedError, OSError, ValueError } from '../../../spec';
import type * as contract from '../../../spec';
import { checkOptions } from '../../values/options';
import { repr } from '../../values/repr';
import { SOCK_DGRAM, SOCK_STREAM } from './addresses';
import { ConnectionLoop } from './connection-loop';
import type { OpenSocket } from './sockets';

type Options = contract.CreateDatagramOptions;
interface Pair {
  readonly family: number;
  readonly proto: number;
  readonly local: contract.Address | null;
  readonly remote: contract.Address | null;
}

/** What describes a socket to be opened, and is out of place beside one that is. */
const MODIFIERS = ['localAddr', 'remoteAddr', 'family', 'proto', 'flags', 'reusePort', 'allowBroadcast'] as const;

export abstract class DatagramLoop extends ConnectionLoop {
  override *createDatagramEndpoint<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    options: Options = {},
  ): contract.Coroutine<readonly [contract.DatagramTransport, P]> {
    checkOptions(options, 'create_datagram_endpoint()', [...MODIFIERS, 'sock']);
    const { sock, remote } = options.sock ? useGiven(options.sock, options) : yield* this.#open(options);
    sock.setblocking?.(false);
    const protocol = factory();
    const waiter = this.createFuture();
    const transport = this._makeDatagramTransport(sock, protocol, remote, waiter);
    yield* this._untilConnected(transport, waiter);
    return [transport, protocol];
  }

  *#open(options: Options): contract.Coroutine<{ sock: OpenSocket; remote: contract.Address | null }> {
    const errors: unknown[] = [];
    for (const pair of yield* this.#pairs(options)) {
      let sock: OpenSocket | null = null;
      try {
        sock = this._openSocket(pair.family, SOCK_DGRAM, pair.proto);
        if (pair.local !== null) sock.bind?.(pair.local);
        if (pair.remote !== null && !options.allowBroadcast) yield* this.sockConnect(sock, pair.remote);
        return { sock, remote: pair.remote };
      } catch (error) {
        sock?.close();
        if (!(error instanceof OSError)) throw error;
        errors.push(error);
      }
    }
    throw errors[0];
  }

  /** Local and remote addresses of one family each. */
  *#pairs(options: Options): contract.Coroutine<readonly Pair[]> {
    const { localAddr = null, remoteAddr = null, family = 0, proto = 0, flags = 0 } = options;
    if (localAddr === null && remoteAddr === null) {
      if (family === 0) throw new ValueError('unexpected address family');
      return [{ family, proto, local: null, remote: null }];
    }
    const hints = { family, type: SOCK_DGRAM, proto, flags };
    const pairs = new Map<string, Pair>();
    for (const [side, address] of [['local', localAddr] as const, ['remote', remoteAddr] as const]) {
      if (address === null) continue;
      if (!Array.isArray(address) || address.length !== 2) throw new TypeError('2-tuple is expected');
      for (const [found, , protocol, , resolved] of yield* this._resolve(address as contract.Address, hints)) {
        const key = `${String(found)}/${String(protocol)}`;
        const before = pairs.get(key) ?? { family: found, proto: protocol, local: null, remote: null };
        pairs.set(key, { ...before, [side]: resolved });
      }
    }
    const complete = [...pairs.values()].filter(
      ({ local, remote }) => !(localAddr !== null && local === null) && !(remoteAddr !== null && remote === null),
    );
    if (complete.length === 0) throw new ValueError('can not get address information');
    return complete;
  }

  _makeDatagramTransport(
    _sock: contract.SocketLike,
    _protocol: contract.BaseProtocol,
    _address?: contract.Address | null,
    _waiter?: contract.Future | null,
    _extra?: unknown,
  ): contract.DatagramTransport {
    throw new NotImplementedError('_make_datagram_transport() is not implemented');
  }
}

function useGiven(sock: OpenSocket, options: Options): { sock: OpenSocket; remote: null } {
  if (sock.type === SOCK_STREAM) throw new ValueError(`A datagram socket was expected, got ${repr(sock)}`);
  const misplaced = MODIFIERS.filter((key) => Boolean(options[key]));
  if (misplaced.length > 0) {
    throw new ValueError(
      `socket modifier keyword arguments can not be used when sock is specified. (${misplaced.join(', ')})`,
    );
  }
  return { sock, remote: null };
}
