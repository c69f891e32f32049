/** Receiving through TLS. */
import { ValueError } from '../../spec';
import { BufferedRecorder, bytes, clientContext, expect, pattern, Recorder, silence, suite, talkTls } from '../support';

export const readingSuite = suite('tls', 'reading', (test) => {
  test('tls.pause_reading', 'holds data back until it is resumed', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      expect(transport.isReading()).to.equal(true);
      // A pause may keep this side's last message of the handshake back, and with it all that the peer writes.
      yield* world.env.until(peer.secured());
      transport.pauseReading();
      transport.pauseReading();
      expect(transport.isReading()).to.equal(false);
      peer.write(bytes('hello'));
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      transport.resumeReading();
      expect(transport.isReading()).to.equal(true);
      yield* protocol.receives(5);
      expect(protocol.text).to.equal('hello');
    }),
  );

  test('tls.pause_reading', 'loses nothing of many records, paused in data_received()', (world) =>
    talkTls(
      world,
      function* ({ transport, protocol, peer }) {
        const data = pattern(200_000);
        peer.write(data);
        for (let seen = -1; protocol.received.length < data.length;) {
          yield* protocol.until(() => protocol.received.length > seen);
          seen = protocol.received.length;
          transport.resumeReading();
        }
        expect(Buffer.compare(protocol.received, data)).to.equal(0);
      },
      { data: (_data, transport) => transport.pauseReading() },
    ),
  );

  test('tls.pause_reading', 'goes on where so much had come that the connection below was paused too', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      yield* world.env.until(peer.secured());
      transport.pauseReading();
      const data = pattern(2_000_000);
      peer.write(data);
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      yield* protocol.receives(data.length);
      expect(Buffer.compare(protocol.received, data)).to.equal(0);
    }),
  );

  test('tls.set_protocol', 'calls the new protocol from then on', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      expect(transport.getProtocol()).to.equal(protocol);
      const next = new Recorder(world.loop);
      transport.setProtocol(next);
      expect(transport.getProtocol()).to.equal(next);
      peer.write(bytes('x'));
      yield* next.receives(1);
      peer.end();
      yield* next.loses();
      expect(next.calls.filter((name) => name !== 'eof')).to.deep.equal(['data', 'lost']);
      expect(protocol.calls).to.deep.equal(['made']);
      // For the helper that waits for it.
      protocol.connectionLost(null);
    }),
  );

  test('tls.protocol_error', 'reports what data_received() raises, and loses the connection', async (world) => {
    const error = new ValueError('a fault of data_received()');
    const data = (): never => {
      throw error;
    };
    await talkTls(
      world,
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(error);
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'data', 'lost']);
        expect(world.env.takeReports().map(({ exception }) => exception)).to.deep.equal([error]);
      },
      { data },
    );
  });

  test('tls.buffered_protocol', 'fills the buffer again and again', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const listener = env.wire.listen({ tls: {} });
      const [, protocol] = yield* loop.createConnection(
        () => new BufferedRecorder(loop, 4096),
        listener.host,
        listener.port,
        { ssl: clientContext(world) },
      );
      const peer = listener.accept();
      const data = pattern(100_000);
      peer.write(data);
      yield* protocol.receives(data.length);
      expect(Buffer.compare(protocol.received, data)).to.equal(0);
      expect(Math.max(...protocol.counts)).to.be.at.most(4096);
      peer.end();
      yield* protocol.loses();
      expect(protocol.calls.filter((name) => name !== 'eof')).to.deep.equal(['made', 'data', 'lost']);
    });
  });

  test('tls.buffered_protocol', 'takes the place of another protocol, and gives it back', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      const buffered = new BufferedRecorder(world.loop, 100);
      transport.setProtocol(buffered);
      peer.write(bytes('into the buffer'));
      yield* buffered.receives(15);
      expect(buffered.text).to.equal('into the buffer');
      expect(buffered.hints, 'calls of get_buffer()').not.to.have.lengthOf(0);
      transport.setProtocol(protocol);
      peer.write(bytes('to the other'));
      yield* protocol.receives(12);
      expect(protocol.text).to.equal('to the other');
      expect(buffered.text).to.equal('into the buffer');
    }),
  );

  for (const end of ['end', 'cut'] as const) {
    test('tls.pause_reading.then_end', `resumes after ${end}()`, (world) =>
      talkTls(world, function* ({ transport, protocol, peer }) {
        // Before its side of the handshake is over it would keep the text, and a cut would lose it.
        yield* world.env.until(peer.secured());
        transport.pauseReading();
        peer.write(bytes('the last'));
        peer[end]();
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made']);
        transport.resumeReading();
        yield* protocol.loses();
        expect(protocol.text).to.equal('the last');
        expect(protocol.calls.at(-1)).to.equal('lost');
      }),
    );
  }
});
