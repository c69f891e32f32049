/** The handshake: when the protocol learns of it, how it fails, and how long it may take. */
import {
  ConnectionAbortedError,
  ConnectionError,
  SSLError,
  ValueError,
  type Awaitable,
  type CreateConnectionOptions,
  type Transport,
} from '../../spec';
import {
  bytes,
  carelessContext,
  closeTls,
  connectTls,
  expect,
  expectNone,
  fail,
  hangUp,
  isKind,
  raisedBy,
  Recorder,
  serveTls,
  silence,
  socketPair,
  suite,
  talkTls,
  text,
  type Peer,
  type World,
} from '../support';
import { recordTimers } from '../combinators/recorded-timers';

/** A peer in clear, and what begins to connect to it with ssl. */
function prepare(world: World, options: CreateConnectionOptions = {}) {
  const { loop, env } = world;
  const listener = env.wire.listen();
  const protocol = new Recorder(loop);
  const given = { ssl: carelessContext(world), ...options };
  const connect = () => loop.createTask(loop.createConnection(() => protocol, listener.host, listener.port, given));
  return { connect, protocol, accepted: (): Promise<Peer> => listener.accepted() };
}

/** Begins to connect with ssl to a peer in clear; the peer and what comes of it. */
function begin(world: World, options: CreateConnectionOptions = {}) {
  const { connect, ...rest } = prepare(world, options);
  return { task: connect(), ...rest };
}

const knows = (transport: Transport): unknown[] =>
  ['cipher', 'ssl_object', 'sslcontext'].filter((name) => (transport.getExtraInfo(name) ?? null) !== null);

export const handshakeSuite = suite('tls', 'handshake', (test) => {
  test('tls.made.after_handshake', 'is told to the client with all facts', async (world) => {
    const seen: unknown[] = [];
    const made = (transport: Transport): void => {
      seen.push(...knows(transport), typeof transport.getExtraInfo('peercert'));
    };
    await talkTls(
      world,
      function* ({ peer }) {
        yield* world.env.until(peer.secured());
        expect(seen).to.deep.equal(['cipher', 'ssl_object', 'sslcontext', 'object']);
      },
      { made },
    );
  });

  test('tls.made.after_handshake', 'is told to the server, and what it writes then is ciphered', async (world) => {
    const { env } = world;
    const seen: unknown[] = [];
    const made = (transport: Transport): void => {
      seen.push(...knows(transport));
      transport.write(bytes('hello'));
    };
    await env.run(function* () {
      const serving = yield* serveTls(world, { made });
      const peer = env.wire.connect(serving.address);
      yield* silence(world);
      expect(seen).to.deep.equal([]);
      peer.startTls({}, 'client');
      expect(text(yield* env.until(peer.read(5)))).to.equal('hello');
      expect(seen).to.deep.equal(['cipher', 'ssl_object', 'sslcontext']);
      yield* closeTls(serving);
    });
  });

  test('tls.failure.no_callbacks', 'refuses a certificate', (world) => {
    const { loop, env, asyncio } = world;
    return env.run(function* () {
      const listener = env.wire.listen({ tls: { certificate: 'stranger' } });
      const protocol = new Recorder(loop);
      const context = carelessContext(world);
      context.verifyMode = asyncio.ssl.CERT_REQUIRED;
      const options = { ssl: context };
      const connecting = (): Awaitable => loop.createConnection(() => protocol, listener.host, listener.port, options);
      yield* raisedBy(SSLError, connecting, 'create_connection()');
      yield* env.until(listener.accept().readToEnd());
      yield* silence(world);
      expect(protocol.calls).to.deep.equal([]);
    });
  });

  test('tls.failure.no_callbacks', 'meets a peer that speaks no TLS', (world) =>
    world.env.run(function* () {
      const { task, protocol, accepted } = begin(world);
      const peer = yield* world.env.until(accepted());
      peer.write(bytes('HTTP/1.1 400 Bad Request\r\n\r\n'));
      yield* raisedBy(SSLError, task, 'create_connection()');
      yield* world.env.until(peer.readToEnd());
      yield* silence(world);
      expect(protocol.calls).to.deep.equal([]);
    }),
  );

  test('tls.failure.garbage_peer', 'raises SSLError', (world) =>
    world.env.run(function* () {
      const { task, accepted } = begin(world);
      const peer = yield* world.env.until(accepted());
      peer.write(bytes('HTTP/1.1 400 Bad Request\r\n\r\n'));
      yield* raisedBy(SSLError, task, 'create_connection()');
      yield* world.env.until(peer.readToEnd());
    }),
  );

  test('tls.failure.peer_closes', 'raises an error of the connection', (world) =>
    world.env.run(function* () {
      const { task, protocol, accepted } = begin(world);
      const peer = yield* world.env.until(accepted());
      yield* world.env.until(peer.read(5));
      peer.end();
      const error = yield* raisedBy(Error, task, 'create_connection()');
      expect(isKind(error, ConnectionError) || isKind(error, SSLError), String(error)).to.equal(true);
      yield* world.env.until(peer.readToEnd());
      yield* silence(world);
      expect(protocol.calls).to.deep.equal([]);
    }),
  );

  test('tls.handshake.timeout_client', 'gives up a peer that says nothing', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const begun = loop.time();
      const { task, protocol, accepted } = begin(world, { sslHandshakeTimeout: 0.1 });
      const peer = yield* env.until(accepted());
      yield* raisedBy(ConnectionAbortedError, task, 'create_connection()');
      expect(loop.time() - begun).to.be.at.least(0.099);
      // It had begun: the hello is there.
      expect((yield* env.until(peer.readToEnd())).data.length).to.be.greaterThan(0);
      yield* silence(world);
      expect(protocol.calls).to.deep.equal([]);
    });
  });

  test('tls.handshake.timeout_client', 'lets a connection be that was made in time', (world) => {
    const limit = 20 * world.env.tick;
    return talkTls(
      world,
      function* ({ transport, protocol, peer }) {
        yield* world.asyncio.sleep(limit);
        yield* silence(world);
        expect(transport.isClosing()).to.equal(false);
        peer.write(bytes('x'));
        yield* protocol.receives(1);
      },
      {},
      { sslHandshakeTimeout: limit },
    );
  });

  test('tls.handshake.timeout_server', 'drops a client that says nothing, and serves another', (world) => {
    const { env } = world;
    return env.run(function* () {
      const serving = yield* serveTls(world, {}, { sslHandshakeTimeout: 10 * env.tick });
      const silent = env.wire.connect(serving.address);
      expect((yield* env.until(silent.readToEnd())).data).to.have.lengthOf(0);
      silent.close();
      const peer = env.wire.connect(serving.address, {});
      peer.write(bytes('hello'));
      yield* env.until(peer.secured());
      const served = serving.protocols.at(-1) ?? fail('the factory was called');
      yield* served.receives(5);
      expect(serving.protocols.map(({ calls }) => calls.join(' ')).filter((calls) => calls !== '')).to.deep.equal([
        'made data',
      ]);
      yield* closeTls(serving);
    });
  });

  for (const [clause, option] of [
    ['tls.handshake.timeout_positive', 'sslHandshakeTimeout'],
    ['tls.shutdown.timeout_positive', 'sslShutdownTimeout'],
  ] as const) {
    for (const seconds of [0, -1]) {
      test(clause, `is ${String(seconds)}`, async (world) => {
        const { env } = world;
        await env.run(function* () {
          const { connect, protocol } = prepare(world, { [option]: seconds });
          yield* raisedBy(ValueError, connect, 'create_connection()');
          expect(protocol.calls).to.deep.equal([]);
        });
        // Whether the connection is closed at once is another question: a collector of garbage may be needed, once nobody
        // holds the task, whose error remembers where it was raised.
        await env.collectGarbage();
        await env.spin();
      });
    }
  }

  test('tls.handshake.timeout_unix_sock', 'gives up a peer that says nothing', (world) => {
    const { loop, env, asyncio } = world;
    return env.run(function* () {
      const [sock] = socketPair(world);
      const options = { sock, ssl: carelessContext(world), serverHostname: '', sslHandshakeTimeout: 0.1 };
      const task = loop.createTask(loop.createConnection(() => new Recorder(loop), null, null, options));
      // Bounded here: a loop that forgets the limit waits for the usual one.
      yield* asyncio.wait([task], { timeout: 1 });
      if (!task.done()) {
        task.cancel();
        yield* asyncio.wait([task]);
        fail('create_connection() took longer than its ssl_handshake_timeout');
      }
      yield* raisedBy(ConnectionAbortedError, task, 'create_connection()');
    });
  });

  test('tls.timeouts.defaults', 'asks for a timer of 60 seconds', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const timers = recordTimers(loop);
      const begun = loop.time();
      const connected = yield* connectTls(world);
      const passed = loop.time() - begun;
      const delays = timers.map((timer) => timer.when() - begun);
      expect(delays.filter((delay) => delay >= 60 && delay <= 60 + passed)).to.have.lengthOf(1);
      yield* hangUp(connected);
    });
  });

  test('tls.handshake.cancel', 'closes the connection', (world) => {
    const { env, asyncio } = world;
    return env.run(function* () {
      const { task, protocol, accepted } = begin(world);
      const peer = yield* env.until(accepted());
      yield* env.until(peer.read(5));
      task.cancel();
      yield* asyncio.wait([task]);
      expect(task.cancelled()).to.equal(true);
      yield* env.until(peer.readToEnd());
      yield* silence(world);
      expect(protocol.calls).to.deep.equal([]);
      expectNone(protocol.transport, 'the transport');
    });
  });
});
