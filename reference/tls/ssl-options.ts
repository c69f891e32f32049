/** What the layer of TLS is told, and what it takes where nothing is said. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import type { SslSide } from './ssl-engine';

/** Seconds. */
const HANDSHAKE_TIMEOUT = 60;
const SHUTDOWN_TIMEOUT = 30;

export interface SslOptions extends SslSide {
  readonly handshakeTimeout: number | null;
  readonly shutdownTimeout: number | null;
  /** False where the protocol has its connection already. */
  readonly callConnectionMade: boolean;
  /** That the protocol is called in. */
  readonly callContext: contract.Context | null;
}

/** Seconds. */
export interface SslTimeouts {
  readonly handshake: number;
  readonly shutdown: number;
}

/** @throws ValueError for a timeout that is not positive. */
export function timeoutsOf({ handshakeTimeout, shutdownTimeout }: SslOptions): SslTimeouts {
  return {
    handshake: positive('ssl_handshake_timeout', handshakeTimeout ?? HANDSHAKE_TIMEOUT),
    shutdown: positive('ssl_shutdown_timeout', shutdownTimeout ?? SHUTDOWN_TIMEOUT),
  };
}

function positive(name: string, seconds: number): number {
  if (!(seconds > 0)) throw new ValueError(`${name} should be a positive number, got ${String(seconds)}`);
  return seconds;
}
