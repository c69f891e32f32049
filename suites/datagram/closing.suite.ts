/** close() and abort(); what get_extra_info() tells. */
import type { TransportSocket } from '../../spec';
import { bytes, exchange, expect, silence, suite } from '../support';

const SOCK_DGRAM = 2;

export const closingSuite = suite('datagram', 'closing', (test) => {
  for (const order of [
    ['close', 'close', 'abort'],
    ['abort', 'abort', 'close'],
  ] as const) {
    test('datagram.close.lost_once', `calls ${order.join(', ')}`, (world) =>
      exchange(world, function* ({ transport, protocol }) {
        expect(transport.isClosing()).to.equal(false);
        for (const method of order) {
          transport[method]();
          expect(transport.isClosing(), `after ${method}()`).to.equal(true);
          expect(protocol.calls, `inside ${method}()`).to.deep.equal(['made']);
        }
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(null);
        transport.close();
        transport.abort();
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'lost']);
      }),
    );
  }

  test('datagram.close.stops_receiving', 'closes with a datagram at the door', (world) =>
    exchange(world, function* ({ transport, protocol, address }) {
      const sender = world.env.wire.udp();
      sender.send(bytes('in time'), address);
      yield* protocol.receives(1);
      sender.send(bytes('late'), address);
      transport.close();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'datagram', 'lost']);
    }),
  );

  test('datagram.extra.names', 'asks an endpoint that is not connected', (world) =>
    exchange(world, function* ({ transport, address }) {
      yield* [];
      expect(address[0]).to.equal('127.0.0.1');
      expect(transport.getExtraInfo('peername') ?? null).to.equal(null);
      const socket = transport.getExtraInfo('socket') as TransportSocket;
      expect(socket.type).to.equal(SOCK_DGRAM);
      expect(socket.getsockname()).to.deep.equal(address);
      expect(transport.getExtraInfo('no such name', 'default')).to.equal('default');
    }),
  );

  test('datagram.extra.names', 'asks one that is connected', async (world) => {
    const server = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport, address }) {
        yield* [];
        expect(address[0]).to.equal('127.0.0.1');
        expect(transport.getExtraInfo('peername')).to.deep.equal(server.address);
        expect((transport.getExtraInfo('socket') as TransportSocket).getpeername()).to.deep.equal(server.address);
      },
      { remoteAddr: server.address },
    );
  });
});
