/** loop.start_tls(): checks what it can; the protocol that speaks TLS is a successor's. */
import { NotImplementedError } from '../../spec';
import type * as contract from '../../spec';
import { repr } from '../python/repr';

/** Source: loop.start_tls. @throws TypeError for a transport that cannot be upgraded. */
export function* startTls(
  _loop: contract.AbstractEventLoop,
  transport: contract.BaseTransport,
): contract.Coroutine<contract.Transport | null> {
  if (!(transport as { _startTlsCompatible?: boolean })._startTlsCompatible) {
    throw new TypeError(`transport ${repr(transport)} is not supported by start_tls()`);
  }
  throw new NotImplementedError('start_tls() is not implemented');
}
