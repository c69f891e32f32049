/** sock_connect() and sock_accept(). */
import { ConnectionRefusedError, FileNotFoundError, OSError, type Coroutine, type Socket } from '../../spec';
import { bytes, expect, expectNone, fail, listeningSocket, raisedBy, suite, text, turns, type World } from '../support';

/** A TCP socket that does not block and is not connected. */
function fresh({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): Socket {
  const sock = asyncio.sockets.socket();
  env.defer(() => sock.close());
  sock.setblocking(false);
  return sock;
}

export const connectingSuite = suite('sock', 'connecting and accepting', (test) => {
  test('sock.connect.connects', 'connects and sends', async (world) => {
    const { loop, env } = world;
    const listener = env.wire.listen();
    const sock = fresh(world);
    await env.run(function* () {
      expectNone(yield* loop.sockConnect(sock, [listener.host, listener.port]));
      expect(sock.getpeername()).to.deep.equal([listener.host, listener.port]);
      const peer = yield* env.until(listener.accepted());
      sock.send(bytes('hello'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
      sock.close();
      peer.close();
    });
    listener.close();
  });

  test(
    'sock.connect.connects',
    'connects over IPv6, to an address of four parts',
    async (world) => {
      const { asyncio, loop, env } = world;
      const { sockets } = asyncio;
      const listener = env.wire.listen({ host: '::1' });
      const sock = sockets.socket(sockets.AF_INET6);
      env.defer(() => sock.close());
      sock.setblocking(false);
      await env.run(function* () {
        expectNone(yield* loop.sockConnect(sock, ['::1', listener.port, 0, 0]));
        expect(sock.getpeername()).to.deep.equal(['::1', listener.port, 0, 0]);
        sock.close();
      });
      listener.close();
    },
    { needs: ['ipv6'] },
  );

  test('sock.connect.refused', 'asks where nobody listens', async (world) => {
    const { asyncio, loop, env } = world;
    // Bound and not listening: nobody else gets the port.
    const bound = asyncio.sockets.socket();
    env.defer(() => bound.close());
    bound.bind(['127.0.0.1', 0]);
    await env.run(function* () {
      const error = yield* raisedBy(ConnectionRefusedError, () => loop.sockConnect(fresh(world), bound.getsockname()));
      expect(error.errno ?? null, 'errno').to.not.equal(null);
    });
  });

  test('sock.connect.resolves_names', 'gives a name, and an address', async (world) => {
    const { loop, env } = world;
    const listener = env.wire.listen();
    const sock = fresh(world);
    const asked: unknown[] = [];
    const lookUp = loop.getaddrinfo.bind(loop);
    loop.getaddrinfo = function* (host, port, options) {
      asked.push([host, options?.family ?? 0, options?.type ?? 0, options?.proto ?? 0]);
      return yield* lookUp(listener.host, port, options);
    };
    await env.run(function* () {
      yield* loop.sockConnect(sock, ['a.name.invalid', listener.port]);
      const other = fresh(world);
      yield* loop.sockConnect(other, [listener.host, listener.port]);
      expect(asked).to.deep.equal([['a.name.invalid', sock.family, sock.type, sock.proto]]);
      sock.close();
      other.close();
    });
    listener.close();
  });

  test('sock.connect.unix', 'gives a path that is there, and one that is not', async (world) => {
    const { asyncio, loop, env } = world;
    const folder = env.wire.folder();
    const listener = env.wire.listen({ path: `${folder}/s` });
    const make = (): Socket => {
      const sock = asyncio.sockets.socket(asyncio.sockets.AF_UNIX, asyncio.sockets.SOCK_STREAM);
      env.defer(() => sock.close());
      sock.setblocking(false);
      return sock;
    };
    await env.run(function* () {
      const sock = make();
      expectNone(yield* loop.sockConnect(sock, listener.address));
      sock.send(bytes('x'));
      expect(text(yield* env.until((yield* env.until(listener.accepted())).read(1)))).to.equal('x');
      yield* raisedBy(FileNotFoundError, () => loop.sockConnect(make(), `${folder}/nobody`));
      sock.close();
    });
    listener.close();
  });

  test('sock.connect.cancel_then_retry', 'listens late', async (world) => {
    const { asyncio, loop, env } = world;
    const bound = asyncio.sockets.socket();
    env.defer(() => bound.close());
    bound.bind(['127.0.0.1', 0]);
    const sock = fresh(world);
    await env.run(function* () {
      // In a coroutine of its own: nobody listens yet, and a loop may say so at once.
      const connecting = function* (): Coroutine<void> {
        yield* loop.sockConnect(sock, bound.getsockname());
      };
      const first = loop.createTask(connecting());
      yield;
      first.cancel();
      yield* asyncio.wait([first]);
      if (!first.cancelled()) first.exception();
      bound.listen(8);
      for (let tries = 0; ; tries++) {
        try {
          yield* loop.sockConnect(sock, bound.getsockname());
          break;
        } catch (error) {
          if (tries === 20) fail(`not connected after ${tries} tries: ${String(error)}`);
          yield* asyncio.sleep(env.tick);
        }
      }
      expect(sock.getpeername()).to.deep.equal(bound.getsockname());
    });
  });

  test('sock.accept.basic', 'waits for a client', async (world) => {
    const { loop, env } = world;
    const listening = listeningSocket(world);
    await env.run(function* () {
      const accepting = world.asyncio.ensureFuture(loop.sockAccept(listening), { loop });
      yield* turns(world);
      expect(accepting.done(), 'before a client came').to.equal(false);
      const peer = env.wire.connect(listening.getsockname());
      const [connection, address] = yield* accepting;
      env.defer(() => connection.close());
      expect((connection as Socket).gettimeout(), 'it does not block').to.equal(0);
      expect(address).to.deep.equal(peer.local);
      peer.write(bytes('hello'));
      expect(text(yield* loop.sockRecv(connection, 9))).to.equal('hello');
      connection.close();
      peer.close();
    });
  });

  test(
    'sock.accept.basic',
    'asks whether children inherit it',
    async (world) => {
      const { loop, env } = world;
      const listening = listeningSocket(world);
      await env.run(function* () {
        const peer = env.wire.connect(listening.getsockname());
        const [connection] = yield* loop.sockAccept(listening);
        env.defer(() => connection.close());
        expect(env.python.exec('return connection.get_inheritable()', { connection })).to.equal(false);
        connection.close();
        peer.close();
      });
    },
    { on: 'python' },
  );

  test('sock.accept.cancel_keeps_listener', 'cancels, and accepts the next client', async (world) => {
    const { asyncio, loop, env } = world;
    const listening = listeningSocket(world);
    await env.run(function* () {
      const cancelled = world.asyncio.ensureFuture(loop.sockAccept(listening), { loop });
      yield* turns(world, 2);
      cancelled.cancel();
      yield* asyncio.wait([cancelled]);
      expect(cancelled.cancelled()).to.equal(true);
      const peer = env.wire.connect(listening.getsockname());
      const [connection, address] = yield* loop.sockAccept(listening);
      expect(address).to.deep.equal(peer.local);
      connection.close();
      peer.close();
    });
  });

  test('sock.accept.error_propagates', 'accepts on a socket that does not listen', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      yield* raisedBy(OSError, () => loop.sockAccept(fresh(world)));
      const listening = listeningSocket(world);
      const peer = env.wire.connect(listening.getsockname());
      (yield* loop.sockAccept(listening))[0].close();
      peer.close();
    });
  });
});
