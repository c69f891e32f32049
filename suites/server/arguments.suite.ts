/** Arguments of create_server() that are refused, its errors, and the socket that it is given. */
import { GaiError, OSError, ValueError, type Awaitable, type Socket } from '../../spec';
import { listenApart, ownLoopback, resolveAs } from '../connection/resolver';
import { addressOf, bytes, expect, expectRefused, raisedBy, serve, Serving, suite, text, type World } from '../support';

const AI_NUMERICHOST = 4;

/** A TCP socket on a free port of the loopback. */
function boundSocket({ asyncio, env }: World): Socket {
  const sock = asyncio.sockets.socket();
  env.defer(() => sock.close());
  sock.bind(['127.0.0.1', 0]);
  return sock;
}

/** Whether nobody listens there. */
function canListen({ env }: World, host: string, port: number): boolean {
  try {
    env.wire.listen({ host, port });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Python source: a bound socket that notes what listen() is called with. */
const RECORDING = `
  class Recording(socket.socket):
      def listen(self, *args):
          self.noted.append(list(args))
          super().listen(*args)
  sock = Recording()
  sock.noted = []
  sock.bind(('127.0.0.1', 0))
  return sock
  `;

export const argumentsSuite = suite('server', 'arguments', (test) => {
  test('server.args.nothing_given', 'gives a factory alone', (world) =>
    world.env.run(function* () {
      const { factory } = new Serving(world);
      yield* raisedBy(ValueError, () => world.loop.createServer(factory), 'create_server()');
    }),
  );

  test('server.args.address_and_sock', 'gives a socket and host, port, or both', (world) =>
    world.env.run(function* () {
      const sock = boundSocket(world);
      const { factory } = new Serving(world);
      for (const [host, port] of [
        ['127.0.0.1', null],
        [null, 0],
        ['127.0.0.1', 0],
      ] as const) {
        const creating = (): Awaitable => world.loop.createServer(factory, host, port, { sock });
        yield* raisedBy(ValueError, creating, 'create_server()');
      }
      expect(sock.fileno()).to.be.at.least(0);
    }),
  );

  test('server.args.sock_not_stream', 'gives a datagram socket', (world) =>
    world.env.run(function* () {
      const { asyncio, env, loop } = world;
      const sock = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_DGRAM);
      env.defer(() => sock.close());
      sock.bind(['127.0.0.1', 0]);
      const { factory } = new Serving(world);
      const creating = (): Awaitable => loop.createServer(factory, null, null, { sock });
      yield* raisedBy(ValueError, creating, 'create_server()');
    }),
  );

  test('server.args.sock_ssl_wrapped', 'wraps a socket', (world) =>
    world.env.run(function* () {
      const { env, loop } = world;
      const wrap = `
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        return context.wrap_socket(sock, server_side=True)
        `;
      const sock = env.python.exec(wrap, { sock: boundSocket(world) }) as Socket;
      env.defer(() => sock.close());
      const { factory } = new Serving(world);
      const creating = (): Awaitable => loop.createServer(factory, null, null, { sock });
      yield* raisedBy(TypeError, creating, 'create_server()');
    }),
  );

  for (const ssl of [true, false]) {
    test('server.args.ssl_bool', `gives ${String(ssl)}`, (world) =>
      world.env.run(function* () {
        const { factory } = new Serving(world);
        const creating = (): Awaitable => world.loop.createServer(factory, '127.0.0.1', 0, { ssl });
        yield* raisedBy(TypeError, creating, 'create_server()');
      }),
    );
  }

  for (const [clause, options] of [
    ['server.args.ssl_timeouts_without_ssl', { sslHandshakeTimeout: 1 }],
    ['server.args.ssl_shutdown_timeout_without_ssl', { sslShutdownTimeout: 1 }],
  ] as const) {
    test(clause, 'gives one without ssl', (world) =>
      world.env.run(function* () {
        const { loop, env } = world;
        const free = listenApart(env, '127.0.0.1');
        free.close();
        const { factory } = new Serving(world);
        const creating = (): Awaitable => loop.createServer(factory, free.host, free.port, options);
        yield* raisedBy(ValueError, creating, 'create_server()');
        expectRefused(world, free.address);
      }),
    );
  }

  test('server.error.addr_in_use', 'listens where another does', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const port = address[1] as number;
      const creating = (): Awaitable => world.loop.createServer(serving.factory, '127.0.0.1', port);
      const error = yield* raisedBy(OSError, creating, 'create_server()');
      expect(error.code).to.equal('EADDRINUSE');
      expect(error.message).to.contain('127.0.0.1').and.to.contain(String(address[1]));
      yield* serving.accept(address);
      yield* serving.end(server);
    }),
  );

  test('server.error.partial_failure_closes', 'gives a free and a busy address', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const free = ownLoopback();
      const busy = env.wire.listen({ host: ownLoopback() });
      const { factory } = new Serving(world);
      const creating = (): Awaitable => loop.createServer(factory, [free, busy.host], busy.port);
      const error = yield* raisedBy(OSError, creating, 'create_server()');
      expect(error.code).to.equal('EADDRINUSE');
      expect(canListen(world, free, busy.port), 'nothing is left at the free address').to.equal(true);
    }),
  );

  test('server.error.addr_not_available_skipped', 'gives an address of others', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const serving = new Serving(world);
      // Reserved for documentation: no machine has it.
      const server = yield* loop.createServer(serving.factory, ['127.0.0.1', '192.0.2.1'], 0);
      expect(server.sockets.map((sock) => sock.getsockname()[0])).to.deep.equal(['127.0.0.1']);
      yield* serving.end(server);
      const alone = (): Awaitable => loop.createServer(serving.factory, '192.0.2.1', 0);
      yield* raisedBy(OSError, alone, 'create_server()');
    }),
  );

  test('server.dns.error_propagates', 'gives a name that is no address', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const options = { flags: AI_NUMERICHOST };
      const { factory } = new Serving(world);
      const creating = (): Awaitable => loop.createServer(factory, 'not-an-ip', 0, options);
      yield* raisedBy(GaiError, creating, 'create_server()');
    }),
  );

  test('server.dns.error_propagates', 'gives a name without addresses', (world) =>
    world.env.run(function* () {
      resolveAs(world, []);
      const { factory } = new Serving(world);
      const creating = (): Awaitable => world.loop.createServer(factory, 'nobody.test', 0);
      yield* raisedBy(OSError, creating, 'create_server()');
    }),
  );

  test('server.sock.used_as_is', 'gives a bound socket', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const sock = boundSocket(world);
      const serving = new Serving(world);
      const fd = sock.fileno();
      const address = sock.getsockname();
      const server = yield* loop.createServer(serving.factory, null, null, { sock });
      expect(server.sockets.map((view) => view.fileno())).to.deep.equal([fd]);
      expect(addressOf(server)).to.deep.equal(address);
      expect(sock.gettimeout()).to.equal(0);
      const { transport, peer } = yield* serving.accept(address);
      transport.write(bytes('hello'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
      yield* serving.end(server);
      expect(sock.fileno()).to.equal(-1);
      expectRefused(world, address);
    }),
  );

  test('server.keep_alive.true', 'reads the option of connections', (world) =>
    world.env.run(function* () {
      const { SOL_SOCKET, SO_KEEPALIVE } = world.asyncio.sockets;
      const kept: boolean[] = [];
      for (const options of [{ keepAlive: true }, {}]) {
        const { server, serving, address } = yield* serve(world, {}, options);
        const { transport } = yield* serving.accept(address);
        const sock = transport.getExtraInfo('socket') as Socket;
        kept.push(sock.getsockopt(SOL_SOCKET, SO_KEEPALIVE) !== 0);
        yield* serving.end(server);
      }
      expect(kept).to.deep.equal([true, false]);
    }),
  );

  test('server.backlog.zero', 'has clients, one after another', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world, {}, { backlog: 0 });
      for (let i = 0; i < 3; i++) {
        const { protocol, peer } = yield* serving.accept(address);
        peer.write(bytes('x'));
        yield* protocol.receives(1);
      }
      expect(serving.made).to.have.lengthOf(3);
      yield* serving.end(server);
    }),
  );

  test(
    'server.backlog.passed_to_listen',
    'records the calls of a socket of Python',
    (world) =>
      world.env.run(function* () {
        const { loop, env } = world;
        const noted: unknown[] = [];
        for (const options of [{}, { backlog: 7 }]) {
          const sock = env.python.exec(RECORDING) as Socket;
          const serving = new Serving(world);
          const server = yield* loop.createServer(serving.factory, null, null, { sock, ...options });
          noted.push(env.python.exec('return sock.noted', { sock }));
          yield* serving.end(server);
        }
        expect(noted).to.deep.equal([[[100]], [[7]]]);
      }),
    { on: 'python' },
  );

  test(
    'server.backlog.passed_to_listen',
    'records the calls of a socket',
    (world) =>
      world.env.run(function* () {
        const { loop } = world;
        const noted: unknown[] = [];
        for (const options of [{}, { backlog: 7 }]) {
          const sock = boundSocket(world);
          const listen = sock.listen.bind(sock);
          sock.listen = (backlog) => {
            noted.push(backlog);
            listen(backlog);
          };
          const serving = new Serving(world);
          const server = yield* loop.createServer(serving.factory, null, null, { sock, ...options });
          yield* serving.end(server);
        }
        expect(noted).to.deep.equal([100, 7]);
      }),
    { on: 'typescript' },
  );

  test('server.reuse_port.unsupported', 'takes the constant away', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const constant = env.python.exec('import socket; return socket.__dict__.pop("SO_REUSEPORT", None)');
      env.defer(() => env.python.exec('import socket; socket.SO_REUSEPORT = constant', { constant }));
      const { factory } = new Serving(world);
      const creating = (): Awaitable => loop.createServer(factory, '127.0.0.1', 0, { reusePort: true });
      yield* raisedBy(ValueError, creating, 'create_server()');
    }),
  );
});
