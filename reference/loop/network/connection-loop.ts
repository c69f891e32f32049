/** Part of BaseEventLoop: connections. It finds and connects a socket; the successor makes a transport of it. */
import { ExceptionGroup, NotImplementedError, OSError, ValueError } from '../../../spec';
import type * as contract from '../../../spec';
import { checkOptions } from '../../values/options';
import { interleave, SOCK_STREAM } from './addresses';
import { NamesLoop } from './names-loop';
import { checkStream, type OpenSocket } from './sockets';

interface TlsPlan {
  readonly ssl: contract.SslContext | boolean | null;
  readonly serverHostname: string | null;
  readonly serverSide: boolean;
  readonly sslHandshakeTimeout: number | null;
  readonly sslShutdownTimeout: number | null;
}

const KEYWORDS = [
  ...['ssl', 'family', 'proto', 'flags', 'sock', 'localAddr', 'serverHostname', 'sslHandshakeTimeout'],
  ...['sslShutdownTimeout', 'happyEyeballsDelay', 'interleave', 'allErrors'],
];

export abstract class ConnectionLoop extends NamesLoop {
  override *createConnection<P extends contract.BaseProtocol>(
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
    const sock = given ?? (yield* this.#connect([host, port] as never, options));
    const serverHostname = plan.ssl ? (plan.serverHostname ?? host) : null;
    return yield* this.#makeTransport(sock, factory, { ...plan, serverHostname });
  }

  override *connectAcceptedSocket<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    sock: contract.SocketLike,
    options: contract.TlsOptions = {},
  ): contract.Coroutine<readonly [contract.Transport, P]> {
    checkOptions(options, 'connect_accepted_socket()', ['ssl', 'sslHandshakeTimeout', 'sslShutdownTimeout']);
    checkStream(sock);
    return yield* this.#makeTransport(sock, factory, planTls(options, true, ''));
  }

  /** Makes a transport and waits for its word that the protocol is connected. */
  *#makeTransport<P extends contract.BaseProtocol>(
    sock: OpenSocket,
    factory: contract.ProtocolFactory<P>,
    plan: TlsPlan,
  ): contract.Coroutine<readonly [contract.Transport, P]> {
    sock.setblocking?.(false);
    const protocol = factory();
    const waiter = this.createFuture();
    const { ssl, ...options } = plan;
    const transport = ssl
      ? this._makeSslTransport(sock, protocol, ssl === true ? null : ssl, waiter, options)
      : this._makeSocketTransport(sock, protocol, waiter);
    yield* this._untilConnected(transport, waiter);
    return [transport, protocol];
  }

  protected *_untilConnected(transport: contract.BaseTransport, waiter: contract.Future): contract.Coroutine<void> {
    try {
      yield* waiter;
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /** Tries one address after the other. */
  *#connect(address: contract.Address, options: contract.CreateConnectionOptions): contract.Coroutine<OpenSocket> {
    const { family = 0, proto = 0, flags = 0 } = options;
    const hints = { family, type: SOCK_STREAM, proto, flags };
    const found = yield* this._resolve(address, hints);
    const local = options.localAddr ? yield* this._resolve(options.localAddr, hints) : null;
    const step = options.interleave ?? (options.happyEyeballsDelay ? 1 : 0);
    const errors: unknown[] = [];
    for (const row of step > 0 ? interleave(found, step) : found) {
      try {
        return yield* this.#connectOne(row, local);
      } catch (error) {
        if (!(error instanceof OSError)) throw error;
        errors.push(error);
      }
    }
    throw connectionError(errors, options.allErrors === true);
  }

  *#connectOne(
    [family, type, proto, , address]: contract.AddressInfo,
    local: readonly contract.AddressInfo[] | null,
  ): contract.Coroutine<OpenSocket> {
    const sock = this._openSocket(family, type, proto);
    try {
      sock.setblocking?.(false);
      if (local !== null) bindLocal(sock, family, local);
      yield* this.sockConnect(sock, address);
    } catch (error) {
      sock.close();
      throw error;
    }
    return sock;
  }

  /** A successor turns a connected socket into a transport, and completes `waiter` once the protocol is connected. */
  _makeSocketTransport(
    _sock: contract.SocketLike,
    _protocol: contract.BaseProtocol,
    _waiter?: contract.Future | null,
    _options?: { readonly extra?: unknown; readonly server?: contract.Server | null },
  ): contract.Transport {
    throw new NotImplementedError('_make_socket_transport() is not implemented');
  }

  /** The same over TLS. */
  _makeSslTransport(
    _rawsock: contract.SocketLike,
    _protocol: contract.BaseProtocol,
    _sslcontext: unknown,
    _waiter?: contract.Future | null,
    _options?: object,
  ): contract.Transport {
    throw new NotImplementedError('_make_ssl_transport() is not implemented');
  }
}

function planTls(options: contract.TlsOptions, serverSide: boolean, serverHostname: string | null): TlsPlan {
  const { ssl = null, sslHandshakeTimeout = null, sslShutdownTimeout = null } = options;
  if (!ssl && sslHandshakeTimeout !== null) throw new ValueError('ssl_handshake_timeout is only meaningful with ssl');
  if (!ssl && sslShutdownTimeout !== null) throw new ValueError('ssl_shutdown_timeout is only meaningful with ssl');
  return { ssl, serverSide, serverHostname, sslHandshakeTimeout, sslShutdownTimeout };
}

function bindLocal(sock: OpenSocket, family: number, local: readonly contract.AddressInfo[]): void {
  let last: unknown = new OSError(`no matching local address with family=${String(family)} found`);
  for (const [localFamily, , , , address] of local) {
    if (localFamily !== family) continue;
    try {
      sock.bind?.(address);
      return;
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      last = new OSError(`error while attempting to bind on address ${String(address)}: ${error.message}`);
    }
  }
  throw last;
}

function connectionError(errors: readonly unknown[], all: boolean): unknown {
  if (all) return new ExceptionGroup('create_connection failed', errors);
  const texts = new Set(errors.map((error) => (error as Error).message));
  if (texts.size === 1) return errors[0];
  return new OSError(`Multiple exceptions: ${[...texts].join(', ')}`);
}
