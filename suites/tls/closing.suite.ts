/** The end of a TLS connection, from either side. */
import { TimeoutError, type Transport } from '../../spec';
import {
  bytes,
  closeTls,
  connect,
  connectTls,
  expect,
  fail,
  pattern,
  serveTls,
  silence,
  suite,
  talkTls,
  turns,
  type Recorder,
} from '../support';

/** Before 3.11 CPython does not tell of an end that TLS announces. */
const withoutEof = ({ calls }: Recorder): readonly string[] => calls.filter((name) => name !== 'eof');

export const closingSuite = suite('tls', 'closing', (test) => {
  for (const end of ['end', 'cut'] as const) {
    test('tls.eof.true_has_no_effect', `closes all the same, after ${end}()`, (world) =>
      talkTls(
        world,
        function* ({ protocol, peer }) {
          peer.write(bytes('x'));
          yield* protocol.receives(1);
          peer[end]();
          yield* protocol.loses();
          expect(withoutEof(protocol)).to.deep.equal(['made', 'data', 'lost']);
        },
        { eof: () => true },
      ),
    );
  }

  test('tls.extra.after_end', 'is asked inside connection_lost(), and later', async (world) => {
    const askFor = (transport: Transport, name: string, fallback?: unknown): unknown => {
      try {
        return transport.getExtraInfo(name, fallback);
      } catch (error) {
        return fail(`get_extra_info(${name}) raises ${String(error)}`);
      }
    };
    const ask = (transport: Transport): void => {
      const name = askFor(transport, 'sockname', 'unknown');
      expect(name === 'unknown' || Array.isArray(name), `sockname ${String(name)}`).to.equal(true);
      expect(askFor(transport, 'no such name', 'unknown')).to.equal('unknown');
      expect(askFor(transport, 'no such name') ?? null).to.equal(null);
    };
    await world.env.run(function* () {
      const lost = { made: undefined as Transport | undefined, asked: 0 };
      const { transport, protocol } = yield* connectTls(world, {
        lost: () => {
          if (lost.made !== undefined) ask(lost.made);
          lost.asked += 1;
        },
      });
      lost.made = transport;
      transport.abort();
      yield* protocol.loses();
      ask(transport);
      yield* turns(world);
      ask(transport);
      expect(lost.asked).to.equal(1);
    });
  });

  test('tls.eof.told', 'is told after the data, once', (world) =>
    talkTls(world, function* ({ protocol, peer }) {
      peer.write(bytes('x'));
      peer.end();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
    }),
  );

  test('tls.close.flushes_and_notifies', 'sends everything, says that it ends, and waits for the answer', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      const data = pattern(1 << 20);
      transport.write(data);
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      const read = yield* world.env.until(peer.readToEnd());
      expect(read.how).to.equal('fin');
      expect(Buffer.compare(read.data, data)).to.equal(0);
      yield* silence(world);
      expect(protocol.calls, 'the peer has not answered').not.to.include('lost');
      peer.end();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.lostWith).to.equal(null);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('tls.close.flushes_and_notifies', 'answers a peer that ends first', (world) =>
    talkTls(world, function* ({ protocol, peer }) {
      peer.write(bytes('hello'));
      peer.end();
      yield* protocol.loses();
      expect(withoutEof(protocol)).to.deep.equal(['made', 'data', 'lost']);
      expect(protocol.text).to.equal('hello');
      expect(protocol.lostWith).to.equal(null);
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
    }),
  );

  test('tls.close.flushes_and_notifies', 'closes in data_received() after an answer', (world) =>
    talkTls(
      world,
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        const { data, how } = yield* world.env.until(peer.readToEnd());
        expect([data.length, how]).to.deep.equal([100_000, 'fin']);
        peer.end();
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(null);
      },
      {
        data: (_data, transport) => {
          transport.write(pattern(100_000));
          transport.close();
        },
      },
    ),
  );

  test('tls.shutdown.timeout_aborts', 'gives up a peer that does not answer', (world) =>
    talkTls(
      world,
      function* ({ transport, protocol, peer }) {
        const { loop, env } = world;
        yield* env.until(peer.secured());
        const begun = loop.time();
        transport.close();
        yield* protocol.loses();
        expect(loop.time() - begun).to.be.at.least(0.099);
        expect(protocol.lostWith).to.be.an.instanceof(TimeoutError);
        yield* silence(world);
        expect(protocol.count('lost')).to.equal(1);
      },
      {},
      { sslShutdownTimeout: 0.1 },
    ),
  );

  test('tls.shutdown.timeout_unread', 'gives up a peer that ends and reads nothing', (world) =>
    talkTls(
      world,
      function* ({ transport, protocol, peer }) {
        const { loop, env } = world;
        yield* env.until(peer.secured());
        transport.write(new Uint8Array(env.bulk));
        const begun = loop.time();
        peer.end();
        yield* protocol.loses();
        expect(loop.time() - begun).to.be.at.least(0.099);
        expect(protocol.lostWith).to.be.an.instanceof(TimeoutError);
        yield* silence(world);
        expect(protocol.count('lost')).to.equal(1);
      },
      {},
      { sslShutdownTimeout: 0.1 },
    ),
  );

  test('tls.abort.immediate', 'does not wait for a peer that does not read', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      const { env } = world;
      yield* env.until(peer.secured());
      transport.write(new Uint8Array(env.bulk));
      transport.abort();
      expect(transport.isClosing()).to.equal(true);
      expect(protocol.calls).not.to.include('lost');
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      expect((yield* env.until(peer.readToEnd())).data.length).to.be.lessThan(env.bulk);
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('tls.abort.immediate', 'ends a close() that waits for the peer', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      yield* world.env.until(peer.secured());
      transport.close();
      yield* silence(world);
      expect(protocol.calls).not.to.include('lost');
      transport.abort();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('tls.peer.fin_without_close_notify', 'is lost, once', (world) =>
    talkTls(world, function* ({ protocol, peer }) {
      peer.write(bytes('x'));
      yield* protocol.receives(1);
      peer.cut();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('tls.is_closing.broken_below', 'writes to a peer that has gone, without TLS and with it', (world) =>
    world.env.run(function* () {
      const closing: boolean[] = [];
      for (const connecting of [connect(world), connectTls(world)]) {
        const { transport, protocol, peer } = yield* connecting;
        peer.reset();
        // In one step: nothing but the writes themselves can tell, where the loop sends inside write().
        for (let i = 0; i < 100 && !transport.isClosing(); i++) transport.write(bytes('x'));
        // What still waits to be sent has found nothing yet.
        closing.push(transport.isClosing() || transport.getWriteBufferSize() > 0);
        yield* protocol.loses();
        expect(transport.isClosing(), 'in the end').to.equal(true);
      }
      expect(closing[1]).to.equal(closing[0]);
    }),
  );

  test('tls.shutdown.timeout_aborts', 'gives up a client that does not answer', (world) =>
    world.env.run(function* () {
      const { env } = world;
      const serving = yield* serveTls(world, {}, { sslShutdownTimeout: 0.1 });
      const peer = env.wire.connect(serving.address, {});
      peer.write(bytes('x'));
      yield* env.until(peer.secured());
      while (serving.protocols[0]?.text !== 'x') yield* turns(world, 1);
      const [protocol] = serving.protocols as readonly [Recorder];
      (protocol.transport as Transport).close();
      yield* protocol.loses();
      expect(protocol.lostWith).to.be.an.instanceof(TimeoutError);
      yield* closeTls(serving);
    }),
  );
});
