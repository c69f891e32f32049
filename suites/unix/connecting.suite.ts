/** create_unix_connection(). */
import { ConnectionRefusedError, FileNotFoundError, ValueError, type Awaitable, type Socket } from '../../spec';
import {
  bytes,
  expect,
  hangUp,
  movePath,
  raisedBy,
  Recorder,
  removePath,
  silence,
  suite,
  text,
  type World,
} from '../support';
import { abstractName, datagramSocket, inetSocket, unixPair } from './places';

/** Connects to a path in the given form, and talks. */
async function connectsTo(
  world: World,
  form: (path: string) => string,
  at = `${world.env.wire.folder()}/s`,
): Promise<void> {
  const { loop, env } = world;
  const listener = env.wire.listen({ path: at });
  await env.run(function* () {
    const path = form(listener.address as string);
    const [transport, protocol] = yield* loop.createUnixConnection(() => new Recorder(loop), path);
    const peer = yield* env.until(listener.accepted());
    transport.write(bytes('hello'));
    expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
    yield* hangUp({ transport, protocol });
  });
  listener.close();
}

export const connectingSuite = suite('unix', 'connecting', (test) => {
  test('unix.connection.roundtrip', 'talks both ways', (world) => {
    const { loop, env } = world;
    const listener = env.wire.listen({ path: `${env.wire.folder()}/s` });
    return env.run(function* () {
      const made = new Recorder(loop);
      const [transport, protocol] = yield* loop.createUnixConnection(() => made, listener.address as string);
      expect(protocol).to.equal(made);
      expect(protocol.calls).to.deep.equal(['made']);
      expect(protocol.transport).to.equal(transport);
      const peer = listener.accept();
      listener.close();
      peer.write(bytes('to you'));
      yield* protocol.receives(6);
      transport.write(bytes('and back'));
      expect(text(yield* env.until(peer.read(8)))).to.equal('and back');
      peer.end();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
    });
  });

  for (const [title, source] of [
    ['gives a text', 'return path'],
    ['gives bytes', 'return os.fsencode(path)'],
    ['gives a path object', 'import pathlib; return pathlib.Path(path)'],
  ] as const) {
    test('unix.connection.path_forms', title, (world) =>
      connectsTo(world, (path) => world.env.python.exec(source, { path }) as string),
    );
  }

  test('unix.connection.abstract', 'talks to a server on such a name', (world) =>
    // The server is the wire's: a loop that cannot serve on such names may well connect to them.
    connectsTo(world, (name) => name, abstractName()),
  );

  test('unix.connection.path_and_sock', 'gives both, and neither', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const [sock, other] = unixPair(world);
      const factory = (): Recorder => new Recorder(loop);
      yield* raisedBy(ValueError, () => loop.createUnixConnection(factory, '/nowhere', { sock }), 'both');
      yield* raisedBy(ValueError, () => loop.createUnixConnection(factory), 'neither');
      sock.send(bytes('x'));
      expect(text(other.recv(1))).to.equal('x');
    }),
  );

  test('unix.connection.sock_kind', 'gives a TCP socket', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const options = { sock: inetSocket(world) };
      const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), null, options);
      yield* raisedBy(ValueError, connecting, 'create_unix_connection()');
    }),
  );

  test(
    'unix.connection.sock_kind',
    'gives a datagram socket',
    (world) =>
      world.env.run(function* () {
        const { loop } = world;
        const options = { sock: datagramSocket(world) };
        const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), null, options);
        yield* raisedBy(ValueError, connecting, 'create_unix_connection()');
      }),
    { needs: ['unix_dgram'] },
  );

  test('unix.connection.sock_used', 'gives one of a pair', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const [sock, other]: readonly [Socket, Socket] = unixPair(world);
      const [transport, protocol] = yield* loop.createUnixConnection(() => new Recorder(loop), null, { sock });
      expect(sock.gettimeout()).to.equal(0);
      other.send(bytes('ping'));
      yield* protocol.receives(4);
      transport.write(bytes('pong'));
      yield* silence(world);
      expect(text(other.recv(4))).to.equal('pong');
      yield* hangUp({ transport, protocol });
      yield;
      expect(sock.fileno()).to.equal(-1);
    }),
  );

  test('unix.connection.ssl_needs_hostname', 'gives a name alone', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const options = { serverHostname: 'x' };
      const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), '/nowhere', options);
      yield* raisedBy(ValueError, connecting, 'create_unix_connection()');
    }),
  );

  test(
    'unix.connection.ssl_needs_hostname',
    'gives ssl alone',
    (world) =>
      world.env.run(function* () {
        const { asyncio, loop } = world;
        const ssl = asyncio.ssl.createDefaultContext();
        const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), '/nowhere', { ssl });
        yield* raisedBy(ValueError, connecting, 'create_unix_connection()');
      }),
    { needs: ['tls'] },
  );

  for (const [clause, options] of [
    ['unix.connection.ssl_timeouts_without_ssl', { sslHandshakeTimeout: 1 }],
    ['unix.connection.ssl_shutdown_timeout_without_ssl', { sslShutdownTimeout: 1 }],
  ] as const) {
    test(clause, 'gives one without ssl', (world) => {
      const { loop, env } = world;
      const listener = env.wire.listen({ path: `${env.wire.folder()}/s` });
      return env.run(function* () {
        const path = listener.address as string;
        const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), path, options);
        yield* raisedBy(ValueError, connecting, 'create_unix_connection()');
        expect(listener.waiting).to.equal(0);
        listener.close();
      });
    });
  }

  test('unix.connection.errors', 'connects where no path is', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const path = `${env.wire.folder()}/nobody`;
      const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), path);
      yield* raisedBy(FileNotFoundError, connecting, 'create_unix_connection()');
    }),
  );

  test('unix.connection.errors', 'connects where nobody listens', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const left = `${env.wire.folder()}/left`;
      const listener = env.wire.listen({ path: `${env.wire.folder()}/s` });
      movePath(listener.address as string, left);
      listener.close();
      const connecting = (): Awaitable => loop.createUnixConnection(() => new Recorder(loop), left);
      yield* raisedBy(ConnectionRefusedError, connecting, 'create_unix_connection()');
      removePath(left);
    }),
  );
});
