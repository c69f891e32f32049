/** create_unix_server(). */
import { OSError, ValueError, type Address, type Awaitable, type Coroutine } from '../../spec';
import {
  addressOf,
  bytes,
  contentOf,
  expect,
  expectRefused,
  movePath,
  pathExists,
  putFile,
  raisedBy,
  removePath,
  Serving,
  suite,
  text,
  type World,
} from '../support';
import { abstractName, boundAt, datagramSocket, endAt, inetSocket } from './places';

const AF_UNIX = 1;

/** Connects and is answered. */
function* answers({ env }: World, serving: Serving, address: Address): Coroutine<void> {
  const { transport, peer } = yield* serving.accept(address);
  transport.write(bytes('hello'));
  expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
}

export const servingSuite = suite('unix', 'serving', (test) => {
  test('unix.server.basic', 'serves on a path', (world) =>
    world.env.run(function* () {
      const path = `${world.env.wire.folder()}/s`;
      const serving = new Serving(world);
      const server = yield* world.loop.createUnixServer(serving.factory, path);
      expect([...server.sockets]).to.have.lengthOf(1);
      expect(addressOf(server)).to.equal(path);
      expect(server.sockets[0]?.family).to.equal(AF_UNIX);
      yield* answers(world, serving, path);
      yield* endAt(serving, server, path);
    }),
  );

  for (const [title, source] of [
    ['gives a text', 'return path'],
    ['gives bytes', 'return os.fsencode(path)'],
    ['gives a path object', 'import pathlib; return pathlib.Path(path)'],
  ] as const) {
    test('unix.server.path_forms', title, (world) =>
      world.env.run(function* () {
        const path = `${world.env.wire.folder()}/s`;
        const serving = new Serving(world);
        const given = world.env.python.exec(source, { path }) as string;
        const server = yield* world.loop.createUnixServer(serving.factory, given);
        yield* answers(world, serving, path);
        yield* endAt(serving, server, path);
      }),
    );
  }

  test('unix.server.abstract', 'serves on such a name', (world) =>
    world.env.run(function* () {
      const name = abstractName();
      const serving = new Serving(world);
      const server = yield* world.loop.createUnixServer(serving.factory, name);
      // The client is the wire's: a loop that cannot connect to such names may well serve on them.
      yield* answers(world, serving, name);
      for (const file of [name.slice(1), name.replace('\0', '@')]) expect(pathExists(file)).to.equal(false);
      yield* serving.end(server);
    }),
  );

  test('unix.server.stale_socket_removed', 'finds a socket file', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const path = `${env.wire.folder()}/s`;
      const last = env.wire.listen({ path: `${env.wire.folder()}/last` });
      movePath(last.address as string, path);
      last.close();
      expectRefused(world, path);
      const serving = new Serving(world);
      const server = yield* loop.createUnixServer(serving.factory, path);
      yield* answers(world, serving, path);
      yield* endAt(serving, server, path);
    }),
  );

  test('unix.server.non_socket_file', 'finds a file', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const path = `${env.wire.folder()}/file`;
      putFile(path, 'of value');
      const { factory } = new Serving(world);
      const error = yield* raisedBy(OSError, () => loop.createUnixServer(factory, path));
      expect(error.code).to.equal('EADDRINUSE');
      expect(error.message).to.contain(path);
      expect(contentOf(path)).to.equal('of value');
      removePath(path);
    }),
  );

  test('unix.server.path_and_sock', 'gives both, and neither', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const path = `${env.wire.folder()}/s`;
      const sock = boundAt(world, path);
      const { factory } = new Serving(world);
      yield* raisedBy(ValueError, () => loop.createUnixServer(factory, '/nowhere', { sock }), 'both');
      yield* raisedBy(ValueError, () => loop.createUnixServer(factory), 'neither');
      expect(sock.fileno()).to.be.at.least(0);
      removePath(path);
    }),
  );

  test('unix.server.sock_kind', 'gives a TCP socket', (world) =>
    world.env.run(function* () {
      const options = { sock: inetSocket(world) };
      const { factory } = new Serving(world);
      const creating = (): Awaitable => world.loop.createUnixServer(factory, null, options);
      yield* raisedBy(ValueError, creating, 'create_unix_server()');
    }),
  );

  test(
    'unix.server.sock_kind',
    'gives a datagram socket',
    (world) =>
      world.env.run(function* () {
        const options = { sock: datagramSocket(world) };
        const { factory } = new Serving(world);
        const creating = (): Awaitable => world.loop.createUnixServer(factory, null, options);
        yield* raisedBy(ValueError, creating, 'create_unix_server()');
      }),
    { needs: ['unix_dgram'] },
  );

  test('unix.server.sock_bound', 'gives a bound socket', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const path = `${env.wire.folder()}/s`;
      const sock = boundAt(world, path);
      const fd = sock.fileno();
      const serving = new Serving(world);
      const server = yield* loop.createUnixServer(serving.factory, null, { sock });
      expect(server.sockets.map((view) => view.fileno())).to.deep.equal([fd]);
      expect(sock.gettimeout()).to.equal(0);
      yield* answers(world, serving, path);
      yield* endAt(serving, server, path);
      expect(sock.fileno()).to.equal(-1);
    }),
  );

  for (const ssl of [true, false]) {
    test('unix.server.ssl_rules', `gives ${String(ssl)}`, (world) =>
      world.env.run(function* () {
        const path = `${world.env.wire.folder()}/s`;
        const { factory } = new Serving(world);
        const creating = (): Awaitable => world.loop.createUnixServer(factory, path, { ssl });
        yield* raisedBy(TypeError, creating, 'create_unix_server()');
        expect(pathExists(path)).to.equal(false);
      }),
    );
  }

  for (const [clause, options] of [
    ['unix.server.ssl_rules', { sslHandshakeTimeout: 1 }],
    ['unix.server.ssl_shutdown_timeout_without_ssl', { sslShutdownTimeout: 1 }],
  ] as const) {
    test(clause, 'gives a timeout without ssl', (world) =>
      world.env.run(function* () {
        const path = `${world.env.wire.folder()}/s`;
        const { factory } = new Serving(world);
        const creating = (): Awaitable => world.loop.createUnixServer(factory, path, options);
        yield* raisedBy(ValueError, creating, 'create_unix_server()');
        expect(pathExists(path)).to.equal(false);
      }),
    );
  }

  test('unix.server.start_serving_false', 'connects before and after', (world) =>
    world.env.run(function* () {
      const path = `${world.env.wire.folder()}/s`;
      const serving = new Serving(world);
      const server = yield* world.loop.createUnixServer(serving.factory, path, { startServing: false });
      expect(pathExists(path)).to.equal(true);
      expectRefused(world, path);
      yield* server.startServing();
      yield* answers(world, serving, path);
      yield* endAt(serving, server, path);
    }),
  );

  test('unix.server.accepted_names', 'asks in connection_made()', (world) =>
    world.env.run(function* () {
      const path = `${world.env.wire.folder()}/s`;
      const seen: unknown[] = [];
      const serving = new Serving(world, {
        made: (transport) => seen.push([transport.getExtraInfo('sockname'), transport.getExtraInfo('peername')]),
      });
      const server = yield* world.loop.createUnixServer(serving.factory, path);
      yield* serving.accept(path);
      expect(seen).to.deep.equal([[path, '']]);
      yield* endAt(serving, server, path);
    }),
  );
});
