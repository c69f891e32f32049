/** create_datagram_endpoint(): addresses, options, what it refuses. */
import { OSError, ValueError, type Address, type CreateDatagramOptions } from '../../spec';
import { AF_INET, AF_INET6, resolveAs } from '../connection/resolver';
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
  type World,
} from '../support';

const SOCK_DGRAM = 2;
const IPPROTO_UDP = 17;

/** A factory that counts its calls. */
function counting({ loop }: World): { readonly factory: () => DatagramRecorder; readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const factory = (...given: unknown[]): DatagramRecorder => {
    calls.push(given);
    return new DatagramRecorder(loop);
  };
  return { factory, calls };
}

export const argumentsSuite = suite('datagram', 'arguments', (test) => {
  test('datagram.result.pair', 'returns what the factory made, connected', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const made = new DatagramRecorder(loop);
      const [transport, protocol] = yield* loop.createDatagramEndpoint(() => made, { localAddr: LOOPBACK });
      expect(protocol, 'the protocol').to.equal(made);
      expect(made.calls).to.deep.equal(['made']);
      expect(made.transport, 'the transport').to.equal(transport);
      transport.close();
      yield* made.loses();
    });
  });

  test('datagram.local_addr.binds', 'is reached where it says that it is', (world) =>
    exchange(world, function* ({ protocol, address }) {
      expect(address[0]).to.equal('127.0.0.1');
      expect(address[1]).to.be.greaterThan(0);
      world.env.wire.udp().send(bytes('hello'), address);
      yield* protocol.receives(1);
      expect(protocol.texts).to.deep.equal(['hello']);
    }),
  );

  test(
    'datagram.local_addr.binds',
    'is reached at an IPv6 address',
    (world) =>
      exchange(
        world,
        function* ({ protocol, address }) {
          expect(address[0]).to.equal('::1');
          expect(address[1]).to.be.greaterThan(0);
          world.env.wire.udp({ host: '::1' }).send(bytes('six'), address);
          yield* protocol.receives(1);
          expect(protocol.texts).to.deep.equal(['six']);
        },
        { localAddr: ['::1', 0] },
      ),
    { needs: ['ipv6'] },
  );

  test('datagram.result.transport_type', 'is an instance of both classes', (world) =>
    exchange(world, function* ({ transport }) {
      yield* [];
      for (const kind of ['DatagramTransport', 'BaseTransport'] as const) {
        expect(transport instanceof world.asyncio[kind], `the transport is a ${kind}`).to.equal(true);
      }
    }),
  );

  test('datagram.remote_addr.connects', 'sends without an address', async (world) => {
    const server = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport, address }) {
        expect(transport.getExtraInfo('peername')).to.deep.equal(server.address);
        transport.sendto(bytes('abc'));
        const { data, from } = yield* world.env.until(server.receive());
        expect(text(data)).to.equal('abc');
        expect(from).to.deep.equal(address);
      },
      { remoteAddr: server.address },
    );
  });

  test('datagram.remote_addr.connects', 'sends from the local address that it was given', async (world) => {
    const server = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport, address }) {
        expect(transport.getExtraInfo('peername')).to.deep.equal(server.address);
        transport.sendto(bytes('abc'));
        const { from } = yield* world.env.until(server.receive());
        expect(from).to.deep.equal(address);
      },
      { localAddr: LOOPBACK, remoteAddr: server.address },
    );
  });

  test('datagram.remote_addr.filters_senders', 'hears its peer and nobody else', async (world) => {
    const server = world.env.wire.udp();
    const stranger = world.env.wire.udp();
    await exchange(
      world,
      function* ({ protocol, address }) {
        stranger.send(bytes('stranger'), address);
        server.send(bytes('server'), address);
        yield* protocol.receives(1);
        expect(protocol.texts).to.deep.equal(['server']);
      },
      { remoteAddr: server.address },
    );
  });

  test('datagram.broadcast.not_connected', 'hears all and sends to one', async (world) => {
    const server = world.env.wire.udp();
    const stranger = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport, protocol }) {
        expect(transport.getExtraInfo('peername') ?? null).to.equal(null);
        transport.sendto(bytes('to all'));
        const { from } = yield* world.env.until(server.receive());
        const [, port] = from as readonly [string, number];
        stranger.send(bytes('here'), ['127.0.0.1', port]);
        yield* protocol.receives(1);
        expect(protocol.texts).to.deep.equal(['here']);
        yield* raisedBy(ValueError, function* () {
          yield* [];
          transport.sendto(bytes('x'), stranger.address);
        });
      },
      { remoteAddr: server.address, allowBroadcast: true },
    );
  });

  test('datagram.reuse_port.true', 'binds one address twice', (world) =>
    exchange(
      world,
      function* ({ address }) {
        const again = yield* endpoint(world, { localAddr: address, reusePort: true });
        yield* dismiss(again);
        yield* raisedBy(OSError, () => endpoint(world, { localAddr: address }), 'without reuse_port');
      },
      { localAddr: LOOPBACK, reusePort: true },
    ),
  );

  test('datagram.port.not_shared', 'binds an address that is taken', (world) =>
    exchange(
      world,
      function* ({ protocol, address }) {
        const again = raisedBy(OSError, () => endpoint(world, { localAddr: address }), 'the second');
        expect((yield* again).code).to.equal('EADDRINUSE');
        world.env.wire.udp().send(bytes('hello'), address);
        yield* protocol.receives(1);
      },
      { localAddr: LOOPBACK },
    ),
  );

  test('datagram.reuse_address.removed', 'refuses reuse_address', async (world) => {
    const { factory, calls } = counting(world);
    await world.env.run(function* () {
      const options: CreateDatagramOptions & { reuseAddress: boolean } = { localAddr: LOOPBACK, reuseAddress: true };
      yield* raisedBy(TypeError, () => world.loop.createDatagramEndpoint(factory, options));
    });
    expect(calls).to.deep.equal([]);
  });

  test('datagram.args.no_address_no_family', 'is given a factory alone', async (world) => {
    const { factory, calls } = counting(world);
    await world.env.run(function* () {
      yield* raisedBy(ValueError, () => world.loop.createDatagramEndpoint(factory));
    });
    expect(calls, 'calls of the factory').to.deep.equal([]);
  });

  test('datagram.args.family_only', 'sends to the address given', async (world) => {
    const server = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport, protocol }) {
        transport.sendto(bytes('question'), server.address);
        const { data, from } = yield* world.env.until(server.receive());
        expect(text(data)).to.equal('question');
        server.send(bytes('answer'), from);
        yield* protocol.receives(1);
        expect(protocol.texts).to.deep.equal(['answer']);
      },
      { family: AF_INET },
    );
  });

  for (const side of ['localAddr', 'remoteAddr'] as const) {
    test('datagram.args.address_shape', `refuses a text and a triple for ${side}`, async (world) => {
      const { factory, calls } = counting(world);
      await world.env.run(function* () {
        for (const address of ['127.0.0.1', ['127.0.0.1', 1, 2]] as readonly Address[]) {
          yield* raisedBy(TypeError, () => world.loop.createDatagramEndpoint(factory, { [side]: address }));
        }
      });
      expect(calls).to.deep.equal([]);
    });
  }

  test(
    'datagram.args.address_shape',
    'refuses a list',
    ({ loop, env }) => {
      const raised = env.python.exec(
        `
        try:
            loop.run_until_complete(loop.create_datagram_endpoint(asyncio.DatagramProtocol, ['127.0.0.1', 0]))
        except TypeError:
            return 'TypeError'
        `,
        { loop },
      );
      expect(raised).to.equal('TypeError');
    },
    { on: 'python' },
  );

  test(
    'datagram.args.family_mismatch',
    'mixes the families',
    async (world) => {
      const { factory, calls } = counting(world);
      await world.env.run(function* () {
        const options: CreateDatagramOptions = { localAddr: LOOPBACK, remoteAddr: ['::1', 9] };
        yield* raisedBy(ValueError, () => world.loop.createDatagramEndpoint(factory, options));
      });
      expect(calls).to.deep.equal([]);
    },
    { needs: ['ipv6'] },
  );

  test('datagram.bind.in_use', 'binds an address that is taken', async (world) => {
    const taken = world.env.wire.udp();
    await world.env.run(function* () {
      const error = yield* raisedBy(OSError, () => endpoint(world, { localAddr: taken.address }));
      expect(error.code).to.equal('EADDRINUSE');
      taken.close();
      // The address was all that was wrong.
      yield* dismiss(yield* endpoint(world, { localAddr: taken.address }));
    });
  });

  test('datagram.factory.after_socket', 'makes no protocol for a socket that cannot be had', async (world) => {
    const { factory, calls } = counting(world);
    const taken = world.env.wire.udp();
    await world.env.run(function* () {
      yield* raisedBy(OSError, () => world.loop.createDatagramEndpoint(factory, { localAddr: taken.address }));
      expect(calls, 'calls of the factory').to.deep.equal([]);
      const [transport, protocol] = yield* world.loop.createDatagramEndpoint(factory, { localAddr: LOOPBACK });
      expect(calls, 'calls of the factory').to.deep.equal([[]]);
      transport.close();
      yield* protocol.loses();
    });
  });

  test('datagram.dns.getaddrinfo_arguments', 'looks up both names', async (world) => {
    const server = world.env.wire.udp();
    const lookUps = resolveAs(world, [[AF_INET, SOCK_DGRAM, IPPROTO_UDP, '', server.address]]);
    await exchange(
      world,
      function* ({ transport }) {
        transport.sendto(bytes('found'));
        expect(text((yield* world.env.until(server.receive())).data)).to.equal('found');
      },
      { remoteAddr: ['peer.test', 5], family: AF_INET, proto: IPPROTO_UDP, flags: 1 },
    );
    const hints = { family: AF_INET, type: SOCK_DGRAM, proto: IPPROTO_UDP, flags: 1 };
    expect(lookUps()).to.deep.equal([{ host: 'peer.test', port: 5, ...hints }]);
  });

  test('datagram.dns.getaddrinfo_arguments', 'finds no address', async (world) => {
    const { factory, calls } = counting(world);
    resolveAs(world, []);
    await world.env.run(function* () {
      yield* raisedBy(OSError, () => world.loop.createDatagramEndpoint(factory, { remoteAddr: ['peer.test', 5] }));
    });
    expect(calls).to.deep.equal([]);
  });

  test(
    'datagram.receive.bytes_and_addr',
    'tells an IPv6 sender by four items',
    async (world) => {
      const sender = world.env.wire.udp({ host: '::1' });
      await exchange(
        world,
        function* ({ transport, protocol, address }) {
          expect(address).to.have.lengthOf(4);
          sender.send(bytes('six'), address);
          yield* protocol.receives(1);
          expect(protocol.datagrams[0]?.from).to.deep.equal(sender.address);
          transport.sendto(bytes('back'), protocol.datagrams[0]?.from);
          expect(text((yield* world.env.until(sender.receive())).data)).to.equal('back');
        },
        { localAddr: ['::1', 0], family: AF_INET6 },
      );
    },
    { needs: ['ipv6'] },
  );
});
