/** pause_reading(), resume_reading() and is_reading(). */
import { bytes, expect, silence, suite, talk } from '../support';

export const readingSuite = suite('transport', 'reading', (test) => {
  test('transport.reading.pause_holds_data', 'delivers nothing until it is resumed', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.pauseReading();
      peer.write(bytes('x'));
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      yield* protocol.receives(1);
      expect(protocol.text).to.equal('x');
    }),
  );

  test('transport.reading.pause_holds_data', 'loses nothing of much that came meanwhile', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.pauseReading();
      peer.write(new Uint8Array(1 << 20));
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      yield* protocol.receives(1 << 20);
      expect(protocol.received.length).to.equal(1 << 20);
    }),
  );

  test('transport.reading.idempotent', 'does nothing the second time', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.pauseReading();
      transport.pauseReading();
      peer.write(bytes('x'));
      transport.resumeReading();
      transport.resumeReading();
      yield* protocol.receives(1);
      peer.write(bytes('y'));
      yield* protocol.receives(2);
      expect(protocol.text).to.equal('xy');
    }),
  );

  test('transport.reading.after_close', 'does nothing when closing and when closed', (world) =>
    talk(world, function* ({ transport, protocol }) {
      transport.close();
      const both = (): void => {
        transport.pauseReading();
        expect(transport.isReading()).to.equal(false);
        transport.resumeReading();
        expect(transport.isReading()).to.equal(false);
      };
      both();
      yield* protocol.loses();
      both();
      yield* world.asyncio.sleep(0);
      both();
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('transport.reading.is_reading', 'tells whether the transport receives', (world) =>
    talk(world, function* ({ transport, protocol }) {
      expect(transport.isReading()).to.equal(true);
      transport.pauseReading();
      expect(transport.isReading()).to.equal(false);
      transport.resumeReading();
      expect(transport.isReading()).to.equal(true);
      transport.close();
      expect(transport.isReading()).to.equal(false);
      yield* protocol.loses();
      expect(transport.isReading()).to.equal(false);
    }),
  );

  test('transport.reading.pause_in_made', 'holds back what comes from the first byte on', (world) =>
    talk(
      world,
      function* ({ transport, protocol, peer }) {
        peer.write(bytes('x'));
        expect(transport.isReading()).to.equal(false);
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made']);
        transport.resumeReading();
        yield* protocol.receives(1);
        expect(protocol.text).to.equal('x');
      },
      { made: (transport) => transport.pauseReading() },
    ),
  );

  test('transport.reading.pause_in_data_received', 'holds back what comes after the call', (world) =>
    talk(
      world,
      function* ({ transport, protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.receives(1);
        peer.write(bytes('y'));
        yield* silence(world);
        expect(protocol.text).to.equal('x');
        transport.resumeReading();
        yield* protocol.receives(2);
        expect(protocol.text).to.equal('xy');
      },
      { data: (_data, transport) => transport.pauseReading() },
    ),
  );

  test('transport.reading.pause_holds_eof', 'tells the end after it is resumed', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.pauseReading();
      peer.end();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
    }),
  );
});
