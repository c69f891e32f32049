/** Sending through TLS. */
import { rmSync } from 'node:fs';
import { NotImplementedError, type Coroutine, type Transport } from '../../spec';
import {
  bytes,
  carelessContext,
  closeTls,
  expect,
  fail,
  hangUp,
  joined,
  pattern,
  raises,
  Recorder,
  serveTls,
  serverContext,
  suite,
  talkTls,
  text,
  type World,
} from '../support';

/** More than one record, one read and one buffer. */
const MUCH = 3 << 19;

const equal = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

/** Writes, above the mark as well, until the protocol stays paused: the peer does not read. Returns how many bytes. */
function* writeUntilPaused(world: World, transport: Transport, protocol: Recorder): Coroutine<number> {
  const { asyncio, env } = world;
  const block = new Uint8Array(1 << 18);
  const isPaused = (): boolean => protocol.calls.at(-1) === 'pause';
  for (let written = 0; written < 4 * env.bulk;) {
    for (let i = 0; i < 3; i++) {
      transport.write(block);
      written += block.length;
    }
    yield* asyncio.sleep(0);
    // What the kernel takes by and by may resume it yet.
    for (let i = 0; i < 10 && isPaused(); i++) yield* asyncio.sleep(env.patience.silence / 10);
    if (!isPaused()) continue;
    // Above the mark already, which the protocol is not told again.
    transport.write(block);
    return written + block.length;
  }
  fail('the peer does not read, and yet the protocol is not paused');
}

export const writingSuite = suite('tls', 'writing', (test) => {
  test('tls.connection.roundtrip', 'carries megabytes each way, as the client', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      const [there, back] = [pattern(MUCH), pattern(MUCH, 5)];
      transport.write(there);
      peer.write(back);
      expect(equal(yield* world.env.until(peer.read(MUCH)), there)).to.equal(true);
      yield* protocol.receives(MUCH);
      expect(equal(protocol.received, back)).to.equal(true);
    }),
  );

  test('tls.connection.roundtrip', 'carries many small writes in order', (world) =>
    talkTls(world, function* ({ transport, peer }) {
      const pieces = Array.from({ length: 200 }, (_, i) => pattern(i, i));
      for (const piece of pieces) transport.write(piece);
      const whole = joined(pieces);
      expect(equal(yield* world.env.until(peer.read(whole.length)), whole)).to.equal(true);
    }),
  );

  test('tls.connection.roundtrip', 'carries megabytes each way, as the server', (world) => {
    const { env } = world;
    return env.run(function* () {
      const serving = yield* serveTls(world);
      const peer = env.wire.connect(serving.address, {});
      yield* env.until(peer.secured());
      const protocol = serving.protocols[0] ?? fail('the factory was called');
      yield* protocol.gets('made');
      const [there, back] = [pattern(MUCH), pattern(MUCH, 5)];
      protocol.transport?.write(there);
      peer.write(back);
      expect(equal(yield* env.until(peer.read(MUCH)), there)).to.equal(true);
      yield* protocol.receives(MUCH);
      expect(equal(protocol.received, back)).to.equal(true);
      yield* closeTls(serving);
    });
  });

  test('tls.write.types', 'sends bytes, and refuses anything else', (world) =>
    talkTls(world, function* ({ transport, peer }) {
      transport.write(bytes('xabcx').subarray(1, 4));
      transport.write(new Uint8Array(0));
      for (const value of ['s', 1, null]) {
        raises(TypeError, () => transport.write(value as never), `write(${JSON.stringify(value)})`);
      }
      transport.writelines([bytes('d'), new Uint8Array(0), bytes('ef')]);
      transport.write(bytes('g'));
      expect(text(yield* world.env.until(peer.read(7)))).to.equal('abcdefg');
    }),
  );

  test(
    'tls.write.types',
    'sends bytes, a bytearray and a memoryview',
    (world) =>
      talkTls(world, function* ({ transport, peer }) {
        world.env.python.exec(
          `
          transport.write(b'a')
          transport.write(bytearray(b'b'))
          transport.write(memoryview(b'xcx')[1:2])
          transport.writelines([b'd', bytearray(b'e'), memoryview(b'f')])
          `,
          { transport },
        );
        expect(text(yield* world.env.until(peer.read(6)))).to.equal('abcdef');
      }),
    { on: 'python' },
  );

  test('tls.write.after_close', 'sends nothing more', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      transport.write(bytes('before'));
      transport.close();
      for (let i = 0; i < 7; i++) transport.write(bytes('z'));
      const { data } = yield* world.env.until(peer.readToEnd());
      expect(text(data)).to.equal('before');
      peer.end();
      yield* protocol.loses();
      transport.write(bytes('z'));
    }),
  );

  test('tls.write_eof.not_supported', 'says so and goes on', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      expect(transport.canWriteEof()).to.equal(false);
      raises(NotImplementedError, () => transport.writeEof(), 'write_eof()');
      expect(transport.isClosing()).to.equal(false);
      transport.write(bytes('hello'));
      expect(text(yield* world.env.until(peer.read(5)))).to.equal('hello');
      peer.write(bytes('hi'));
      yield* protocol.receives(2);
    }),
  );

  test('tls.flow.pairs', 'pauses and resumes, twice', (world) =>
    talkTls(world, function* ({ transport, protocol, peer }) {
      for (let times = 0; times < 2; times++) {
        const written = yield* writeUntilPaused(world, transport, protocol);
        expect(protocol.calls.at(-1), 'nobody reads').to.equal('pause');
        yield* world.env.until(peer.read(written));
        yield* protocol.until(() => protocol.calls.at(-1) === 'resume');
      }
      const calls = protocol.calls.slice(1);
      expect(calls).to.deep.equal(calls.map((_, i) => (i % 2 === 0 ? 'pause' : 'resume')));
    }),
  );

  test('tls.limits.default', 'are 128 and 512 KiB', (world) =>
    talkTls(world, function* ({ transport }) {
      expect(transport.getWriteBufferLimits()).to.deep.equal([1 << 17, 1 << 19]);
      yield* world.asyncio.sleep(0);
    }),
  );

  test(
    'tls.sock_argument',
    'speaks TLS over it',
    (world) => {
      const { loop, env, asyncio } = world;
      return env.run(function* () {
        const listener = env.wire.listen({ tls: {} });
        const sock = asyncio.sockets.socket();
        env.defer(() => sock.close());
        sock.connect(listener.address);
        const options = { sock, ssl: carelessContext(world), serverHostname: 'name.test' };
        const [transport, protocol] = yield* loop.createConnection(() => new Recorder(loop), null, null, options);
        const peer = listener.accept();
        expect((yield* env.until(peer.secured())).servername).to.equal('name.test');
        transport.write(bytes('hello'));
        expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
        peer.write(bytes('hi'));
        yield* protocol.receives(2);
        yield* hangUp({ transport, protocol });
      });
    },
    { needs: ['socket'] },
  );

  test('tls.unix', 'connects to a path', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const path = `${env.wire.folder()}/s`;
      const listener = env.wire.listen({ path, tls: {} });
      const options = { ssl: carelessContext(world), serverHostname: '' };
      const [transport, protocol] = yield* loop.createUnixConnection(() => new Recorder(loop), path, options);
      const peer = listener.accept();
      listener.close();
      transport.write(bytes('hello'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
      peer.write(bytes('hi'));
      yield* protocol.receives(2);
      yield* hangUp({ transport, protocol });
    });
  });

  test('tls.unix', 'serves at a path', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const path = `${env.wire.folder()}/s`;
      const protocols: Recorder[] = [];
      const factory = (): Recorder => {
        const protocol = new Recorder(loop);
        protocols.push(protocol);
        return protocol;
      };
      const server = yield* loop.createUnixServer(factory, path, { ssl: serverContext(world) });
      const peer = env.wire.connect({ path }, {});
      peer.write(bytes('hello'));
      yield* env.until(peer.secured());
      const protocol = protocols[0] ?? fail('the factory was called');
      yield* protocol.receives(5);
      protocol.transport?.write(bytes('hi'));
      expect(text(yield* env.until(peer.read(2)))).to.equal('hi');
      yield* closeTls({ server, address: path, protocols });
      rmSync(path, { force: true });
    });
  });
});
