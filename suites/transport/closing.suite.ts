/** close() and abort(). */
import type { Transport } from '../../spec';
import {
  bytes,
  connect,
  expect,
  fill,
  hangUp,
  silence,
  suite,
  talk,
  talkShallow,
  type Connected,
  type Recorder,
} from '../support';

export const closingSuite = suite('transport', 'closing', (test) => {
  test('transport.close.flag_and_async', 'is closing at once, and lost later', (world) =>
    talk(world, function* ({ transport, protocol }) {
      expect(transport.isClosing()).to.equal(false);
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      expect(protocol.calls).to.deep.equal(['made']);
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('transport.close.lost_once_none', 'is lost once, however often it is closed', (world) =>
    talk(world, function* ({ transport, protocol }) {
      transport.close();
      transport.close();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      transport.close();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('transport.close.flushes', 'sends everything, then ends', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      const written = yield* fill(world, transport);
      transport.close();
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(0);
      const { data, how } = yield* world.env.until(peer.readToEnd());
      expect([data.length, how]).to.deep.equal([written, 'fin']);
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('transport.close.stops_reading', 'delivers nothing of what had arrived', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      peer.write(bytes('x'));
      peer.end();
      transport.close();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('transport.close.stops_reading', 'delivers nothing while it flushes', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      transport.setWriteBufferLimits({ high: 1 << 30 });
      yield* fill(world, transport);
      transport.close();
      peer.write(bytes('x'));
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      yield* world.env.until(peer.readToEnd());
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('transport.close.inside_callbacks', 'may be called in connection_made()', (world) =>
    talk(
      world,
      function* ({ protocol, peer }) {
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'lost']);
        expect(protocol.lostWith).to.equal(null);
        expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
      },
      { made: (transport) => transport.close() },
    ),
  );

  test('transport.close.inside_callbacks', 'may be called in data_received()', (world) =>
    talk(
      world,
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'data', 'lost']);
        expect(protocol.lostWith).to.equal(null);
        expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
      },
      { data: (_data, transport) => transport.close() },
    ),
  );

  test('transport.close.in_resume_writing', 'loses the connection once', (world) =>
    talkShallow(
      world,
      function* ({ transport, protocol, peer }) {
        transport.setWriteBufferLimits({ high: 0 });
        yield* fill(world, transport);
        yield* world.env.until(peer.readToEnd());
        yield* protocol.loses();
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'pause', 'resume', 'lost']);
        expect(protocol.lostWith).to.equal(null);
      },
      { resume: (transport) => transport.close() },
    ),
  );

  test('transport.abort.drops_buffer', 'ends without the peer reading', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      const written = yield* fill(world, transport);
      transport.abort();
      transport.abort();
      expect(protocol.count('lost')).to.equal(0);
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      expect((yield* world.env.until(peer.readToEnd())).data.length).to.be.lessThan(written);
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('transport.abort.after_close', 'ends a flush that waits', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      yield* fill(world, transport);
      transport.close();
      yield* world.asyncio.sleep(0);
      transport.abort();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('transport.is_closing.after_peer_eof', 'is closing when the peer has ended the stream', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      peer.end();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
      expect(transport.isClosing()).to.equal(true);
    }),
  );

  test('transport.close.stops_reading', 'closes another that has received in the same iteration', (world) =>
    world.env.run(function* () {
      const pair: Connected<Recorder>[] = [];
      const data = (_data: Uint8Array, own: Transport): void => {
        for (const { transport } of pair) if (transport !== own) transport.close();
      };
      for (let i = 0; i < 2; i++) pair.push(yield* connect(world, { data }));
      for (const { peer } of pair) peer.write(bytes('x'));
      yield* silence(world);
      const counts = pair.map(({ protocol }) => protocol.count('data')).sort();
      expect(counts, 'how often each received').to.deep.equal([0, 1]);
      for (const connected of pair) yield* hangUp(connected);
    }),
  );
});
