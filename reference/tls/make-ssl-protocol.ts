/** From what a loop is asked for to the protocol that speaks TLS. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { repr } from '../python/repr';
import { createDefaultContext, SSLContext } from './ssl-context';
import type { SslLoop } from './ssl-inbox';
import { SslProtocol } from './ssl-protocol';

/** As asyncio's successors are given them. */
export interface SslKeywords {
  readonly serverSide?: boolean;
  readonly serverHostname?: string | null;
  readonly sslHandshakeTimeout?: number | null;
  readonly sslShutdownTimeout?: number | null;
  readonly callConnectionMade?: boolean;
  readonly context?: contract.Context | null;
}

/** `sslcontext` is null for a default one. @throws TypeError, ValueError */
export function makeSslProtocol(
  loop: SslLoop,
  protocol: contract.BaseProtocol,
  sslcontext: unknown,
  waiter: contract.Future | null,
  options: SslKeywords,
): SslProtocol {
  const { serverSide = false } = options;
  const serverHostname = (serverSide ? null : options.serverHostname) ?? '';
  return new SslProtocol(loop, protocol, waiter, {
    context: sslcontext === null ? defaultContext(serverSide, serverHostname) : checked(sslcontext),
    serverSide,
    serverHostname,
    handshakeTimeout: options.sslHandshakeTimeout ?? null,
    shutdownTimeout: options.sslShutdownTimeout ?? null,
    callConnectionMade: options.callConnectionMade ?? true,
    callContext: options.context ?? null,
  });
}

function defaultContext(serverSide: boolean, serverHostname: string): SSLContext {
  if (serverSide) throw new ValueError('Server side SSL needs a valid SSLContext');
  const context = createDefaultContext();
  if (serverHostname === '') context.checkHostname = false;
  return context;
}

function checked(sslcontext: unknown): SSLContext {
  if (sslcontext instanceof SSLContext) return sslcontext;
  throw new TypeError(`sslcontext is expected to be an instance of ssl.SSLContext, got ${repr(sslcontext)}`);
}
