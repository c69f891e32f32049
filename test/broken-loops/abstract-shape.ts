/** Loops that lack a method, answer at once where a coroutine is documented, or know other parameters than the documented ones. */
import { SelectorEventLoop, type NodeEventLoop } from '../../reference';
import type { ClauseId, Server } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, loop, python } from './faults';

type MethodName = keyof NodeEventLoop;

function replace(thing: object, name: string, value: unknown): void {
  Object.defineProperty(thing, name, { value, writable: true, configurable: true });
}

/** A loop whose `method` is nothing. */
const lacking = (breaks: ClauseId, method: MethodName): BrokenLoop =>
  damaged(breaks, `${method} is null`, (made) => {
    replace(made, method, null);
  });

/** A loop whose `method` does its work, or fails, before it returns. */
const atOnce = (breaks: ClauseId, method: MethodName): BrokenLoop =>
  damaged(breaks, `${method}() is no coroutine`, (made) => {
    replace(made, method, () => null);
  });

/** A loop on descriptors with `value` for `method`. */
const selecting = (breaks: ClauseId, fault: string, method: MethodName, value: unknown): BrokenLoop => ({
  fault,
  breaks,
  needsSockets: true,
  make: () => {
    const made = new SelectorEventLoop();
    replace(made, method, value);
    return made;
  },
});

/** A loop of CPython's whose `method` is a function of these parameters, and hands on what it is given by position. */
const signature = (breaks: ClauseId, method: string, parameters: string): BrokenLoop =>
  python(
    breaks,
    `${method}() is a function of ${parameters}`,
    `
    real = loop.${method}
    loop.${method} = lambda ${parameters}: real(${parameters.replace(/=[^,]*/g, '')})
    `,
  );

/** A loop whose servers are damaged as they are made. */
const serving = (breaks: ClauseId, fault: string, damage: (server: Server) => void): BrokenLoop =>
  loop(
    breaks,
    fault,
    (Base) =>
      class extends Base {
        override *createServer(...args: Parameters<NodeEventLoop['createServer']>) {
          const server = yield* super.createServer(...args);
          damage(server);
          return server;
        }
      },
  );

/** The method that a loop lacks. */
const LACKING: readonly (readonly [ClauseId, MethodName])[] = [
  ['abstract.shape.unix', 'createUnixServer'],
  ['abstract.shape.datagrams', 'createDatagramEndpoint'],
  ['abstract.shape.pipes', 'connectWritePipe'],
  ['abstract.shape.subprocesses', 'subprocessShell'],
  ['abstract.shape.lookups', 'getnameinfo'],
  ['abstract.shape.tls', 'startTls'],
  ['abstract.shape.sendfile', 'sendfile'],
  ['abstract.shape.executor_shutdown', 'shutdownDefaultExecutor'],
];

/** The method that is no coroutine. */
const AT_ONCE: readonly (readonly [ClauseId, MethodName])[] = [
  ['abstract.coroutine.connections', 'createServer'],
  ['abstract.coroutine.unix', 'createUnixConnection'],
  ['abstract.coroutine.datagrams', 'createDatagramEndpoint'],
  ['abstract.coroutine.pipes', 'connectReadPipe'],
  ['abstract.coroutine.subprocesses', 'subprocessExec'],
  ['abstract.coroutine.lookups', 'getaddrinfo'],
  ['abstract.coroutine.tls', 'startTls'],
  ['abstract.coroutine.sendfile', 'sendfile'],
];

/** The method, and the parameters that it has instead of the documented ones. */
const SIGNATURES: readonly (readonly [ClauseId, string, string])[] = [
  ['abstract.options.connections', 'create_server', 'protocol_factory, host=None, port=None'],
  ['abstract.options.unix', 'create_unix_server', 'protocol_factory, path=None'],
  ['abstract.options.datagrams', 'create_datagram_endpoint', 'protocol_factory, local_addr=None, remote_addr=None'],
  ['abstract.options.sockets', 'sock_sendfile', 'sock, file, offset=0, count=None'],
  ['abstract.options.subprocesses', 'subprocess_shell', 'protocol_factory, cmd'],
  ['abstract.options.lookups', 'getaddrinfo', 'host, port'],
  ['abstract.options.tls', 'start_tls', 'transport, protocol, sslcontext'],
  ['abstract.options.sendfile', 'sendfile', 'transport, file, offset=0, count=None'],
  ['abstract.parameter_names', 'set_debug', 'value'],
  ['abstract.parameters.connections', 'connect_accepted_socket', 'protocol_factory, socket'],
  ['abstract.parameters.unix', 'create_unix_connection', 'factory, path=None'],
  ['abstract.parameters.datagrams', 'create_datagram_endpoint', 'protocol_factory, remote_addr=None, local_addr=None'],
  ['abstract.parameters.sockets', 'sock_sendall', 'sock, buffer'],
  ['abstract.parameters.socket_datagrams', 'sock_recvfrom_into', 'sock, buf, nbytes=1'],
  ['abstract.parameters.descriptors', 'add_reader', 'fileobj, callback'],
  ['abstract.parameters.signals', 'remove_signal_handler', 'signum'],
  ['abstract.parameters.pipes', 'connect_read_pipe', 'proto_factory, pipe'],
  ['abstract.parameters.subprocesses', 'subprocess_shell', 'protocol_factory, command'],
  ['abstract.parameters.lookups', 'getnameinfo', 'sockaddr, flags=1'],
  ['abstract.parameters.tls', 'start_tls', 'transport, protocol, context'],
  ['abstract.parameters.sendfile', 'sendfile', 'transp, file, offset=0, count=None'],
];

export const shapeBrokenLoops: readonly BrokenLoop[] = [
  ...LACKING.map((row) => lacking(...row)),
  selecting('abstract.shape.sockets', 'sockAccept is null', 'sockAccept', null),
  selecting('abstract.shape.socket_datagrams', 'sockSendto is null', 'sockSendto', null),
  selecting('abstract.shape.descriptors', 'removeWriter is null', 'removeWriter', null),
  python(
    'abstract.shape.connections',
    'create_server of the object is None, though its class has the method',
    `
    loop.create_server = None
    `,
  ),
  damaged('abstract.shape.handles', 'a handle has lost cancelled()', (made) => {
    const soon = made.callSoon.bind(made);
    replace(made, 'callSoon', (...args: Parameters<typeof soon>) => {
      const handle = soon(...args);
      replace(handle, 'cancelled', null);
      return handle;
    });
  }),
  damaged('abstract.shape.timer_handles', 'a timer handle has lost when()', (made) => {
    const later = made.callLater.bind(made);
    replace(made, 'callLater', (...args: Parameters<typeof later>) => {
      const handle = later(...args);
      replace(handle, 'when', undefined);
      return handle;
    });
  }),
  serving('abstract.shape.servers', 'a server has lost get_loop()', (server) => {
    replace(server, 'getLoop', undefined);
  }),
  serving('abstract.shape.server_clients', 'a server has lost abort_clients()', (server) => {
    replace(server, 'abortClients', undefined);
  }),
  loop(
    'abstract.shape.transports',
    'a transport has lost writelines()',
    (Base) =>
      class extends Base {
        override *createConnection(...args: Parameters<NodeEventLoop['createConnection']>) {
          const [transport, protocol] = yield* super.createConnection(...args);
          replace(transport, 'writelines', undefined);
          return [transport, protocol] as never;
        }
      },
  ),
];

export const coroutineBrokenLoops: readonly BrokenLoop[] = [
  ...AT_ONCE.map((row) => atOnce(...row)),
  selecting('abstract.coroutine.sockets', 'sockSendall() is no coroutine', 'sockSendall', () => null),
  selecting('abstract.coroutine.socket_datagrams', 'sockRecvfrom() is no coroutine', 'sockRecvfrom', () => null),
  damaged('abstract.coroutine.connections', 'create_connection() checks its arguments at the call', (made) => {
    const connect = made.createConnection.bind(made);
    replace(made, 'createConnection', (...args: Parameters<typeof connect>) => {
      if ((args[1] ?? null) === null) throw new TypeError('no host');
      return connect(...args);
    });
  }),
];

export const parameterBrokenLoops: readonly BrokenLoop[] = [
  ...SIGNATURES.map((row) => signature(...row)),
  python(
    'abstract.options.connections',
    'create_connection() refuses local_addr where its signature shows nothing',
    `
    real = loop.create_connection
    def create_connection(*args, **kwargs):
        if 'local_addr' in kwargs:
            raise TypeError("create_connection() got an unexpected keyword argument 'local_addr'")
        return real(*args, **kwargs)
    loop.create_connection = create_connection
    `,
  ),
  python(
    'abstract.parameters.connections',
    'create_server() has a backlog of 1 unless told otherwise',
    `
    real = loop.create_server
    def create_server(protocol_factory, host=None, port=None, *, backlog=1, **kwargs):
        return real(protocol_factory, host, port, backlog=backlog, **kwargs)
    loop.create_server = create_server
    `,
  ),
];
