/** Which callbacks a stream protocol gets, and in which order. */
import { ConnectionResetError, type BaseProtocol } from '../../spec';
import {
  bytes,
  connectWith,
  expect,
  fill,
  isKind,
  joined,
  pattern,
  silence,
  suite,
  talk,
  talkShallow,
  text,
} from '../support';

export const orderSuite = suite('protocol', 'the order of callbacks', (test) => {
  test('protocol.order.stream', 'is made, data, eof, lost', (world) =>
    talk(world, function* ({ protocol, peer }) {
      for (const [index, piece] of ['a', 'b', 'c'].entries()) {
        peer.write(bytes(piece));
        yield* protocol.receives(index + 1);
      }
      peer.end();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
      expect(protocol.text).to.equal('abc');
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('protocol.order.stream', 'is made, lost where nothing came', (world) =>
    talk(world, function* ({ transport, protocol }) {
      transport.close();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('protocol.data.bytes_non_empty', 'gives all bytes in order and never none', async (world) => {
    const sizes: number[] = [];
    await talk(
      world,
      function* ({ protocol, peer }) {
        const pieces = [1, 70_000, 3, 200_001, 17].map((size, i) => pattern(size, i));
        const whole = joined(pieces);
        for (const piece of pieces) peer.write(piece);
        peer.end();
        yield* protocol.loses();
        expect(protocol.received.length).to.equal(whole.length);
        expect(Buffer.from(protocol.received).equals(whole), 'what came is what was sent').to.equal(true);
        expect(Math.min(...sizes)).to.be.greaterThan(0);
      },
      {
        data: (data) => {
          expect(data).to.be.instanceOf(Uint8Array);
          sizes.push(data.length);
        },
      },
    );
  });

  test('protocol.eof.at_most_once', 'tells the end once', (world) =>
    talk(
      world,
      function* ({ transport, protocol, peer }) {
        peer.write(bytes('x'));
        peer.end();
        yield* protocol.gets('eof');
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'data', 'eof']);
        transport.close();
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
      },
      { eof: () => true },
    ),
  );

  for (const value of [null, false, 0, '']) {
    test('protocol.eof.false_closes', `closes when eof_received() returns ${JSON.stringify(value)}`, (world) =>
      talk(
        world,
        function* ({ transport, protocol, peer }) {
          peer.end();
          yield* protocol.loses();
          expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
          expect(protocol.lostWith).to.equal(null);
          expect(transport.isClosing()).to.equal(true);
          expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
        },
        { eof: () => value },
      ),
    );
  }

  test('protocol.eof.false_closes', 'sends first what is buffered', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      transport.setWriteBufferLimits({ high: 1 << 30 });
      const written = yield* fill(world, transport);
      peer.end();
      yield* protocol.gets('eof');
      expect((yield* world.env.until(peer.readToEnd())).data.length).to.equal(written);
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  for (const value of [true, 1, 'x']) {
    test('protocol.eof.true_keeps_open', `stays open when eof_received() returns ${JSON.stringify(value)}`, (world) =>
      talk(
        world,
        function* ({ transport, protocol, peer }) {
          peer.end();
          yield* protocol.gets('eof');
          yield* silence(world);
          expect(transport.isClosing()).to.equal(false);
          transport.write(bytes('late'));
          expect(text(yield* world.env.until(peer.read(4)))).to.equal('late');
          transport.close();
          yield* protocol.loses();
          expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
          expect(protocol.lostWith).to.equal(null);
        },
        { eof: () => value },
      ),
    );
  }

  test('protocol.lost.reset', 'ends with ConnectionResetError alone', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      peer.reset();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
      expect(isKind(protocol.lostWith, ConnectionResetError), String(protocol.lostWith)).to.equal(true);
      expect(transport.isClosing()).to.equal(true);
      expect(world.env.takeReports()).to.deep.equal([]);
    }),
  );

  test('protocol.lost.last_callback', 'comes last, whatever the peer does around a close()', (world) =>
    talk(
      world,
      function* ({ transport, protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.receives(1);
        peer.write(bytes('y'));
        transport.close();
        peer.end();
        yield* protocol.loses();
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'data', 'lost']);
      },
      { eof: () => true },
    ),
  );

  test('protocol.lost.last_callback', 'comes last after abort() with a full buffer', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      transport.setWriteBufferLimits({ high: 0 });
      yield* fill(world, transport);
      transport.abort();
      yield* protocol.loses();
      yield* world.env.until(peer.readToEnd());
      yield* silence(world);
      expect(protocol.calls.at(-1)).to.equal('lost');
    }),
  );

  test('protocol.duck_typed', 'calls a plain object', async (world) => {
    const calls: string[] = [];
    await world.env.run(function* () {
      const over = world.loop.createFuture<null>();
      const plain = {
        connectionMade: () => void calls.push('made'),
        dataReceived: () => void calls.push('data'),
        eofReceived: () => void calls.push('eof'),
        connectionLost: () => {
          calls.push('lost');
          over.setResult(null);
        },
        pauseWriting: () => {},
        resumeWriting: () => {},
      };
      const { protocol, peer } = yield* connectWith(world, () => plain as BaseProtocol);
      expect(protocol).to.equal(plain);
      peer.write(bytes('x'));
      peer.end();
      yield* over;
      expect(calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
    });
  });

  test('protocol.default_methods', 'do nothing', ({ asyncio }) => {
    const nothing = (value: unknown): void => {
      expect(value ?? null).to.equal(null);
    };
    const transport = new asyncio.BaseTransport();
    const data = bytes('x');
    for (const kind of [
      'BaseProtocol',
      'Protocol',
      'BufferedProtocol',
      'DatagramProtocol',
      'SubprocessProtocol',
    ] as const) {
      const protocol = new asyncio[kind]();
      nothing(protocol.connectionMade(transport));
      nothing(protocol.connectionLost(null));
      nothing(protocol.pauseWriting());
      nothing(protocol.resumeWriting());
      expect(protocol instanceof asyncio.BaseProtocol, `${kind} is a BaseProtocol`).to.equal(true);
    }
    const stream = new asyncio.Protocol();
    nothing(stream.dataReceived(data));
    nothing(stream.eofReceived());
    const buffered = new asyncio.BufferedProtocol();
    nothing(buffered.bufferUpdated(1));
    nothing(buffered.eofReceived());
    expect(buffered instanceof asyncio.Protocol).to.equal(false);
    const datagram = new asyncio.DatagramProtocol();
    nothing(datagram.datagramReceived(data, ['127.0.0.1', 1]));
    nothing(datagram.errorReceived(null));
    const process = new asyncio.SubprocessProtocol();
    nothing(process.pipeDataReceived(1, data));
    nothing(process.pipeConnectionLost(1, null));
    nothing(process.processExited());
  });
});
