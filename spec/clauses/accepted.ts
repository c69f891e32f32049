/** Chapter: connections that were accepted elsewhere. */
import type { Clause } from '../clause';

const SERVERS = 'asyncio-eventloop, creating-network-servers';

export const accepted = [
  {
    id: 'accepted.basic',
    level: 'must',
    profile: 'net.tcp',
    statement:
      'connect_accepted_socket() makes transport and protocol of a socket that was accepted outside of the loop; data that waits there comes after connection_made().',
    api: ['loop.connect_accepted_socket'],
    source: `${SERVERS}; test_events.EventLoopTestsMixin.test_connect_accepted_socket`,
    since: '3.5.3',
    needs: ['socket'],
    note: 'Servers that accept in another process or thread hand their connections over.',
  },
  {
    id: 'accepted.peer_gone',
    level: 'must',
    profile: 'net.tcp',
    statement:
      'connect_accepted_socket() of a socket that the other end has reset makes transport and protocol all the same: the peername is None, and connection_lost() follows.',
    api: ['loop.connect_accepted_socket', 'transport.get_extra_info', 'protocol.connection_lost'],
    source: 'asyncio-protocol, base-transport',
    since: '3.5.3',
    needs: ['socket'],
    note: 'Clients that go at once are no errors of a server, and it counts them in one place.',
  },
  {
    id: 'accepted.sock_nonblocking_owned',
    level: 'must',
    profile: 'net.tcp',
    statement: 'The socket given to connect_accepted_socket() no longer blocks, and is closed with the transport.',
    api: ['loop.connect_accepted_socket(sock)'],
    source: SERVERS,
    since: '3.5.3',
    needs: ['socket'],
    note: 'A socket that blocks would hold the loop.',
  },
  {
    id: 'accepted.args.not_stream',
    level: 'must',
    profile: 'net.tcp',
    statement: 'connect_accepted_socket() raises ValueError for a socket that is no stream socket.',
    api: ['loop.connect_accepted_socket(sock)'],
    source: SERVERS,
    since: '3.6',
    needs: ['socket'],
    note: 'The mistake is told where it was made.',
  },
  {
    id: 'accepted.args.ssl_timeouts_without_ssl',
    level: 'must',
    profile: 'net.tcp',
    statement: 'connect_accepted_socket() raises ValueError for a timeout of TLS without ssl.',
    api: ['loop.connect_accepted_socket(ssl_handshake_timeout)'],
    source: 'test_events.EventLoopTestsMixin.test_connect_accepted_socket_ssl_timeout_for_plain_socket',
    since: '3.7',
    needs: ['socket'],
    note: 'Whoever sets a timeout believes to have TLS.',
  },
  {
    id: 'accepted.args.ssl_shutdown_timeout_without_ssl',
    level: 'should',
    profile: 'net.tcp',
    statement: 'connect_accepted_socket() raises ValueError for a ssl_shutdown_timeout without ssl.',
    api: ['loop.connect_accepted_socket(ssl_shutdown_timeout)'],
    source: 'asyncio.base_events connect_accepted_socket()',
    since: '3.11',
    needs: ['socket'],
  },
  {
    id: 'accepted.args.ssl_true',
    level: 'should',
    profile: 'net.tls',
    statement:
      'connect_accepted_socket() refuses a true ssl by ValueError or TypeError: a server has no default context.',
    api: ['loop.connect_accepted_socket(ssl)'],
    source: 'asyncio.sslproto',
    since: '3.5.3',
    needs: ['tls', 'socket'],
  },
  {
    id: 'accepted.tls_server_side',
    level: 'must',
    profile: 'net.tls',
    statement:
      'With ssl connect_accepted_socket() makes the handshake of a server and gives the protocol that the factory made.',
    api: ['loop.connect_accepted_socket(ssl)'],
    source: `test_events.EventLoopTestsMixin.test_ssl_connect_accepted_socket; ${SERVERS}`,
    since: '3.5.3',
    needs: ['tls', 'socket'],
    note: "Programs call their own protocol's methods.",
  },
] as const satisfies readonly Clause[];
