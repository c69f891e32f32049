/** Loops that take over accepted sockets wrongly. */
import type { BrokenLoop } from './broken-loop';
import { hanging } from './faults';
import { accepting } from './harness/serving-faults';

const CALL = 'return await sound(factory, sock, **options)';

export const acceptedBrokenLoops: readonly BrokenLoop[] = [
  hanging(
    accepting(
      'accepted.basic',
      'what came early is lost',
      `
sock.setblocking(False)
try: sock.recv(100)
except BlockingIOError: pass
${CALL}
    `,
    ),
  ),
  accepting('accepted.peer_gone', 'a socket is asked for its peer', `sock.getpeername()\n${CALL}`),
  accepting('accepted.sock_nonblocking_owned', 'a duplicate is used', `sock = sock.dup()\n${CALL}`),
  accepting(
    'accepted.args.not_stream',
    'a datagram socket is an OSError',
    `if sock.type != socket.SOCK_STREAM: raise OSError(95, 'not supported')\n${CALL}`,
  ),
  accepting(
    'accepted.args.ssl_timeouts_without_ssl',
    'a timeout without TLS is ignored',
    `options.pop('ssl_handshake_timeout', None)\n${CALL}`,
  ),
  accepting(
    'accepted.tls_server_side',
    'the protocol is that of TLS',
    `
transport, protocol = await sound(factory, sock, **options)
return transport, transport._ssl_protocol if options.get('ssl') else protocol
    `,
  ),
];
