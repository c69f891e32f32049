/** create_connection() with a socket that the caller made. */
import { ValueError, type Awaitable, type Socket } from '../../spec';
import { bytes, expect, hangUp, raisedBy, Recorder, silence, suite, text, type World } from '../support';

/** Two connected sockets, closed after the test whatever became of them. */
function pair({ asyncio, env }: World): readonly [Socket, Socket] {
  const sockets = asyncio.sockets.socketpair();
  for (const sock of sockets) env.defer(() => sock.close());
  return sockets;
}

const NEEDS = { needs: ['socket'] } as const;

export const givenSocketSuite = suite('connection', 'a given socket', (test) => {
  test('connection.args.address_and_sock', 'refuses host, port, or both beside it', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const [mine, other] = pair(world);
      for (const [host, port] of [
        ['127.0.0.1', null],
        [null, 9],
        ['127.0.0.1', 9],
      ] as const) {
        const connecting = (): Awaitable => loop.createConnection(() => new Recorder(loop), host, port, { sock: mine });
        yield* raisedBy(ValueError, connecting, 'create_connection()');
      }
      expect(mine.send(bytes('x'))).to.equal(1);
      expect(text(other.recv(1))).to.equal('x');
    });
  });

  test('connection.sock.args_kept_open_on_value_error', 'leaves it as it was', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const [mine, other] = pair(world);
      const connecting = (): Awaitable =>
        loop.createConnection(() => new Recorder(loop), '127.0.0.1', 9, { sock: mine });
      yield* raisedBy(ValueError, connecting, 'create_connection()');
      expect(mine.fileno()).to.be.at.least(0);
      other.send(bytes('x'));
      expect(text(mine.recv(1))).to.equal('x');
    });
  });

  test('connection.args.sock_not_stream', 'refuses a datagram socket', (world) => {
    const { loop, env, asyncio } = world;
    return env.run(function* () {
      const sock = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_DGRAM);
      env.defer(() => sock.close());
      const connecting = (): Awaitable => loop.createConnection(() => new Recorder(loop), null, null, { sock });
      yield* raisedBy(ValueError, connecting, 'create_connection()');
    });
  });

  test(
    'connection.args.sock_unix_stream',
    'connects over it',
    (world) => {
      const { loop, env } = world;
      return env.run(function* () {
        const [mine, other] = pair(world);
        const factory = (): Recorder => new Recorder(loop);
        const [transport, protocol] = yield* loop.createConnection(factory, null, null, { sock: mine });
        other.send(bytes('ping'));
        yield* protocol.receives(4);
        expect(protocol.text).to.equal('ping');
        transport.write(bytes('pong'));
        yield* silence(world);
        expect(text(other.recv(4))).to.equal('pong');
        yield* hangUp({ transport, protocol });
      });
    },
    NEEDS,
  );

  test('connection.sock.made_nonblocking', 'is no longer blocking', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const [mine] = pair(world);
      expect(mine.gettimeout() ?? null).to.equal(null);
      const factory = (): Recorder => new Recorder(loop);
      const [transport, protocol] = yield* loop.createConnection(factory, null, null, { sock: mine });
      expect(mine.gettimeout()).to.equal(0);
      yield* hangUp({ transport, protocol });
    });
  });

  test('connection.sock.ownership', 'is closed with the transport', (world) => {
    const { loop, env, asyncio } = world;
    return env.run(function* () {
      const [mine, other] = pair(world);
      const factory = (): Recorder => new Recorder(loop);
      const [transport, protocol] = yield* loop.createConnection(factory, null, null, { sock: mine });
      // Whether the descriptor is taken out of it at once is left to the loop.
      transport.write(bytes('x'));
      yield* silence(world);
      expect(text(other.recv(1))).to.equal('x');
      transport.close();
      yield* protocol.loses();
      yield* asyncio.sleep(0);
      expect(mine.fileno()).to.equal(-1);
      expect(other.recv(1).length).to.equal(0);
    });
  });
});
