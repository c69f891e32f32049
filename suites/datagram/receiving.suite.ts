/** datagram_received() and error_received(). */
import { ConnectionRefusedError, type Address, type ReadTransport } from '../../spec';
import { bytes, exchange, expect, isKind, pattern, silence, suite, text } from '../support';

export const receivingSuite = suite('datagram', 'receiving', (test) => {
  test('datagram.receive.bytes_and_addr', 'tells an IPv4 sender by two items', (world) =>
    exchange(world, function* ({ protocol, address }) {
      const sender = world.env.wire.udp();
      sender.send(bytes('four'), address);
      yield* protocol.receives(1);
      expect(protocol.datagrams[0]?.data).to.be.an.instanceof(Uint8Array);
      expect(protocol.datagrams[0]?.from).to.deep.equal(sender.address);
      expect(protocol.texts).to.deep.equal(['four']);
    }),
  );

  test(
    'datagram.receive.bytes_and_addr',
    'gets bytes and a tuple',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        got = loop.create_future()
        class Receiver(asyncio.DatagramProtocol):
            def datagram_received(self, data, addr): got.set_result((data, addr))
        async def main():
            transport, _ = await loop.create_datagram_endpoint(Receiver, ('127.0.0.1', 0))
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.sendto(b'abc', transport.get_extra_info('sockname'))
                data, addr = await got
                transport.close()
                await asyncio.sleep(0)
                return [type(data).__name__, type(addr).__name__, data == b'abc', addr[1] == sender.getsockname()[1]]
        return loop.run_until_complete(main())
        `,
        { loop },
      );
      expect(facts).to.deep.equal(['bytes', 'tuple', true, true]);
    },
    { on: 'python' },
  );

  test('datagram.receive.boundaries', 'gets four sizes', (world) =>
    exchange(world, function* ({ protocol, address }) {
      const sender = world.env.wire.udp();
      const sizes = [1, 1000, 9000, 60_000];
      for (const size of sizes) sender.send(pattern(size), address);
      yield* protocol.receives(sizes.length);
      expect(protocol.datagrams.map(({ data }) => data.length)).to.deep.equal(sizes);
      for (const { data } of protocol.datagrams) expect(Buffer.from(data).equals(pattern(data.length))).to.equal(true);
    }),
  );

  test('datagram.receive.boundaries', 'gets fifty in their order', (world) =>
    exchange(world, function* ({ protocol, address }) {
      const sender = world.env.wire.udp();
      const sent = Array.from({ length: 50 }, (_, n) => `number ${n}`);
      for (const message of sent) sender.send(bytes(message), address);
      yield* protocol.receives(sent.length);
      expect(protocol.texts).to.deep.equal(sent);
      expect(protocol.count('datagram')).to.equal(sent.length);
    }),
  );

  test('datagram.receive.empty', 'gets nothing, then something', (world) =>
    exchange(world, function* ({ transport, protocol, address }) {
      const sender = world.env.wire.udp();
      sender.send(new Uint8Array(0), address);
      sender.send(bytes('z'), address);
      yield* protocol.receives(2);
      expect(protocol.texts).to.deep.equal(['', 'z']);
      expect(transport.isClosing()).to.equal(false);
      expect(protocol.calls).to.deep.equal(['made', 'datagram', 'datagram']);
    }),
  );

  test('datagram.error_received.refused', 'sends where nobody is any more', async (world) => {
    const server = world.env.wire.udp();
    const [host, port] = server.address as readonly [string, number];
    server.close();
    await exchange(
      world,
      function* ({ transport, protocol, address }) {
        transport.sendto(bytes('anybody?'));
        yield* protocol.gets('error');
        expect(isKind(protocol.errors[0], ConnectionRefusedError), String(protocol.errors[0])).to.equal(true);
        expect(transport.isClosing()).to.equal(false);
        expect(world.env.takeReports()).to.deep.equal([]);
        const revived = world.env.wire.udp({ host, port });
        // The refusal of an earlier one may be told by a send, which then sends nothing.
        transport.sendto(bytes('you?'));
        transport.sendto(bytes('you?'));
        expect(text((yield* world.env.until(revived.receive())).data)).to.equal('you?');
        revived.send(bytes('me'), address);
        yield* protocol.receives(1);
        expect(protocol.texts).to.deep.equal(['me']);
        expect(protocol.count('lost')).to.equal(0);
      },
      { remoteAddr: [host, port] as Address },
    );
  });

  test('datagram.reading.pause', 'leaves a datagram where it is', (world) =>
    exchange(world, function* ({ transport, protocol, address }) {
      const paused = transport as typeof transport & Pick<ReadTransport, 'pauseReading' | 'resumeReading'>;
      const sender = world.env.wire.udp();
      paused.pauseReading();
      paused.pauseReading();
      sender.send(bytes('later'), address);
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      paused.resumeReading();
      paused.resumeReading();
      yield* protocol.receives(1);
      expect(protocol.texts).to.deep.equal(['later']);
      transport.close();
      paused.pauseReading();
      paused.resumeReading();
    }),
  );

  test('datagram.protocol_error.survives', 'raises on the first of three', async (world) => {
    const failure = new Error('bad datagram');
    await exchange(
      world,
      function* ({ transport, protocol, address }) {
        const sender = world.env.wire.udp();
        for (const message of ['1', '2', '3']) sender.send(bytes(message), address);
        yield* protocol.receives(3);
        expect(protocol.texts).to.deep.equal(['1', '2', '3']);
        const reports = world.env.takeReports();
        expect(reports.map(({ exception }) => exception)).to.deep.equal([failure]);
        expect(transport.isClosing()).to.equal(false);
      },
      undefined,
      {
        datagram: (data) => {
          if (text(data) === '1') throw failure;
        },
      },
    );
  });
});
