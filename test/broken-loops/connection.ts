/** Loops that connect wrongly. */
import { createServer } from 'node:net';
import { NodeEventLoop } from '../../reference';
import { SocketView } from '../../reference/node/socket-view';
import type { BaseProtocol, CreateConnectionOptions } from '../../spec';
import { ExceptionGroup, GaiError, OSError } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, python } from './faults';
import { replaceMethods } from './harness/patched';

type Connect = (
  factory: () => BaseProtocol,
  host: string | null,
  port: number | null,
  options: CreateConnectionOptions,
) => Generator<unknown, readonly unknown[], unknown>;

/** The sound loop with another create_connection(), which may call the sound one. */
function connecting(
  breaks: BrokenLoop['breaks'],
  fault: string,
  create: (sound: Connect, loop: NodeEventLoop, ...args: Parameters<Connect>) => Generator<unknown, unknown, unknown>,
): BrokenLoop {
  const patch = (): (() => void) =>
    replaceMethods<NodeEventLoop>(NodeEventLoop.prototype, {
      createConnection(sound, factory, host = null as never, port = null as never, options = {} as never) {
        return create(sound as unknown as Connect, this, factory, host, port, options);
      },
    });
  return { breaks, fault, patch };
}

/** The sound loop that drops one option of create_connection(). */
function without(breaks: BrokenLoop['breaks'], fault: string, ...names: (keyof CreateConnectionOptions)[]): BrokenLoop {
  return connecting(breaks, fault, (sound, _loop, factory, host, port, options) => {
    const left = Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name as never)));
    return sound(factory, host, port, left);
  });
}

/** CPython's create_connection() with a line of Python before it; `sock`, `options` and `self` are at hand. */
const inPython = (body: string): string => `
    sound = type(loop).create_connection
    async def create_connection(self, factory, host=None, port=None, **options):
${body.replace(/^/gm, '        ')}
    loop.__class__ = type('Broken', (type(loop),), {'create_connection': create_connection})
    `;

export const connection: readonly BrokenLoop[] = [
  connecting('connection.result.pair', 'the protocol comes first', function* (sound, _loop, ...args) {
    return [...(yield* sound(...args))].reverse();
  }),
  connecting(
    'connection.factory.once_no_args',
    'the factory is called twice',
    function* (sound, _loop, factory, ...rest) {
      factory();
      return yield* sound(factory, ...rest);
    },
  ),
  connecting(
    'connection.factory.after_connect',
    'the factory is called first',
    function* (sound, _loop, factory, ...rest) {
      const protocol = factory();
      return yield* sound(() => protocol, ...rest);
    },
  ),
  connecting(
    'connection.factory.not_on_bad_arguments',
    'the factory is called before the arguments are looked at',
    function* (sound, _loop, factory, ...rest) {
      const protocol = factory();
      return yield* sound(() => protocol, ...rest);
    },
  ),
  connecting(
    'connection.factory.error_propagates',
    'errors of the factory are wrapped',
    function* (sound, _loop, ...args) {
      try {
        return yield* sound(...args);
      } catch (error) {
        throw new RangeError(`create_connection() failed: ${String(error)}`, { cause: error });
      }
    },
  ),
  {
    breaks: 'connection.order.made_before_return',
    fault: 'connection_made() is called a little later',
    patch: () =>
      replaceMethods<NodeEventLoop>(NodeEventLoop.prototype, {
        _makeSocketTransport(sound, sock: unknown, protocol: BaseProtocol, waiter: unknown, options: unknown): unknown {
          const made = protocol.connectionMade.bind(protocol);
          protocol.connectionMade = (transport) => {
            this.callLater(0.01, () => made(transport));
          };
          return sound(sock, protocol, waiter, options);
        },
      }),
  },
  {
    breaks: 'connection.order.no_data_before_made',
    fault: 'a byte is delivered before connection_made()',
    patch: () =>
      replaceMethods<NodeEventLoop>(NodeEventLoop.prototype, {
        _makeSocketTransport(sound, sock: unknown, protocol: BaseProtocol, waiter: unknown, options: unknown): unknown {
          (protocol as unknown as { dataReceived(data: Uint8Array): void }).dataReceived(new Uint8Array(1));
          return sound(sock, protocol, waiter, options);
        },
      }),
  },
  connecting(
    'connection.args.nothing_given',
    'there is a default host',
    function* (sound, _loop, factory, host, ...rest) {
      return yield* sound(factory, host ?? '127.0.0.1', ...rest);
    },
  ),
  without('connection.args.server_hostname_without_ssl', 'the name is ignored', 'serverHostname'),
  without('connection.args.handshake_timeout_without_ssl', 'the timeout is ignored', 'sslHandshakeTimeout'),
  without('connection.args.shutdown_timeout_without_ssl', 'the timeout is ignored', 'sslShutdownTimeout'),
  connecting('connection.args.ssl_false_is_plain', 'False is taken for a context', function* (sound, _loop, ...args) {
    if ('ssl' in args[3]) throw new TypeError('ssl must be a context');
    return yield* sound(...args);
  }),
  without('connection.local_addr.binds', 'it is ignored', 'localAddr'),
  connecting('connection.local_addr.in_use', 'the error does not say which address', function* (sound, _loop, ...args) {
    try {
      return yield* sound(...args);
    } catch (error) {
      throw Object.assign(new OSError('address in use'), { code: (error as OSError).code });
    }
  }),
  connecting('connection.dns.empty_result', 'the first of no addresses is used', function* (sound, loop, ...args) {
    const rows = yield* loop.getaddrinfo(args[1], args[2]);
    if (rows.length === 0) throw new RangeError('index out of range');
    return yield* sound(...args);
  }),
  connecting(
    'connection.dns.error_propagates',
    'the error is no longer one of the resolver',
    function* (sound, _loop, ...args) {
      try {
        return yield* sound(...args);
      } catch (error) {
        throw error instanceof GaiError ? new OSError(error.message) : error;
      }
    },
  ),
  without('connection.family.restricts', 'the family is ignored', 'family'),
  connecting('connection.multi.tries_in_order', 'the addresses are tried backwards', function* (sound, loop, ...args) {
    const lookUp = loop.getaddrinfo.bind(loop);
    loop.getaddrinfo = function* (...query) {
      return [...(yield* lookUp(...query))].reverse();
    };
    return yield* sound(...args);
  }),
  connecting('connection.multi.single_error', 'a single error is wrapped', function* (sound, _loop, ...args) {
    try {
      return yield* sound(...args);
    } catch (error) {
      throw new OSError(`Multiple exceptions: ${String(error)}`);
    }
  }),
  connecting('connection.multi.combined_error', 'the last error is raised', function* (sound, _loop, ...args) {
    try {
      return yield* sound(...args);
    } catch (error) {
      throw new OSError((error as Error).message.split(', ').at(-1));
    }
  }),
  connecting('connection.multi.all_errors', 'a single error is no group', function* (sound, _loop, ...args) {
    try {
      return yield* sound(...args);
    } catch (error) {
      throw error instanceof ExceptionGroup && error.exceptions.length === 1 ? error.exceptions[0] : error;
    }
  }),
  connecting(
    'connection.multi.failed_sockets_closed',
    'a descriptor stays open for each failure',
    function* (sound, _loop, ...args) {
      try {
        return yield* sound(...args);
      } catch (error) {
        // Listens for ever.
        createServer().listen(0, '127.0.0.1').unref();
        throw error;
      }
    },
  ),
  connecting(
    'connection.interleave.default_order',
    'the families are always interleaved',
    (sound, _loop, factory, host, port, options) => sound(factory, host, port, { ...options, interleave: 1 }),
  ),
  connecting(
    'connection.interleave.first_family_count',
    'the count is ignored',
    (sound, _loop, factory, host, port, options) => sound(factory, host, port, { ...options, interleave: 1 }),
  ),
  connecting(
    'connection.interleave.first_family_count',
    'a count of 0 is one of 1',
    (sound, _loop, factory, host, port, { interleave, ...options }) =>
      sound(factory, host, port, { ...options, ...(interleave === undefined ? {} : { interleave: interleave || 1 }) }),
  ),
  connecting(
    'connection.happy_eyeballs.implies_interleave',
    'the order is kept',
    (sound, _loop, factory, host, port, options) => sound(factory, host, port, { interleave: 0, ...options }),
  ),
  hanging(
    connecting(
      'connection.happy_eyeballs.failure_advances',
      'the delay passes after a refusal too',
      function* (sound, loop, ...args) {
        const { happyEyeballsDelay } = args[3];
        if (happyEyeballsDelay !== undefined && happyEyeballsDelay !== null) {
          const wait = loop.createFuture<null>();
          loop.callLater(happyEyeballsDelay, () => wait.setResult(null));
          yield* wait;
        }
        return yield* sound(...args);
      },
    ),
  ),
  {
    breaks: 'connection.sock.tcp_nodelay',
    fault: 'it is not set',
    patch: () => replaceMethods(SocketView.prototype, { getsockopt: () => 0 }),
  },

  connecting(
    'connection.dns.getaddrinfo_arguments',
    'names are looked up behind the loop',
    function* (sound, loop, ...args) {
      const { getaddrinfo } = loop;
      loop.getaddrinfo = NodeEventLoop.prototype.getaddrinfo;
      try {
        return yield* sound(...args);
      } finally {
        loop.getaddrinfo = getaddrinfo;
      }
    },
  ),
  hanging(
    python(
      'sock.cancel.next_operation_in_same_step',
      'the clean-up of a cancelled call takes the next watcher along',
      `
    def done(self, fd, future, handle=None): self.remove_reader(fd)
    loop.__class__ = type('Broken', (type(loop),), {'_sock_read_done': done})
    `,
    ),
  ),
  python(
    'transport.close.releases_descriptor',
    'a copy of the descriptor is kept',
    inPython(`
transport, protocol = await sound(self, factory, host, port, **options)
self.kept = transport.get_extra_info('socket').dup()
asyncio._kept = getattr(asyncio, '_kept', []) + [self.kept]
return transport, protocol`),
  ),
  python(
    'connection.args.address_and_sock',
    'the sock is ignored',
    inPython(`
options.pop('sock', None) if host is not None or port is not None else None
return await sound(self, factory, host, port, **options)`),
  ),
  python(
    'connection.args.sock_not_stream',
    'any socket will do',
    inPython(`
sock = options['sock']
protocol = factory()
return self._make_socket_transport(sock, protocol), protocol`),
  ),
  python(
    'connection.cancel.during_connect',
    'the cancellation waits for the connection',
    inPython(`
connecting = asyncio.ensure_future(sound(self, factory, host, port, **options))
try:
    await asyncio.wait([connecting], timeout=1)
except asyncio.CancelledError:
    connecting.add_done_callback(lambda _: None)
    self.keep = connecting
    raise
return await connecting`),
  ),
  python(
    'connection.happy_eyeballs.staggers',
    'the attempts wait for each other',
    inPython(`
delay = options.pop('happy_eyeballs_delay', None)
if delay:
    raise OSError('the first attempt does not end')
return await sound(self, factory, host, port, **options)`),
  ),
  python(
    'connection.sock.made_nonblocking',
    'it stays blocking',
    inPython(`
result = await sound(self, factory, host, port, **options)
options['sock'].setblocking(True)
return result`),
  ),
  python(
    'connection.sock.ownership',
    'a duplicate is used, and the socket stays open',
    inPython(`
options['sock'] = options['sock'].dup()
return await sound(self, factory, host, port, **options)`),
  ),
  python(
    'connection.args.ssl_without_host',
    'a certificate of anybody will do where no host is named',
    inPython(`
if options.get('ssl') and not host and options.get('server_hostname') is None: options['server_hostname'] = ''
return await sound(self, factory, host, port, **options)`),
  ),
  hanging(
    damaged('connection.factory.error_closes', 'the socket is left to the garbage collector', (made) => {
      const open = made._openSocket.bind(made);
      made._openSocket = (...args): ReturnType<typeof open> => Object.assign(open(...args), { close: () => {} });
    }),
  ),
  python(
    'connection.happy_eyeballs.eager_factory',
    'an eager attempt confuses who counts the attempts',
    inPython(`
if options.get('happy_eyeballs_delay') is not None and self.get_task_factory() is not None:
    raise IndexError('list assignment index out of range')
return await sound(self, factory, host, port, **options)`),
  ),
];
