/** loop.start_tls(): puts a protocol that speaks TLS between an open connection and its protocol. */
import { NotImplementedError } from '../../spec';
import type * as contract from '../../spec';
import { copyContext } from '../python/context';
import { checkOptions } from '../python/options';
import { repr } from '../python/repr';

type StartTlsOptions = contract.TlsOptions & { readonly serverSide?: boolean };

/** A protocol that speaks TLS, and the transport that it is for the program. */
export interface TlsLayer extends contract.BaseProtocol {
  readonly transport: contract.Transport;
}

/** What a successor adds that speaks TLS. */
export interface UpgradingLoop extends contract.AbstractEventLoop {
  _makeSslProtocol?(
    protocol: contract.BaseProtocol,
    sslcontext: unknown,
    waiter: contract.Future,
    options: StartTlsOptions & { readonly callConnectionMade: boolean; readonly context: contract.Context },
  ): TlsLayer;
}

/** Source: loop.start_tls. @throws TypeError for a transport that cannot be upgraded, or what is no context. */
export function* startTls(
  loop: UpgradingLoop,
  transport: contract.BaseTransport,
  protocol: contract.BaseProtocol,
  sslcontext: contract.SslContext,
  options: StartTlsOptions = {},
): contract.Coroutine<contract.Transport | null> {
  checkOptions(options, 'start_tls()', ['serverSide', 'serverHostname', 'sslHandshakeTimeout', 'sslShutdownTimeout']);
  if (!(transport as { _startTlsCompatible?: boolean })._startTlsCompatible) {
    throw new TypeError(`transport ${repr(transport)} is not supported by start_tls()`);
  }
  if (loop._makeSslProtocol === undefined) throw new NotImplementedError('start_tls() is not implemented');
  const open = transport as contract.Transport;
  const waiter = loop.createFuture();
  const context = copyContext();
  // An absent context is no wish for a default one.
  const given = (sslcontext as unknown) ?? undefined;
  const layer = loop._makeSslProtocol(protocol, given, waiter, { ...options, callConnectionMade: false, context });
  // The first bytes of the handshake must not reach the protocol, which would take them for data.
  open.pauseReading();
  open.setProtocol(layer);
  const begin = loop.callSoon(() => layer.connectionMade(open), [], { context });
  const resume = loop.callSoon(() => open.resumeReading(), [], { context });
  try {
    yield* waiter;
  } catch (error) {
    open.close();
    begin.cancel();
    resume.cancel();
    throw error;
  }
  return layer.transport;
}
