/** The keywords about TLS that several methods take. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';

export interface TlsPlan {
  readonly ssl: contract.SslContext | boolean | null;
  readonly serverHostname: string | null;
  readonly serverSide: boolean;
  /** Seconds; `null` leaves it to the transport. */
  readonly sslHandshakeTimeout: number | null;
  readonly sslShutdownTimeout: number | null;
}

/** @throws ValueError for a timeout without TLS. */
export function planTls(options: contract.TlsOptions, serverSide: boolean, serverHostname: string | null): TlsPlan {
  const { ssl = null, sslHandshakeTimeout = null, sslShutdownTimeout = null } = options;
  checkTimeouts(ssl, sslHandshakeTimeout, sslShutdownTimeout);
  return { ssl, serverSide, serverHostname, sslHandshakeTimeout, sslShutdownTimeout };
}

/** @throws ValueError for a timeout without TLS. */
export function checkTimeouts(ssl: unknown, handshake: number | null, shutdown: number | null): void {
  if (!ssl && handshake !== null) throw new ValueError('ssl_handshake_timeout is only meaningful with ssl');
  if (!ssl && shutdown !== null) throw new ValueError('ssl_shutdown_timeout is only meaningful with ssl');
}
