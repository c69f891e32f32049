/** What node says of TLS, as the errors of the contract. */
import { ConnectionResetError, SSLCertVerificationError, SSLError } from '../../spec';

/** The codes with which node refuses a certificate. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|INVALID_|PATH_LENGTH_|HOSTNAME_|ERR_TLS_CERT_)/;

/** The error of a handshake or a stream that node has given up. */
export function sslError(error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET') return new ConnectionResetError(message);
  if (CERTIFICATE.test(code)) return new SSLCertVerificationError(`certificate verify failed: ${message}`);
  return new SSLError(message);
}
