/** Loops that connect and serve wrongly on unix paths. */
import type { BrokenLoop } from './broken-loop';
import { connectingUnix, creatingUnix } from './harness/serving-faults';

const CALL = 'return await sound(factory, path, **options)';
const SERVER = 'server = await sound(factory, path, **options)';

export const unixBrokenLoops: readonly BrokenLoop[] = [
  connectingUnix(
    'unix.connection.roundtrip',
    'the factory is called once more for the result',
    `
transport, protocol = await sound(factory, path, **options)
return transport, asyncio.Protocol()
    `,
  ),
  connectingUnix(
    'unix.connection.path_forms',
    'a path is a text',
    `if path is not None and not isinstance(path, str): raise TypeError(path)\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.abstract',
    'every name is a file',
    `if path is not None and path[0] == chr(0): path = '@' + path[1:]\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.path_and_sock',
    'a socket wins over a path',
    `if options.get('sock') is not None: path = None\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.path_and_sock',
    'without both, the error is a TypeError',
    `if path is None and options.get('sock') is None: raise TypeError('no path')\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.sock_kind',
    'any socket is connected',
    `
sock = options.get('sock')
if sock is None or sock.family == socket.AF_UNIX: ${CALL}
return await loop.create_connection(factory, sock=sock)
    `,
  ),
  connectingUnix(
    'unix.connection.sock_used',
    'a duplicate is used',
    `if options.get('sock') is not None: options['sock'] = options['sock'].dup()\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.ssl_needs_hostname',
    'a name without TLS is ignored',
    `if not options.get('ssl'): options.pop('server_hostname', None)\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.ssl_timeouts_without_ssl',
    'a timeout without TLS is ignored',
    `options.pop('ssl_handshake_timeout', None)\n${CALL}`,
  ),
  connectingUnix(
    'unix.connection.errors',
    'whoever is not there refuses',
    `
try: ${CALL}
except FileNotFoundError: raise ConnectionRefusedError(111, 'refused') from None
    `,
  ),
  connectingUnix(
    'unix.connection.errors',
    'who refuses is not there',
    `
try: ${CALL}
except ConnectionRefusedError: raise FileNotFoundError(2, 'no such file') from None
    `,
  ),
  creatingUnix('unix.server.basic', 'the server listens somewhere else', `if path is not None: path += 'x'\n${CALL}`),
  creatingUnix(
    'unix.server.path_forms',
    'a path is a text',
    `if path is not None and not isinstance(path, str): raise TypeError(path)\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.abstract',
    'an abstract name is that of a file',
    `if path is not None and path[0] == chr(0): path = '/tmp/' + path[1:]\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.stale_socket_removed',
    'what is there is in use',
    `if path is not None and os.path.exists(path): raise OSError(98, 'in use')\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.non_socket_file',
    'whatever is there is removed',
    `if path is not None and os.path.exists(path): os.remove(path)\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.path_and_sock',
    'a socket wins over a path',
    `if options.get('sock') is not None: path = None\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.sock_kind',
    'a socket of another family is an OSError',
    `
sock = options.get('sock')
if sock is not None and sock.family != socket.AF_UNIX: raise OSError(95, 'not supported')
${CALL}
    `,
  ),
  creatingUnix(
    'unix.server.sock_bound',
    'a duplicate listens',
    `if options.get('sock') is not None: options['sock'] = options['sock'].dup()\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.ssl_rules',
    'False is no TLS',
    `if options.get('ssl') is False: options['ssl'] = None\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.ssl_rules',
    'a timeout without TLS is ignored',
    `options.pop('ssl_handshake_timeout', None)\n${CALL}`,
  ),
  creatingUnix(
    'unix.server.start_serving_false',
    'a server is always started',
    `options.pop('start_serving', None)\n${CALL}`,
  ),
  creatingUnix('unix.server.cleanup_default', 'the file stays', `options.setdefault('cleanup_socket', False)\n${CALL}`),
  creatingUnix('unix.server.cleanup_false', 'the file always goes', `options.pop('cleanup_socket', None)\n${CALL}`),
  creatingUnix(
    'unix.server.cleanup_replaced',
    'what is at the path goes',
    `
${SERVER}
close = server.close
def close_and_remove():
    close()
    if path is not None and os.path.exists(path): os.remove(path)
server.close = close_and_remove
return server
    `,
  ),
  creatingUnix(
    'unix.server.cleanup_gone',
    'a file that is gone is missed',
    `
${SERVER}
close = server.close
def close_and_look():
    if server.sockets and not os.path.exists(path): raise FileNotFoundError(path)
    close()
server.close = close_and_look
return server
    `,
  ),
];
