/** Loops whose servers listen, accept, serve or close wrongly. */
import type { NodeEventLoop } from '../../reference';
import type { BrokenLoop } from './broken-loop';
import { hanging, loop, python, selecting } from './faults';
import { creating, served } from './harness/serving-faults';

const CALL = 'return await sound(factory, host, port, **options)';

export const serverBrokenLoops: readonly BrokenLoop[] = [
  served(
    'server.result.object',
    'a server does not tell its loop',
    "server.__class__ = type('Server', (type(server),), {'get_loop': None})",
  ),
  creating(
    'server.port.zero_picks_free',
    'None is no port',
    `if port is None and host: raise TypeError(port)\n${CALL}`,
  ),
  creating('server.host.none_all_interfaces', 'no host is the loopback', `host = host or '127.0.0.1'\n${CALL}`),
  creating('server.host.string', 'every host is all interfaces', `host = '0.0.0.0'\n${CALL}`),
  creating('server.host.sequence', 'the first host counts', `if isinstance(host, list): host = host[0]\n${CALL}`),
  creating(
    'server.host.duplicates_bound_once',
    'a host that comes twice is in use',
    `if isinstance(host, list) and len(set(host)) < len(host): raise OSError(98, 'in use')\n${CALL}`,
  ),
  creating(
    'server.ipv6.v6only',
    'IPv6 takes the port of IPv4 too',
    `
if host != '::': ${CALL}
sock = socket.socket(socket.AF_INET6)
sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
sock.bind(('::', port))
return await sound(factory, sock=sock, **options)
    `,
  ),
  creating(
    'server.reuse_address.default_true',
    'addresses are not reused',
    `options.setdefault('reuse_address', False)\n${CALL}`,
  ),
  creating('server.reuse_port.default_off', 'ports are shared', `options['reuse_port'] = True\n${CALL}`),
  creating('server.keep_alive.true', 'keep_alive is dropped', `options.pop('keep_alive', None)\n${CALL}`),
  creating(
    'server.start_serving.true_default',
    'a server has to be started',
    `options.setdefault('start_serving', False)\n${CALL}`,
  ),
  creating('server.start_serving.false', 'a server is always started', `options.pop('start_serving', None)\n${CALL}`),
  creating(
    'server.sock.used_as_is',
    'the server listens on a duplicate',
    `
sock = options.pop('sock', None)
if sock is None: ${CALL}
return await sound(factory, sock=sock.dup(), **options)
    `,
  ),
  creating(
    'server.args.address_and_sock',
    'a socket wins over an address',
    `if options.get('sock'): host = port = None\n${CALL}`,
  ),
  creating(
    'server.args.nothing_given',
    'nothing given is any port',
    `if host is None and port is None and not options.get('sock'): port = 0\n${CALL}`,
  ),
  creating(
    'server.args.sock_not_stream',
    'a datagram socket is an OSError',
    `
sock = options.get('sock')
if sock is not None and sock.type == socket.SOCK_DGRAM: raise OSError(95, 'not supported')
${CALL}
    `,
  ),
  creating('server.args.ssl_bool', 'False is no TLS', `if options.get('ssl') is False: options['ssl'] = None\n${CALL}`),
  creating(
    'server.args.ssl_timeouts_without_ssl',
    'a timeout without TLS is ignored',
    `options.pop('ssl_handshake_timeout', None)\n${CALL}`,
  ),
  creating(
    'server.error.addr_in_use',
    'the error names no address',
    `
try: ${CALL}
except OSError as error: raise OSError(error.errno, 'busy') from None
    `,
  ),
  creating(
    'server.error.partial_failure_closes',
    'what was bound stays bound',
    `
if not isinstance(host, list): ${CALL}
loop.kept = []
for name in host:
    sock = socket.socket()
    loop.kept.append(sock)
    sock.bind((name, port))
    sock.listen()
    `,
  ),
  creating(
    'server.dns.error_propagates',
    'a look-up fails as anything else',
    `
try: ${CALL}
except socket.gaierror as error: raise OSError(2, str(error)) from None
    `,
  ),
  creating(
    'server.accept.factory_per_connection',
    'all connections have one protocol',
    `
made = []
def shared():
    if not made: made.append(factory())
    return made[0]
return await sound(shared, host, port, **options)
    `,
  ),
  python(
    'server.accept.peername',
    'the client is the server',
    `
    sound = loop._make_socket_transport
    def make(sock, protocol, waiter=None, *, extra=None, server=None, **more):
        if server is not None: extra = {'peername': sock.getsockname()}
        return sound(sock, protocol, waiter, extra=extra, server=server, **more)
    loop._make_socket_transport = make
    `,
  ),
  python(
    'server.accept.made_before_data',
    'what came early is told early',
    `
    sound = loop._make_socket_transport
    def make(sock, protocol, waiter=None, *, extra=None, server=None, **more):
        if server is not None:
            sock.setblocking(True)
            protocol.data_received(sock.recv(100))
            sock.setblocking(False)
        return sound(sock, protocol, waiter, extra=extra, server=server, **more)
    loop._make_socket_transport = make
    `,
  ),
  hanging(
    creating(
      'server.accept.factory_error_survives',
      'a factory that fails ends the server',
      `
servers = []
def failing():
    try:
        return factory()
    except BaseException:
        servers[0].close()
        raise
server = await sound(failing, host, port, **options)
servers.append(server)
return server
    `,
    ),
  ),
  python(
    'server.accept.tls_after_handshake',
    'the protocol is connected before the handshake',
    `
    sound = loop._make_ssl_transport
    def make(sock, protocol, context, waiter=None, **options):
        if options.get('server_side'): protocol.connection_made(asyncio.Transport())
        return sound(sock, protocol, context, waiter, **options)
    loop._make_ssl_transport = make
    `,
  ),
  python(
    'server.accept.tls_bad_client_survives',
    'a protocol loses the connection that it never had',
    `
    sound = loop._make_ssl_transport
    def make(sock, protocol, context, waiter=None, **options):
        def tell(future):
            if future.exception() is not None: protocol.connection_lost(None)
        if options.get('server_side'): waiter.add_done_callback(tell)
        return sound(sock, protocol, context, waiter, **options)
    loop._make_ssl_transport = make
    `,
  ),
  loop('server.accept.context', 'the callbacks run in the context of the accept', (Base) => {
    return class extends Base {
      override _startServing(...given: Parameters<NodeEventLoop['_startServing']>): void {
        const [factory, sock, ssl, server, backlog, handshake, shutdown] = given;
        super._startServing(factory, sock, ssl, server, backlog, handshake, shutdown);
      }
    };
  }),
  hanging(
    selecting('server.backlog.zero', 'of a backlog of 0 nobody is accepted', (Base) => {
      return class extends Base {
        override _startServing(...given: readonly unknown[]): void {
          if (given[4] !== 0) super._startServing(...given);
        }
      };
    }),
  ),
  served(
    'server.start_serving.idempotent',
    'starting again closes',
    `
async def start_serving():
    server.close()
server.start_serving = start_serving
    `,
  ),
  served('server.is_serving.states', 'a server serves for ever', 'server.is_serving = lambda: True'),
  served(
    'server.serve_forever.starts_and_blocks',
    'serve_forever() returns',
    `
async def serve_forever():
    await server.start_serving()
server.serve_forever = serve_forever
    `,
  ),
  served(
    'server.serve_forever.cancel_closes',
    'the server outlives serve_forever()',
    `
async def serve_forever():
    await server.start_serving()
    await loop.create_future()
server.serve_forever = serve_forever
    `,
  ),
  hanging(
    served(
      'server.serve_forever.single',
      'the second one takes over',
      `
forever = server.serve_forever
async def serve_forever():
    if server._serving_forever_fut is not None: server._serving_forever_fut = None
    await forever()
server.serve_forever = serve_forever
    `,
    ),
  ),
  served(
    'server.serve_forever.after_close',
    'a closed server is served',
    `
forever = server.serve_forever
async def serve_forever():
    if server.is_serving(): await forever()
server.serve_forever = serve_forever
    `,
  ),
  python(
    'server.close.stops_listening',
    'the socket goes on listening',
    `
    loop.kept = []
    sound = loop._stop_serving
    def stop_serving(sock):
        loop.kept.append(sock.dup())
        sound(sock)
    loop._stop_serving = stop_serving
    `,
  ),
  served(
    'server.close.idempotent',
    'a closed server cannot be closed',
    `
close = server.close
def close_once():
    if server._sockets is None: raise RuntimeError('closed already')
    close()
server.close = close_once
    `,
  ),
  hanging(
    served(
      'server.close.keeps_clients',
      'closing takes the clients along',
      `
close = server.close
def close_all():
    close()
    server.abort_clients()
server.close = close_all
    `,
    ),
  ),
  served(
    'server.sockets.views',
    'the sockets themselves are shown',
    `
sockets = tuple(view._sock for view in server.sockets)
server.__class__ = type('Server', (type(server),), {'sockets': sockets})
    `,
  ),
  served(
    'server.sockets.no_io',
    'the sockets themselves are shown',
    `
sockets = tuple(view._sock for view in server.sockets)
server.__class__ = type('Server', (type(server),), {'sockets': sockets})
    `,
  ),
  served(
    'server.sockets.empty_after_close',
    'closed sockets are still listed',
    `
sockets = server.sockets
server.__class__ = type('Server', (type(server),), {'sockets': sockets})
    `,
  ),
  served(
    'server.wait_closed.before_close_blocks',
    'an open server is waited for in vain',
    `
wait = server.wait_closed
async def wait_closed():
    if server.sockets: return
    await wait()
server.wait_closed = wait_closed
    `,
  ),
  served(
    'server.wait_closed.waits_for_connections',
    'the connections do not count',
    `
async def wait_closed():
    while server.sockets: await asyncio.sleep(0)
server.wait_closed = wait_closed
    `,
  ),
  served(
    'server.wait_closed.after_close_waits',
    'a server that is closed is not waited for',
    `
wait = server.wait_closed
async def wait_closed():
    if server.sockets: await wait()
server.wait_closed = wait_closed
    `,
  ),
  hanging(
    served(
      'server.wait_closed.repeatable',
      'who comes late waits for ever',
      `
wait = server.wait_closed
async def wait_closed():
    if server._waiters is None and not server._sockets:
        server.asked = getattr(server, 'asked', 0) + 1
        if server.asked > 1: await loop.create_future()
    await wait()
server.wait_closed = wait_closed
      `,
    ),
  ),
  served(
    'server.async_with.enter',
    'entering gives the sockets',
    `
async def enter(self): return self.sockets
server.__class__ = type('Server', (type(server),), {'__aenter__': enter})
    `,
  ),
  served(
    'server.async_with.exit',
    'leaving closes nothing',
    `
async def leave(self, *exc): return None
server.__class__ = type('Server', (type(server),), {'__aexit__': leave})
    `,
  ),
  served(
    'server.async_with.exit',
    'exceptions are swallowed',
    `
async def leave(self, *exc):
    self.close()
    await self.wait_closed()
    return True
server.__class__ = type('Server', (type(server),), {'__aexit__': leave})
    `,
  ),
  served(
    'server.get_loop',
    'a closed server has no loop',
    'server.get_loop = lambda: loop if server.is_serving() else None',
  ),
  served('server.close_clients', 'the clients are aborted', 'server.close_clients = server.abort_clients'),
  hanging(
    served(
      'server.abort_clients',
      'the clients are closed, and what they do not read is waited for',
      'server.abort_clients = server.close_clients',
    ),
  ),
  python(
    'server.wait_closed.tls_connections',
    "connections with TLS are nobody's",
    `
real = loop._make_ssl_transport
loop._make_ssl_transport = lambda *args, server=None, **options: real(*args, **options)
`,
  ),
  hanging(
    python(
      'server.close_clients.tls',
      'connections with TLS are forgotten',
      `
real = loop._make_ssl_transport
loop._make_ssl_transport = lambda *args, server=None, **options: real(*args, **options)
`,
    ),
  ),
];
