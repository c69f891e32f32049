/** The addresses of both ends of a connection, as the contract writes them. */
import type { Socket } from 'node:net';
import type { Address } from '../../spec';

export interface SocketNames {
  readonly sockname: Address;
  /** `null` where the other end is gone already. */
  readonly peername: Address | null;
}

/** Of a unix socket, which node does not name, empty texts. */
export function namesOf(connection: Socket): SocketNames {
  const { localAddress, localPort, remoteAddress, remotePort, localFamily } = connection;
  return {
    sockname: addressOf(localAddress, localPort, localFamily === 'IPv6'),
    peername:
      localAddress !== undefined && remoteAddress === undefined
        ? null
        : addressOf(remoteAddress, remotePort, localFamily === 'IPv6'),
  };
}

function addressOf(host: string | undefined, port: number | undefined, six: boolean): Address {
  if (host === undefined || port === undefined) return '';
  return six ? [host, port, 0, 0] : [host, port];
}
