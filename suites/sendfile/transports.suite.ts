/** loop.sendfile(): what is sent, what is refused, what is left behind. */
import { RuntimeError, SendfileNotAvailableError, ValueError } from '../../spec';
import {
  bytes,
  endpoint,
  dismiss,
  expect,
  isKind,
  pattern,
  raisedBy,
  suite,
  talk,
  talkTls,
  text,
  turns,
} from '../support';
import { fileOf, memoryFile } from './files';

const CONTENT = pattern(300_001);

export const transportsSuite = suite('sendfile', 'transports', (test) => {
  for (const [title, open] of [
    ['a file on disk', fileOf],
    ['a file in memory', memoryFile],
  ] as const) {
    test('sendfile.basic', `sends ${title} between two writes`, (world) =>
      talk(world, function* ({ transport, peer }) {
        // Of a file in memory so little that nothing has to wait: that it stays whole is another clause.
        const content = open === fileOf ? CONTENT : CONTENT.subarray(0, 50_000);
        transport.write(bytes('PRE'));
        expect(yield* world.loop.sendfile(transport, open(world, content))).to.equal(content.length);
        transport.write(bytes('POST'));
        transport.close();
        const { data } = yield* world.env.until(peer.readToEnd());
        const whole = Buffer.concat([bytes('PRE'), content, bytes('POST')]);
        expect(data.length).to.equal(whole.length);
        expect(whole.equals(data), 'the same bytes').to.equal(true);
      }),
    );

    test('sendfile.offset_count', `sends the middle and the end of ${title}`, (world) =>
      talk(world, function* ({ transport, peer }) {
        const file = open(world, CONTENT);
        expect(yield* world.loop.sendfile(transport, file, 1000, 2000), 'the middle').to.equal(2000);
        expect(yield* world.loop.sendfile(transport, file, CONTENT.length - 10, 2000), 'the end').to.equal(10);
        expect(yield* world.loop.sendfile(transport, file, 299_000), 'without a count').to.equal(1001);
        transport.close();
        const { data } = yield* world.env.until(peer.readToEnd());
        const parts = [CONTENT.subarray(1000, 3000), CONTENT.subarray(-10), CONTENT.subarray(299_000)];
        expect(data.length, 'bytes that arrived').to.equal(3011);
        expect(Buffer.concat(parts).equals(data), 'the same bytes').to.equal(true);
      }),
    );

    test('sendfile.offset_count', `sends several blocks of ${title}, and no more`, (world) =>
      talk(world, function* ({ transport, peer }) {
        const size = 40_000;
        const short = open(world, CONTENT.subarray(0, size));
        expect(yield* world.loop.sendfile(transport, short, 0, 20_000), 'a part').to.equal(20_000);
        expect(yield* world.loop.sendfile(transport, short, 10, 2 * size), 'less than asked for').to.equal(size - 10);
        transport.close();
        const { data } = yield* world.env.until(peer.readToEnd());
        expect(data.length, 'bytes that arrived').to.equal(20_000 + size - 10);
      }),
    );

    test('sendfile.file_position', `leaves ${title} behind what was sent`, (world) =>
      talk(world, function* ({ transport }) {
        const file = open(world, CONTENT);
        yield* world.loop.sendfile(transport, file);
        expect(file.tell(), 'after the whole').to.equal(CONTENT.length);
        yield* world.loop.sendfile(transport, file, 1000, 2000);
        expect(file.tell(), 'after a part').to.equal(3000);
      }),
    );

    test('sendfile.file_position.nothing_left', `finds the end of ${title}`, (world) =>
      talk(world, function* ({ transport }) {
        const file = open(world, CONTENT);
        expect(yield* world.loop.sendfile(transport, file, CONTENT.length)).to.equal(0);
        expect(file.tell()).to.equal(CONTENT.length);
      }),
    );

    test('sendfile.restores_transport', `has sent ${title}`, (world) =>
      talk(world, function* ({ transport, protocol, peer }) {
        yield* world.loop.sendfile(transport, open(world, pattern(5000)));
        expect(transport.getProtocol(), 'the protocol').to.equal(protocol);
        expect(transport.isReading()).to.equal(true);
        peer.write(bytes('next'));
        yield* protocol.receives(4);
        expect(protocol.text).to.equal('next');
        transport.write(bytes('answer'));
        yield* world.env.until(peer.read(5000));
        expect(text(yield* world.env.until(peer.read(6)))).to.equal('answer');
      }),
    );

    test('sendfile.keeps_paused_reading', `sends ${title} while paused`, (world) =>
      talk(world, function* ({ transport, protocol, peer }) {
        transport.pauseReading();
        yield* world.loop.sendfile(transport, open(world, pattern(5000)));
        expect(transport.isReading()).to.equal(false);
        peer.write(bytes('kept'));
        yield* turns(world);
        expect(protocol.text).to.equal('');
        transport.resumeReading();
        yield* protocol.receives(4);
      }),
    );

    test('sendfile.closing_transport', `sends ${title} after close()`, (world) =>
      talk(world, function* ({ transport, peer }) {
        const file = open(world, CONTENT);
        transport.close();
        yield* raisedBy(RuntimeError, () => world.loop.sendfile(transport, file), 'sendfile()');
        expect(file.tell()).to.equal(0);
        expect((yield* world.env.until(peer.readToEnd())).data).to.have.lengthOf(0);
      }),
    );
  }

  for (const fallback of [true, false]) {
    test('sendfile.unsupported_transport', `sends over datagrams, with fallback ${String(fallback)}`, (world) =>
      world.env.run(function* () {
        const receiver = world.env.wire.udp();
        const made = yield* endpoint(world, { remoteAddr: receiver.address });
        const file = fileOf(world, CONTENT);
        const sending = (): ReturnType<typeof world.loop.sendfile> =>
          world.loop.sendfile(made.transport, file, 0, null, { fallback });
        yield* raisedBy(RuntimeError, sending, 'sendfile()');
        expect(file.tell()).to.equal(0);
        made.transport.sendto(bytes('first'));
        expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('first');
        yield* dismiss(made);
      }),
    );
  }

  test('sendfile.fallback_file_object', 'sends what is in memory', (world) =>
    talk(world, function* ({ transport, peer }) {
      const file = memoryFile(world, pattern(50_000));
      expect(yield* world.loop.sendfile(transport, file)).to.equal(50_000);
      expect(file.tell()).to.equal(50_000);
      const data = yield* world.env.until(peer.read(50_000));
      expect(Buffer.from(data).equals(pattern(50_000)), 'the same bytes').to.equal(true);
    }),
  );

  test('sendfile.fallback_rewinds', 'sends twice', (world) =>
    talk(world, function* ({ transport, peer }) {
      const file = memoryFile(world, bytes('again'));
      expect(yield* world.loop.sendfile(transport, file)).to.equal(5);
      expect(yield* world.loop.sendfile(transport, file)).to.equal(5);
      expect(text(yield* world.env.until(peer.read(10)))).to.equal('againagain');
    }),
  );

  test('sendfile.no_fallback_unavailable', 'sends what is in memory, without the fallback', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      const file = memoryFile(world, bytes('secret'));
      const sending = (): ReturnType<typeof world.loop.sendfile> =>
        world.loop.sendfile(transport, file, 0, null, { fallback: false });
      const error = yield* raisedBy(SendfileNotAvailableError, sending, 'sendfile()');
      expect(isKind(error, RuntimeError), 'a RuntimeError').to.equal(true);
      transport.write(bytes('after'));
      expect(text(yield* world.env.until(peer.read(5)))).to.equal('after');
      expect(transport.isReading()).to.equal(true);
      expect(transport.getProtocol()).to.equal(protocol);
    }),
  );

  for (const [title, open] of [
    ['a file on disk', fileOf],
    ['a file in memory', memoryFile],
  ] as const) {
    test('sendfile.tls_fallback', `sends ${title} over TLS`, (world) =>
      talkTls(world, function* ({ transport, protocol, peer }) {
        transport.write(bytes('PRE'));
        const receiving = peer.read(CONTENT.length + 7);
        expect(yield* world.loop.sendfile(transport, open(world, CONTENT))).to.equal(CONTENT.length);
        transport.write(bytes('POST'));
        const whole = Buffer.concat([bytes('PRE'), CONTENT, bytes('POST')]);
        expect(whole.equals(yield* world.env.until(receiving)), 'the same bytes').to.equal(true);
        expect(transport.getProtocol()).to.equal(protocol);
      }),
    );
  }

  test('sendfile.tls_fallback', 'sends over TLS without the fallback', (world) =>
    talkTls(world, function* ({ transport, peer }) {
      const file = fileOf(world, CONTENT);
      const sending = (): ReturnType<typeof world.loop.sendfile> =>
        world.loop.sendfile(transport, file, 0, null, { fallback: false });
      yield* raisedBy(RuntimeError, sending, 'sendfile()');
      expect(file.tell()).to.equal(0);
      transport.write(bytes('after'));
      expect(text(yield* world.env.until(peer.read(5)))).to.equal('after');
    }),
  );

  test('sendfile.empty_file', 'sends nothing, then something', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      expect(yield* world.loop.sendfile(transport, fileOf(world, new Uint8Array(0))), 'on disk').to.equal(0);
      expect(yield* world.loop.sendfile(transport, memoryFile(world, new Uint8Array(0))), 'in memory').to.equal(0);
      transport.write(bytes('x'));
      expect(text(yield* world.env.until(peer.read(1)))).to.equal('x');
      expect(transport.isReading()).to.equal(true);
      expect(transport.getProtocol()).to.equal(protocol);
    }),
  );

  test('sendfile.bad_arguments', 'is given what makes no sense', (world) =>
    talk(world, function* ({ transport, peer }) {
      const { loop } = world;
      const file = fileOf(world, CONTENT);
      for (const [offset, count, kind] of [
        [0, 0, ValueError],
        [0, -1, ValueError],
        [-1, null, ValueError],
        [0, 1.5, TypeError],
        [1.5, null, TypeError],
      ] as const) {
        const sending = (): ReturnType<typeof loop.sendfile> => loop.sendfile(transport, file, offset, count);
        yield* raisedBy<Error>(kind, sending, `offset ${offset}, count ${String(count)}`);
        expect(transport.isReading()).to.equal(true);
      }
      yield* raisedBy(ValueError, () => loop.sendfile(transport, fileOf(world, CONTENT, 'r')), 'a text file');
      expect(transport.isReading()).to.equal(true);
      transport.write(bytes('x'));
      expect(text(yield* world.env.until(peer.read(1)))).to.equal('x');
    }),
  );
});
