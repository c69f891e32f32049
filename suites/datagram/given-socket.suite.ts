/** Sockets given, options of sockets, and unix sockets. */
import { ValueError, type CreateDatagramOptions, type TransportSocket } from '../../spec';
import { AF_INET } from '../connection/resolver';
import {
  bytes,
  DatagramRecorder,
  dismiss,
  endpoint,
  exchange,
  expect,
  LOOPBACK,
  raisedBy,
  suite,
  text,
  udpSocket,
} from '../support';

const AF_UNIX = 1;

export const givenSocketSuite = suite('datagram', 'a given socket', (test) => {
  test('datagram.args.sock_stream', 'is given a stream socket', async (world) => {
    const sock = world.asyncio.sockets.socket();
    world.env.defer(() => sock.close());
    await world.env.run(function* () {
      yield* raisedBy(ValueError, () => endpoint(world, { sock }));
      expect(sock.fileno(), 'the descriptor').to.be.at.least(0);
    });
  });

  test('datagram.args.sock_with_modifiers', 'is given each of the seven', async (world) => {
    const sock = udpSocket(world);
    const address = sock.getsockname();
    const modifiers: readonly CreateDatagramOptions[] = [
      { localAddr: LOOPBACK },
      { remoteAddr: ['127.0.0.1', 9] },
      { family: AF_INET },
      { proto: 17 },
      { flags: 1 },
      { reusePort: true },
      { allowBroadcast: true },
    ];
    await world.env.run(function* () {
      for (const modifier of modifiers) {
        yield* raisedBy(ValueError, () => endpoint(world, { sock, ...modifier }), Object.keys(modifier).join());
      }
      expect(sock.getsockname(), 'the socket').to.deep.equal(address);
      yield* dismiss(yield* endpoint(world, { sock }));
    });
  });

  test('datagram.sock.used', 'is given a bound socket that blocks', async (world) => {
    const sock = udpSocket(world);
    sock.setblocking(true);
    const bound = sock.getsockname();
    const sender = world.env.wire.udp();
    await world.env.run(function* () {
      const made = yield* endpoint(world, { sock });
      expect(made.address).to.deep.equal(bound);
      expect(sock.gettimeout(), 'the timeout').to.equal(0);
      sender.send(bytes('hello'), bound);
      yield* made.protocol.receives(1);
      expect(made.protocol.texts).to.deep.equal(['hello']);
      made.transport.sendto(bytes('back'), sender.address);
      expect((yield* world.env.until(sender.receive())).from).to.deep.equal(bound);
      expect(sock.fileno(), 'the descriptor, before the end').to.be.at.least(0);
      made.transport.close();
      yield* made.protocol.loses();
      yield* world.asyncio.sleep(0);
      expect(sock.fileno(), 'the descriptor, after the end').to.equal(-1);
    });
  });

  test(
    'datagram.sock.used',
    'is given a connected one',
    async (world) => {
      const sock = udpSocket(world);
      const server = world.env.wire.udp();
      sock.connect(server.address);
      await world.env.run(function* () {
        const made = yield* endpoint(world, { sock });
        made.transport.sendto(bytes('hello'));
        expect(made.transport.getExtraInfo('peername')).to.deep.equal(server.address);
        const { data, from } = yield* world.env.until(server.receive());
        expect([text(data), from]).to.deep.equal(['hello', made.address]);
        server.send(bytes('back'), made.address);
        yield* made.protocol.receives(1);
        expect(made.protocol.texts).to.deep.equal(['back']);
        yield* dismiss(made);
      });
    },
    { needs: ['bind'] },
  );

  test('datagram.broadcast.sets_option', 'is asked to, and is not', async (world) => {
    const { SOL_SOCKET, SO_BROADCAST } = world.asyncio.sockets;
    for (const allowBroadcast of [true, false, undefined]) {
      await exchange(
        world,
        function* ({ transport }) {
          yield* [];
          const socket = transport.getExtraInfo('socket') as TransportSocket;
          const set = socket.getsockopt(SOL_SOCKET, SO_BROADCAST) !== 0;
          expect(set, `with allow_broadcast ${String(allowBroadcast)}`).to.equal(allowBroadcast === true);
        },
        { localAddr: LOOPBACK, ...(allowBroadcast === undefined ? {} : { allowBroadcast }) },
      );
    }
  });

  test('datagram.sock.unix', 'is given one of two connected ones', async (world) => {
    const { asyncio, env } = world;
    const { sockets } = asyncio;
    await env.run(function* () {
      const [mine, peer] = ['mine', 'peer'].map((name) => {
        const sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
        env.defer(() => sock.close());
        sock.setblocking(false);
        sock.bind(env.wire.path(name));
        return sock;
      });
      if (mine === undefined || peer === undefined) return;
      mine.connect(peer.getsockname());
      peer.connect(mine.getsockname());
      const made = yield* endpoint(world, { sock: mine });
      made.transport.sendto(bytes('ping'));
      expect(text(peer.recv(9))).to.equal('ping');
      peer.send(bytes('pong'));
      yield* made.protocol.receives(1);
      expect(made.protocol.texts).to.deep.equal(['pong']);
      yield* dismiss(made);
    });
  });

  test('datagram.unix.addresses', 'goes by paths, and takes the place of a stale file', async (world) => {
    const path = world.env.wire.path('server');
    await world.env.run(function* () {
      for (const round of ['first', 'again']) {
        const server = yield* endpoint(world, { family: AF_UNIX, localAddr: path });
        const client = yield* endpoint(world, { family: AF_UNIX, remoteAddr: path });
        client.transport.sendto(bytes(round));
        yield* server.protocol.receives(1);
        expect(server.protocol.texts).to.deep.equal([round]);
        yield* dismiss(client);
        yield* dismiss(server);
      }
    });
  });

  test('datagram.unix.sendto_path', 'goes from one path to another, and back', async (world) => {
    const [here, there] = ['here', 'there'].map((name) => world.env.wire.path(name)) as [string, string];
    await world.env.run(function* () {
      const mine = yield* endpoint(world, { family: AF_UNIX, localAddr: here });
      const other = yield* endpoint(world, { family: AF_UNIX, localAddr: there });
      mine.transport.sendto(bytes('ping'), there);
      yield* other.protocol.receives(1);
      expect(other.protocol.datagrams.map(({ data, from }) => [text(data), from])).to.deep.equal([['ping', here]]);
      other.transport.sendto(bytes('pong'), here);
      yield* mine.protocol.receives(1);
      expect(mine.protocol.texts).to.deep.equal(['pong']);
      yield* dismiss(mine);
      yield* dismiss(other);
    });
  });

  test('datagram.unix.addresses', 'refuses a pair', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const factory = (): DatagramRecorder => new DatagramRecorder(loop);
      for (const side of ['localAddr', 'remoteAddr']) {
        yield* raisedBy(TypeError, () => loop.createDatagramEndpoint(factory, { family: AF_UNIX, [side]: LOOPBACK }));
      }
    });
  });
});
