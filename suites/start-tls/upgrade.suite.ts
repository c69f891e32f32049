/** An open connection becomes one of TLS. */
import type { Coroutine, SSLContext, TlsOptions, Transport } from '../../spec';
import {
  bytes,
  clientContext,
  connect,
  connectTls,
  connectWith,
  expect,
  fail,
  hangUp,
  pattern,
  serverContext,
  silence,
  suite,
  text,
  turns,
  type Connected,
  type Recorder,
  type World,
} from '../support';

type Options = TlsOptions & { readonly serverSide?: boolean };

/** start_tls() of a connection; as a client by the name of localhost where nothing else is said. */
function* upgrade(
  world: World,
  { transport, protocol }: Pick<Connected<Recorder>, 'transport' | 'protocol'>,
  context: SSLContext = clientContext(world),
  options: Options = { serverHostname: 'localhost' },
): Coroutine<Transport> {
  const secure = yield* world.loop.startTls(transport, protocol, context, options);
  return secure ?? fail('start_tls() gave no transport');
}

/** Sends and receives by the new transport, and ends it. */
function* exchange(world: World, secure: Transport, { protocol, peer }: Connected<Recorder>): Coroutine<void> {
  yield* world.env.until(peer.secured());
  const before = protocol.received.length;
  secure.write(bytes('hello'));
  expect(text(yield* world.env.until(peer.read(5)))).to.equal('hello');
  peer.write(bytes('secret'));
  yield* protocol.receives(before + 6);
  expect(protocol.text.slice(before)).to.equal('secret');
  yield* hangUp({ transport: secure, protocol });
}

export const upgradeSuite = suite('start_tls', 'upgrade', (test) => {
  test('start_tls.upgrade', 'goes on as a client', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      const { transport, protocol, peer } = connected;
      transport.write(bytes('STARTTLS'));
      expect(text(yield* world.env.until(peer.read(8)))).to.equal('STARTTLS');
      peer.write(bytes('go'));
      yield* protocol.receives(2);
      peer.startTls();
      const secure = yield* upgrade(world, connected);
      expect(secure).not.to.equal(transport);
      expect(secure.getExtraInfo('cipher')).to.have.lengthOf(3);
      yield* exchange(world, secure, connected);
    }),
  );

  test('start_tls.upgrade', 'goes on as a server', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      connected.peer.startTls({}, 'client');
      const secure = yield* upgrade(world, connected, serverContext(world), { serverSide: true });
      expect(secure.getExtraInfo('cipher')).to.have.lengthOf(3);
      yield* exchange(world, secure, connected);
    }),
  );

  test('start_tls.upgrade', 'sends first what was written in clear', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      const { transport, protocol, peer } = connected;
      const data = pattern(world.env.bulk / 2);
      // Not so much that the protocol is told to pause: CPython then reports a fault when it is told to resume.
      transport.setWriteBufferLimits({ high: 2 * data.length });
      transport.write(data);
      const upgrading = world.loop.createTask(upgrade(world, { transport, protocol }));
      expect(Buffer.compare(yield* world.env.until(peer.read(data.length)), data)).to.equal(0);
      peer.startTls();
      yield* exchange(world, yield* upgrading, connected);
    }),
  );

  test('start_tls.upgrade', 'loses nothing that follows the handshake at once', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      const { protocol, peer } = connected;
      peer.startTls();
      const data = pattern(100_000);
      peer.write(data);
      const secure = yield* upgrade(world, connected);
      yield* protocol.receives(data.length);
      expect(Buffer.compare(protocol.received, data)).to.equal(0);
      yield* exchange(world, secure, connected);
    }),
  );

  test('start_tls.no_second_made', 'is the same connection for the protocol', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      const { protocol, peer } = connected;
      peer.startTls();
      const secure = yield* upgrade(world, connected);
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      secure.close();
      yield* world.env.until(peer.readToEnd());
      peer.end();
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls.filter((name) => name !== 'eof')).to.deep.equal(['made', 'lost']);
    }),
  );

  test('start_tls.get_protocol', 'is the protocol that was given', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      connected.peer.startTls();
      const secure = yield* upgrade(world, connected);
      expect(secure.getProtocol()).to.equal(connected.protocol);
      yield* hangUp({ transport: secure, protocol: connected.protocol });
    }),
  );

  test('start_tls.pauses_reading_first', 'takes the hello that waits for it', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      const { transport, protocol, peer } = connected;
      transport.pauseReading();
      peer.startTls({}, 'client');
      peer.write(bytes('secret'));
      // The hello has arrived by now.
      yield* silence(world);
      transport.resumeReading();
      const secure = yield* upgrade(world, connected, serverContext(world), { serverSide: true });
      yield* protocol.receives(6);
      expect(protocol.text).to.equal('secret');
      yield* hangUp({ transport: secure, protocol });
    }),
  );

  test('start_tls.stream_reader', 'has the hello in a StreamReader', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const protocol = env.python.exec(
        `
        reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        protocol.reader = reader  # a protocol holds it but weakly
        return protocol
        `,
        { loop },
      ) as Recorder;
      const { transport, peer } = yield* connectWith(world, () => protocol);
      peer.startTls({}, 'client');
      // The hello has been read by now.
      yield* silence(world);
      const secure = yield* upgrade(world, { transport, protocol }, serverContext(world), { serverSide: true });
      yield* env.until(peer.secured());
      secure.write(bytes('hello'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
      secure.abort();
      yield* turns(world);
    }),
  );

  test('start_tls.hostname', 'asks for it', (world) =>
    world.env.run(function* () {
      const connected = yield* connect(world);
      connected.peer.startTls({ certificate: 'other' });
      const secure = yield* upgrade(world, connected, clientContext(world), { serverHostname: 'other.test' });
      expect((yield* world.env.until(connected.peer.secured())).servername).to.equal('other.test');
      yield* exchange(world, secure, connected);
    }),
  );

  test('start_tls.over_tls', 'speaks TLS through TLS', (world) =>
    world.env.run(function* () {
      const connected = yield* connectTls(world);
      yield* world.env.until(connected.peer.secured());
      connected.peer.startTls();
      const secure = yield* upgrade(world, connected);
      expect(secure).not.to.equal(connected.transport);
      yield* exchange(world, secure, connected);
    }),
  );
});
