/** create_server(): where the server listens, and from when. */
import type { Address, Awaitable, Server } from '../../spec';
import { addressOf, bytes, expect, expectRefused, raisedBy, serve, Serving, suite, text, type World } from '../support';
import { OSError } from '../../spec';

const namesOf = (server: Server): readonly string[] => server.sockets.map((sock) => sock.getsockname()[0]);

/** Port of the socket that listens on `host`. */
function portOf(server: Server, host: string): number {
  const index = namesOf(server).indexOf(host);
  expect(index, `a socket on ${host}`).to.be.at.least(0);
  return addressOf(server, index)[1] as number;
}

/** Connects and is answered. */
function* answers({ env }: World, serving: Serving, address: Address): Generator<unknown, void> {
  const { transport, peer } = yield* serving.accept(address);
  transport.write(bytes('hello'));
  expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
}

export const listeningSuite = suite('server', 'listening', (test) => {
  test('server.result.object', 'looks at what it got', (world) =>
    world.env.run(function* () {
      const { server, serving } = yield* serve(world);
      const methods = ['close', 'waitClosed', 'isServing', 'startServing', 'serveForever', 'getLoop', 'run'] as const;
      for (const method of methods) expect(server[method], method).to.be.a('function');
      expect([...server.sockets]).to.have.lengthOf(1);
      yield* serving.end(server);
    }),
  );

  for (const port of [0, null]) {
    test('server.port.zero_picks_free', `asks for port ${String(port)}`, (world) =>
      world.env.run(function* () {
        const serving = new Serving(world);
        const server = yield* world.loop.createServer(serving.factory, '127.0.0.1', port);
        expect(addressOf(server)[1]).to.be.greaterThan(0);
        yield* answers(world, serving, addressOf(server));
        yield* serving.end(server);
      }),
    );
  }

  for (const [host, title] of [
    [null, 'names no host'],
    ['', 'gives an empty text'],
  ] as const) {
    test('server.host.none_all_interfaces', title, (world) =>
      world.env.run(function* () {
        const serving = new Serving(world);
        const server = yield* world.loop.createServer(serving.factory, host, 0);
        yield* answers(world, serving, ['127.0.0.1', portOf(server, '0.0.0.0')]);
        yield* serving.end(server);
      }),
    );
    test(
      'server.host.none_all_interfaces',
      `${title}, and has IPv6`,
      (world) =>
        world.env.run(function* () {
          const serving = new Serving(world);
          const server = yield* world.loop.createServer(serving.factory, host, 0);
          expect([...namesOf(server)].sort()).to.deep.equal(['0.0.0.0', '::']);
          yield* answers(world, serving, ['::1', portOf(server, '::')]);
          yield* serving.end(server);
        }),
      { needs: ['ipv6'] },
    );
  }

  test(
    'server.host.string',
    'connects to another address of the loopback',
    (world) =>
      world.env.run(function* () {
        const { server, serving, address } = yield* serve(world);
        expect(namesOf(server)).to.deep.equal(['127.0.0.1']);
        const [, port] = address as readonly [string, number];
        expectRefused(world, ['127.0.0.2', port]);
        yield* answers(world, serving, address);
        yield* serving.end(server);
      }),
    { needs: ['linux'] },
  );

  for (const [hosts, need] of [
    [['127.0.0.1', '127.0.0.2'], 'linux'],
    [['127.0.0.1', '::1'], 'ipv6'],
  ] as const) {
    test(
      'server.host.sequence',
      `gives ${hosts.join(' and ')}`,
      (world) =>
        world.env.run(function* () {
          const serving = new Serving(world);
          const server = yield* world.loop.createServer(serving.factory, hosts, 0);
          expect([...namesOf(server)].sort()).to.deep.equal([...hosts].sort());
          for (const host of hosts) yield* answers(world, serving, [host, portOf(server, host)]);
          yield* serving.end(server);
        }),
      { needs: [need] },
    );
  }

  test('server.host.duplicates_bound_once', 'gives one host twice', (world) =>
    world.env.run(function* () {
      const serving = new Serving(world);
      const server = yield* world.loop.createServer(serving.factory, ['127.0.0.1', '127.0.0.1'], 0);
      expect(namesOf(server)).to.deep.equal(['127.0.0.1']);
      yield* answers(world, serving, addressOf(server));
      yield* serving.end(server);
    }),
  );

  test('server.ipv6.v6only', 'connects over IPv4', (world) =>
    world.env.run(function* () {
      const serving = new Serving(world);
      const server = yield* world.loop.createServer(serving.factory, '::', 0);
      const [, port] = addressOf(server);
      expectRefused(world, ['127.0.0.1', port as number]);
      yield* answers(world, serving, ['::1', port as number]);
      yield* serving.end(server);
    }),
  );

  test('server.reuse_address.default_true', 'starts again where a connection lingers', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const first = yield* serve(world);
      const { transport, protocol, peer } = yield* first.serving.accept(first.address);
      // Who closes first is the one that lingers.
      transport.close();
      yield* protocol.loses();
      expect((yield* env.until(peer.readToEnd())).how).to.equal('fin');
      peer.close();
      yield* first.serving.end(first.server);
      const [host, port] = first.address as readonly [string, number];
      const again = new Serving(world);
      const server = yield* loop.createServer(again.factory, host, port);
      yield* answers(world, again, first.address);
      yield* again.end(server);
    }),
  );

  test('server.reuse_address.false', 'reads the option', (world) =>
    world.env.run(function* () {
      const { SOL_SOCKET, SO_REUSEADDR } = world.asyncio.sockets;
      const { server, serving } = yield* serve(world, {}, { reuseAddress: false });
      expect(server.sockets[0]?.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(0);
      yield* serving.end(server);
    }),
  );

  test('server.reuse_port.true', 'starts a second one', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const { server, serving, address } = yield* serve(world, {}, { reusePort: true });
      const second = yield* loop.createServer(serving.factory, '127.0.0.1', address[1] as number, { reusePort: true });
      expect(addressOf(second)).to.deep.equal(address);
      yield* serving.end(server);
      yield* answers(world, serving, address);
      yield* serving.end(second);
    }),
  );

  for (const [title, options, needs] of [
    ['starts a second one', {}, []],
    ['starts a second one that would share', { reusePort: true }, ['reuse_port']],
  ] as const) {
    test(
      'server.reuse_port.default_off',
      title,
      (world) =>
        world.env.run(function* () {
          const { loop } = world;
          const { server, serving, address } = yield* serve(world);
          const port = address[1] as number;
          const again = (): Awaitable => loop.createServer(serving.factory, '127.0.0.1', port, options);
          yield* raisedBy(OSError, again, 'create_server()');
          yield* answers(world, serving, address);
          yield* serving.end(server);
        }),
      { needs },
    );
  }

  test('server.start_serving.true_default', 'connects at once', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      yield* answers(world, serving, address);
      yield* serving.end(server);
    }),
  );

  test('server.start_serving.false', 'connects before and after', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world, {}, { startServing: false });
      expect(address[1]).to.be.greaterThan(0);
      expectRefused(world, address);
      yield* server.startServing();
      yield* answers(world, serving, address);
      yield* serving.end(server);
    }),
  );
});
