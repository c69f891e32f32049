/** write(), writelines() and write_eof(). */
import { BrokenPipeError, ConnectionResetError, RuntimeError } from '../../spec';
import {
  bytes,
  connectShallow,
  expect,
  fill,
  hangUp,
  isKind,
  joined,
  pattern,
  raises,
  Recorder,
  socketPair,
  suite,
  talk,
  talkShallow,
  text,
  turns,
} from '../support';

export const writingSuite = suite('transport', 'writing', (test) => {
  test('transport.write.bytes_like', 'sends part of a larger buffer', (world) =>
    talk(world, function* ({ transport, peer }) {
      const buffer = bytes('xabcx');
      transport.write(buffer.subarray(1, 4));
      expect(text(yield* world.env.until(peer.read(3)))).to.equal('abc');
    }),
  );

  test(
    'transport.write.bytes_like',
    'sends bytes, a bytearray and a memoryview',
    (world) =>
      talk(world, function* ({ transport, peer }) {
        world.env.python.exec(
          `
          transport.write(b'a')
          transport.write(bytearray(b'b'))
          transport.write(memoryview(b'xcx')[1:2])
          `,
          { transport },
        );
        expect(text(yield* world.env.until(peer.read(3)))).to.equal('abc');
      }),
    { on: 'python' },
  );

  test('transport.write.bad_type', 'refuses what is not bytes, and goes on', (world) =>
    talk(world, function* ({ transport, peer }) {
      for (const value of ['s', 1, null, '', 0, [], false]) {
        raises(TypeError, () => transport.write(value as never), `write(${JSON.stringify(value)})`);
      }
      transport.write(bytes('ok'));
      expect(text(yield* world.env.until(peer.read(2)))).to.equal('ok');
    }),
  );

  test('transport.write.empty_no_effect', 'sends nothing and buffers nothing', (world) =>
    talk(world, function* ({ transport, peer }) {
      transport.write(new Uint8Array(0));
      expect(transport.getWriteBufferSize()).to.equal(0);
      transport.write(bytes('x'));
      transport.write(new Uint8Array(0));
      expect(text(yield* world.env.until(peer.read(1)))).to.equal('x');
    }),
  );

  test('transport.write.empty_no_effect', 'does nothing while the buffer is full', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const written = yield* fill(world, transport);
      const size = transport.getWriteBufferSize();
      transport.write(new Uint8Array(0));
      expect(transport.getWriteBufferSize()).to.equal(size);
      transport.close();
      expect((yield* world.env.until(peer.readToEnd())).data.length).to.equal(written);
    }),
  );

  test('transport.write.order_and_integrity', 'sends many pieces of odd sizes as they came', (world) =>
    talk(world, function* ({ transport, peer }) {
      const pieces = Array.from({ length: 200 }, (_, i) => pattern(1000 + 37 * i, i));
      const whole = joined(pieces);
      for (const piece of pieces) transport.write(piece);
      const got = yield* world.env.until(peer.read(whole.length));
      expect(got.length).to.equal(whole.length);
      expect(Buffer.from(got).equals(whole), 'what arrived is what was written').to.equal(true);
    }),
  );

  test(
    'transport.write.sent_at_once',
    'is read in the same step',
    async (world) => {
      const { loop, env } = world;
      const [mine, other] = socketPair(world);
      await env.run(function* () {
        const factory = (): Recorder => new Recorder(loop);
        const [transport, protocol] = yield* loop.createConnection(factory, null, null, { sock: mine });
        transport.write(bytes('one'));
        expect(text(other.recv(9))).to.equal('one');
        transport.writelines([bytes('t'), bytes('wo')]);
        expect(text(other.recv(9))).to.equal('two');
        yield* hangUp({ transport, protocol });
      });
    },
    { needs: ['socket'] },
  );

  test('transport.write.never_blocks', 'returns at once to a caller whose peer does not read', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const written = yield* fill(world, transport);
      const more = pattern(1 << 20);
      transport.write(more);
      expect(transport.getWriteBufferSize()).to.be.at.least(more.length);
      const got = yield* world.env.until(peer.read(written + more.length));
      expect(got.length).to.equal(written + more.length);
      expect(Buffer.from(got.subarray(written)).equals(more), 'the end is what was written last').to.equal(true);
    }),
  );

  test('transport.write.error_not_raised', 'tells a broken pipe to connection_lost() only', (world) =>
    talk(
      world,
      function* ({ transport, protocol, peer }) {
        peer.close();
        yield* protocol.gets('eof');
        // The first bytes are answered with a reset, the next find the pipe broken.
        while (!protocol.calls.includes('lost')) {
          transport.write(bytes('x'));
          expect(protocol.calls).to.deep.equal(['made', 'eof']);
          yield* world.asyncio.sleep(world.env.tick);
        }
        const error = protocol.lostWith;
        expect(isKind(error, BrokenPipeError) || isKind(error, ConnectionResetError), String(error)).to.equal(true);
        expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
        // Whether it is reported besides says nothing of write(); that a callback failed otherwise would.
        for (const report of world.env.takeReports()) expect(report.exception).to.equal(error);
      },
      { eof: () => true },
    ),
  );

  test(
    'transport.write.snapshot',
    'sends what the buffer held, after the caller has changed it',
    (world) =>
      talkShallow(world, function* ({ transport, peer }) {
        const written = yield* fill(world, transport);
        world.env.python.exec(
          `
          data = bytearray(b'A' * 10)
          transport.write(data)
          data[:] = b'B' * 10
          `,
          { transport },
        );
        const got = yield* world.env.until(peer.read(written + 10));
        expect(text(got.subarray(written))).to.equal('AAAAAAAAAA');
      }),
    { on: 'python' },
  );

  for (const end of ['close', 'abort'] as const) {
    test('transport.write.after_close', `does nothing after ${end}()`, (world) =>
      talk(world, function* ({ transport, protocol, peer }) {
        transport[end]();
        transport.write(bytes('x'));
        yield* protocol.loses();
        expect((yield* world.env.until(peer.readToEnd())).data.length).to.equal(0);
      }),
    );
  }

  test('transport.write.after_connection_lost', 'does nothing, eight times', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.close();
      yield* protocol.loses();
      for (let i = 0; i < 8; i++) transport.write(bytes('x'));
      expect((yield* world.env.until(peer.readToEnd())).data.length).to.equal(0);
    }),
  );

  for (const end of ['close', 'abort'] as const) {
    test('transport.writelines.after_end', `does nothing, eight times, after ${end}()`, (world) =>
      talk(world, function* ({ transport, protocol, peer }) {
        const lines = (): void => {
          for (let i = 0; i < 8; i++) transport.writelines([bytes('x'), bytes('y')]);
        };
        transport[end]();
        lines();
        yield* protocol.loses();
        lines();
        yield* turns(world);
        lines();
        expect(protocol.calls).to.deep.equal(['made', 'lost']);
        expect(transport.getWriteBufferSize()).to.equal(0);
        expect((yield* world.env.until(peer.readToEnd())).data.length).to.equal(0);
      }),
    );
  }

  test('transport.write.in_connection_made', 'sends what connection_made() writes', (world) =>
    talk(
      world,
      function* ({ peer }) {
        expect(text(yield* world.env.until(peer.read(5)))).to.equal('hello');
      },
      { made: (transport) => transport.write(bytes('hello')) },
    ),
  );

  test(
    'transport.writelines.concatenates',
    'sends the items of a list in order, and nothing for an empty one',
    (world) =>
      talk(world, function* ({ transport, peer }) {
        transport.writelines([]);
        transport.writelines([bytes('ab'), bytes('c'), bytes('def')]);
        transport.write(bytes('!'));
        expect(text(yield* world.env.until(peer.read(7)))).to.equal('abcdef!');
      }),
  );

  test(
    'transport.writelines.concatenates',
    'sends what a generator gives',
    (world) =>
      talk(world, function* ({ transport, peer }) {
        const items = function* (): Generator<Uint8Array> {
          yield bytes('a');
          yield bytes('bc');
        };
        transport.writelines(items());
        expect(text(yield* world.env.until(peer.read(3)))).to.equal('abc');
      }),
    { on: 'typescript' },
  );

  test(
    'transport.writelines.concatenates',
    'sends bytes, a bytearray and a memoryview of a generator',
    (world) =>
      talk(world, function* ({ transport, peer }) {
        world.env.python.exec(`transport.writelines(kind(b'ab') for kind in (bytes, bytearray, memoryview))`, {
          transport,
        });
        expect(text(yield* world.env.until(peer.read(6)))).to.equal('ababab');
      }),
    { on: 'python' },
  );

  test('transport.writelines.concatenates', 'keeps the order behind a full buffer', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const written = yield* fill(world, transport);
      transport.writelines([bytes('one'), bytes('two')]);
      transport.write(bytes('three'));
      const got = yield* world.env.until(peer.read(written + 11));
      expect(text(got.subarray(written))).to.equal('onetwothree');
    }),
  );

  test('transport.writelines.concatenates', 'keeps more items than a system takes in one call', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const written = yield* fill(world, transport);
      const items = Array.from({ length: 1100 }, (_, i) => pattern(1 + (i % 5), i));
      transport.writelines(items);
      const whole = joined(items);
      const got = yield* world.env.until(peer.read(written + whole.length));
      expect(Buffer.from(got.subarray(written)).equals(whole), 'what arrived is what was written').to.equal(true);
    }),
  );

  test('transport.writelines.empty_chunks', 'sends what is not empty, and can be closed', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      const none = new Uint8Array(0);
      transport.writelines([none, bytes('x'), none]);
      transport.writelines([none]);
      expect(transport.getWriteBufferSize()).to.equal(0);
      transport.close();
      yield* protocol.loses();
      expect(text((yield* world.env.until(peer.readToEnd())).data)).to.equal('x');
    }),
  );

  test('transport.writelines.pauses', 'pauses the protocol above the high mark', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      transport.setWriteBufferLimits({ high: 1 << 30 });
      yield* fill(world, transport);
      transport.setWriteBufferLimits({ high: transport.getWriteBufferSize() + 10 });
      transport.writelines([new Uint8Array(10)]);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.writelines([new Uint8Array(1)]);
      expect(protocol.calls).to.deep.equal(['made', 'pause']);
    }),
  );

  test('transport.writelines.bad_type', 'raises TypeError for an item and for what is no iterable', (world) =>
    talk(world, function* ({ transport, protocol }) {
      raises(TypeError, () => transport.writelines([bytes('a'), 'b' as never]), 'an item that is text');
      raises(TypeError, () => transport.writelines(5 as never), 'a number');
      transport.close();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('transport.write_eof.half_closes', 'ends the stream for the peer, and goes on receiving', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      expect(transport.canWriteEof()).to.equal(true);
      transport.write(bytes('x'));
      transport.writeEof();
      const { data, how } = yield* world.env.until(peer.readToEnd());
      expect([text(data), how]).to.deep.equal(['x', 'fin']);
      peer.write(bytes('back'));
      yield* protocol.receives(4);
      expect(protocol.text).to.equal('back');
      expect(transport.isClosing()).to.equal(false);
    }),
  );

  test('transport.write_eof.half_closes', 'does so on a unix socket', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      expect(transport.canWriteEof()).to.equal(true);
      transport.writeEof();
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
      peer.write(bytes('back'));
      yield* protocol.receives(4);
      expect(transport.isClosing()).to.equal(false);
    }),
  );

  test('transport.write_eof.flushes_first', 'sends all that is buffered before the end', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const written = yield* fill(world, transport);
      transport.writeEof();
      const { data, how } = yield* world.env.until(peer.readToEnd());
      expect([data.length, how]).to.deep.equal([written, 'fin']);
    }),
  );

  test('transport.write_eof.idempotent', 'does nothing the second time', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.writeEof();
      transport.writeEof();
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
      transport.writeEof();
      transport.close();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('transport.write_eof.idempotent', 'does nothing after close()', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      transport.close();
      transport.writeEof();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
    }),
  );

  test('transport.write_eof.then_write_raises', 'refuses write() and writelines()', (world) =>
    talk(world, function* ({ transport, protocol }) {
      transport.writeEof();
      raises(RuntimeError, () => transport.write(bytes('x')), 'write()');
      raises(RuntimeError, () => transport.writelines([bytes('x')]), 'writelines()');
      transport.close();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test(
    'transport.buffer_size.counts_unsent',
    'counts what the socket does not take, until it is sent',
    async (world) => {
      await world.env.run(function* () {
        const connected = yield* connectShallow(world);
        const { transport, protocol, peer } = connected;
        expect(transport.getWriteBufferSize()).to.equal(0);
        transport.setWriteBufferLimits({ high: 0 });
        const written = yield* fill(world, transport);
        const size = transport.getWriteBufferSize();
        transport.write(new Uint8Array(10));
        expect(transport.getWriteBufferSize()).to.equal(size + 10);
        transport.writelines([new Uint8Array(5), new Uint8Array(6)]);
        expect(transport.getWriteBufferSize()).to.equal(size + 21);
        yield* world.env.until(peer.read(written + 21));
        // Told when the buffer is empty.
        yield* protocol.gets('resume');
        expect(transport.getWriteBufferSize()).to.equal(0);
        yield* hangUp(connected);
      });
    },
  );
});
