/** What create_connection() gives, when it calls the factory, and in which order the protocol learns of it. */
import { ValueError, type Awaitable, type Coroutine } from '../../spec';
import { AI_NUMERICHOST, listenApart } from './resolver';
import {
  bytes,
  connect,
  expect,
  fail,
  hangUp,
  raisedBy,
  Recorder,
  suite,
  talk,
  text,
  type Listener,
  type World,
} from '../support';

/** A factory of recorders that keeps what it made and what it was given. */
function counting({ loop }: Pick<World, 'loop'>) {
  const made: Recorder[] = [];
  const given: unknown[][] = [];
  const factory = (...args: unknown[]): Recorder => {
    given.push(args);
    const protocol = new Recorder(loop);
    made.push(protocol);
    return protocol;
  };
  return { made, given, factory: factory };
}

/** A port of this host at which nothing listens any more. */
function refusing({ env }: Pick<World, 'env'>): Listener {
  const listener = listenApart(env, '127.0.0.1');
  listener.close();
  return listener;
}

export const makingSuite = suite('connection', 'making a connection', (test) => {
  test(
    'connection.result.pair',
    'gives the transport of connection_made() and the protocol of the factory',
    (world) => {
      const { loop, env } = world;
      return env.run(function* () {
        const { made, factory } = counting(world);
        const listener = env.wire.listen();
        const pair = yield* loop.createConnection(factory, listener.host, listener.port);
        expect(pair).to.have.lengthOf(2);
        expect(pair[1]).to.equal(made[0]);
        expect(pair[0]).to.equal(made[0]?.transport);
        pair[0].close();
        yield* pair[1].loses();
      });
    },
  );

  test('connection.result.transport_type', 'is an instance of the four classes', (world) =>
    talk(world, function* ({ transport }) {
      const { asyncio } = world;
      for (const kind of ['Transport', 'ReadTransport', 'WriteTransport', 'BaseTransport'] as const) {
        expect(transport instanceof asyncio[kind], `the transport is a ${kind}`).to.equal(true);
      }
      expect(transport instanceof asyncio.DatagramTransport).to.equal(false);
    }),
  );

  test('connection.factory.once_no_args', 'is called once and given nothing', ({ loop, env }) =>
    env.run(function* () {
      const { made, given, factory } = counting({ loop });
      const listener = env.wire.listen();
      const [transport, protocol] = yield* loop.createConnection(factory, listener.host, listener.port);
      expect(given).to.deep.equal([[]]);
      transport.close();
      yield* protocol.loses();
      expect(made).to.have.lengthOf(1);
    }),
  );

  test('connection.factory.after_connect', 'is not called when nothing listens', ({ loop, env }) =>
    env.run(function* () {
      const { made, factory } = counting({ loop });
      const { host, port } = refusing({ env });
      yield* raisedBy(Error, () => loop.createConnection(factory, host, port), 'create_connection()');
      expect(made).to.have.lengthOf(0);
      const unknown = (): Awaitable => loop.createConnection(factory, 'not-an-ip', 1, { flags: AI_NUMERICHOST });
      yield* raisedBy(Error, unknown, 'create_connection()');
      expect(made, 'of a host that cannot be resolved').to.have.lengthOf(0);
      const listener = env.wire.listen();
      const [transport, protocol] = yield* loop.createConnection(factory, listener.host, listener.port);
      expect(made).to.have.lengthOf(1);
      transport.close();
      yield* protocol.loses();
    }),
  );

  test('connection.factory.not_on_bad_arguments', 'is not called when the arguments are wrong', ({ loop, env }) =>
    env.run(function* () {
      const { made, factory } = counting({ loop });
      yield* raisedBy(ValueError, () => loop.createConnection(factory), 'create_connection() without an address');
      for (const options of [{ serverHostname: 'example.org' }, { sslHandshakeTimeout: 1 }]) {
        const connecting = (): Awaitable => loop.createConnection(factory, '127.0.0.1', 9, options);
        yield* raisedBy(ValueError, connecting, `create_connection() with ${Object.keys(options).join()}`);
      }
      expect(made).to.have.lengthOf(0);
    }),
  );

  test('connection.factory.error_propagates', 'raises what the factory raises', ({ loop, env, asyncio }) =>
    env.run(function* () {
      const error = new ValueError('a fault of the factory');
      const listener = env.wire.listen();
      const factory = (): never => {
        throw error;
      };
      const connecting = (): Awaitable => loop.createConnection(factory, listener.host, listener.port);
      expect(yield* raisedBy(ValueError, connecting, 'create_connection()')).to.equal(error);
      // Whether the connection is closed at once is another question: a collector of garbage may be needed.
      yield* env.until(env.collectGarbage());
      yield* asyncio.sleep(0);
    }),
  );

  test('connection.factory.error_closes', 'is told of the end while the error is still at hand', ({ loop, env }) =>
    env.run(function* () {
      const error = new ValueError('a fault of the factory');
      const listener = env.wire.listen();
      const factory = (): never => {
        throw error;
      };
      const connecting = (): Awaitable => loop.createConnection(factory, listener.host, listener.port);
      const raised = yield* raisedBy(ValueError, connecting, 'create_connection()');
      const peer = listener.accept();
      expect((yield* env.until(peer.readToEnd())).data).to.have.lengthOf(0);
      expect(raised).to.equal(error);
    }),
  );

  test('connection.order.made_before_return', 'has called connection_made()', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const [transport, protocol] = yield* loop.createConnection(
        () => new Recorder(loop),
        listener.host,
        listener.port,
      );
      expect(protocol.calls).to.deep.equal(['made']);
      transport.close();
      yield* protocol.loses();
    }),
  );

  test(
    'connection.order.no_data_before_made',
    'delivers early bytes after connection_made()',
    ({ loop, asyncio, env }) =>
      env.run(function* () {
        const listener = env.wire.listen();
        const connecting = asyncio.ensureFuture(
          loop.createConnection(() => new Recorder(loop), listener.host, listener.port),
        );
        const peer = yield* env.until(listener.accepted());
        peer.write(bytes('early'));
        const [transport, protocol] = yield* connecting;
        yield* protocol.receives(5);
        expect(protocol.calls).to.deep.equal(['made', 'data']);
        expect(protocol.text).to.equal('early');
        transport.close();
        yield* protocol.loses();
      }),
  );

  test('connection.made.error_reported', 'reports the error and delivers data', (world) => {
    const error = new ValueError('a fault of connection_made()');
    const made = (): never => {
      throw error;
    };
    return world.env.run(function* () {
      const connected = yield* connect(world, { made });
      expect(connected.transport.isClosing()).to.equal(false);
      connected.peer.write(bytes('x'));
      yield* connected.protocol.receives(1);
      expect(world.env.takeReports().map(({ exception }) => exception)).to.deep.equal([error]);
      yield* hangUp(connected);
    });
  });

  test('connection.lazy.needs_await', 'connects when it is awaited, not before', ({ loop, env, asyncio }) =>
    env.run(function* () {
      const { made, factory } = counting({ loop });
      const listener = env.wire.listen();
      const dropped = loop.createConnection(factory, listener.host, listener.port);
      yield* asyncio.sleep(env.patience.silence);
      expect(made).to.have.lengthOf(0);
      expect(listener.waiting).to.equal(0);
      const [transport, protocol] = yield* dropped;
      expect(made).to.have.lengthOf(1);
      transport.close();
      yield* protocol.loses();
    }),
  );

  test('connection.multi.failed_sockets_closed', 'leaves nothing open', ({ loop, env }) =>
    env.run(function* () {
      // What is left open fails the test.
      for (let i = 0; i < 3; i++) {
        const { host, port } = refusing({ env });
        const connecting = (): Awaitable => loop.createConnection(() => new Recorder(loop), host, port);
        yield* raisedBy(Error, connecting, 'create_connection()');
      }
    }),
  );

  test('connection.cancel.after_factory', 'closes the connection that nobody owns', ({ loop, env, asyncio }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const protocol = new Recorder(loop);
      const factory = (): Recorder => {
        (asyncio.currentTask() ?? fail('the factory is called in a task')).cancel();
        return protocol;
      };
      function* main(): Coroutine<void> {
        yield* loop.createConnection(factory, listener.host, listener.port);
      }
      const task = loop.createTask(main());
      yield* asyncio.wait([task]);
      expect(task.cancelled()).to.equal(true);
      const { data, how } = yield* env.until(listener.accept().readToEnd());
      expect([text(data), how]).to.deep.equal(['', 'fin']);
      if (protocol.calls.length > 0) yield* protocol.loses();
      expect(protocol.calls).to.satisfy((calls: string[]) => ['', 'made lost'].includes(calls.join(' ')));
    }),
  );

  test('connection.sock.tcp_nodelay', 'is set', (world) =>
    talk(world, function* ({ transport }) {
      const socket = transport.getExtraInfo('socket') as { getsockopt(level: number, name: number): number };
      // IPPROTO_TCP and TCP_NODELAY have these numbers everywhere.
      expect(socket.getsockopt(6, 1)).not.to.equal(0);
    }),
  );
});
