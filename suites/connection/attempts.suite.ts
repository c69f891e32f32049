/** What create_connection() tries, in which order, and what it says when nothing helps. */
import {
  ConnectionRefusedError,
  ExceptionGroup,
  OSError,
  type AddressInfo,
  type Awaitable,
  type CreateConnectionOptions,
  type Coroutine,
} from '../../spec';
import {
  busyAddress,
  expect,
  hangUp,
  isKind,
  raisedBy,
  Recorder,
  silence,
  suite,
  type Listener,
  type World,
} from '../support';
import { listening, refusing, resolveAs, rowOf } from './resolver';

const V4 = '127.0.0.1';
const V6 = '::1';

/** Connects to a name that stands for `rows`. */
function* connectTo(world: World, rows: readonly AddressInfo[], options: CreateConnectionOptions = {}): Coroutine {
  const { loop } = world;
  resolveAs(world, rows);
  const [transport, protocol] = yield* loop.createConnection(() => new Recorder(loop), 'some.test', 9, options);
  const peer = transport.getExtraInfo('peername');
  yield* hangUp({ transport, protocol });
  return peer;
}

/** The order in which listeners are tried: the first that is reached closes, and so on. What an error would tell is another clause's. */
function* orderOf(world: World, listeners: readonly Listener[], options: CreateConnectionOptions): Coroutine {
  const rows = listeners.map(rowOf);
  const order: number[] = [];
  while (order.length < listeners.length) {
    const [, port] = (yield* connectTo(world, rows, options)) as readonly unknown[];
    const reached = listeners.findIndex((listener) => listener.port === port);
    order.push(reached);
    listeners[reached]?.close();
  }
  return order;
}

/** A port that takes no more connections, and lets whoever connects wait. */
function stuck(world: World): AddressInfo {
  const [host, port] = busyAddress(world);
  return rowOf({ host, port });
}

export const attemptsSuite = suite('connection', 'attempts', (test) => {
  test('connection.multi.tries_in_order', 'goes on until one connects', (world) =>
    world.env.run(function* () {
      const [closed] = refusing(world, [V4]) as readonly [Listener];
      const [first, second] = [world.env.wire.listen(), world.env.wire.listen()];
      const peer = yield* connectTo(world, [closed, first, second].map(rowOf));
      expect(peer).to.deep.equal([first.host, first.port]);
      expect(second.waiting).to.equal(0);
    }),
  );

  test('connection.multi.single_error', 'raises ConnectionRefusedError itself', (world) =>
    world.env.run(function* () {
      const [{ host, port }] = refusing(world, [V4]) as readonly [Listener];
      const connecting = (): Awaitable => world.loop.createConnection(() => new Recorder(world.loop), host, port);
      const error = yield* raisedBy(ConnectionRefusedError, connecting, 'create_connection()');
      expect(error.code).to.equal('ECONNREFUSED');
      expect(error.errno).to.be.a('number');
    }),
  );

  test('connection.multi.same_message', 'raises the first of equal errors', (world) =>
    world.env.run(function* () {
      const [closed] = refusing(world, [V4]) as readonly [Listener];
      const connecting = (): Awaitable => connectTo(world, [rowOf(closed), rowOf(closed)]);
      yield* raisedBy(ConnectionRefusedError, connecting, 'create_connection()');
    }),
  );

  test('connection.multi.combined_error', 'names all attempts in order', (world) =>
    world.env.run(function* () {
      const closed = refusing(world, [V4, V4]);
      const error = yield* raisedBy(OSError, () => connectTo(world, closed.map(rowOf)), 'create_connection()');
      expect(isKind(error, ConnectionRefusedError), 'it is no error of one attempt').to.equal(false);
      const places = closed.map(({ port }) => error.message.indexOf(String(port)));
      expect(places[0]).to.be.at.least(0);
      expect(places[1]).to.be.greaterThan(places[0] ?? 0);
    }),
  );

  for (const count of [1, 2]) {
    test('connection.multi.all_errors', `raises a group of ${count}`, (world) =>
      world.env.run(function* () {
        const closed = refusing(
          world,
          Array.from({ length: count }, () => V4),
        );
        const options = { allErrors: true };
        const [{ host, port }] = closed as readonly [Listener];
        // A single one needs no name.
        const connecting = (): Awaitable =>
          count === 1
            ? world.loop.createConnection(() => new Recorder(world.loop), host, port, options)
            : connectTo(world, closed.map(rowOf), options);
        const group = yield* raisedBy(ExceptionGroup, connecting, 'create_connection()');
        expect(group.exceptions).to.have.lengthOf(count);
        for (const [index, error] of group.exceptions.entries()) {
          expect(isKind(error, ConnectionRefusedError), String(error)).to.equal(true);
          expect(String(error)).to.contain(String(closed[index]?.port));
        }
      }),
    );
  }

  test('connection.cancel.during_connect', 'ends at once and leaves nothing', (world) =>
    world.env.run(function* () {
      const { loop, asyncio } = world;
      const [, , , , address] = stuck(world);
      const [host, port] = address as readonly [string, number];
      const task = world.asyncio.ensureFuture(loop.createConnection(() => new Recorder(loop), host, port));
      yield* silence(world);
      expect(task.done()).to.equal(false);
      task.cancel();
      yield* asyncio.wait([task]);
      expect(task.cancelled()).to.equal(true);
    }),
  );

  /** Five addresses, three of the first family, as the resolver gave them. */
  const five = (world: World): readonly Listener[] => listening(world, [V4, V4, V4, V6, V6]);
  const orders: readonly (readonly [
    (
      | 'connection.interleave.default_order'
      | 'connection.interleave.first_family_count'
      | 'connection.happy_eyeballs.implies_interleave'
    ),
    CreateConnectionOptions,
    readonly number[],
  ])[] = [
    ['connection.interleave.default_order', {}, [0, 1, 2, 3, 4]],
    ['connection.interleave.first_family_count', { interleave: 0 }, [0, 1, 2, 3, 4]],
    ['connection.interleave.first_family_count', { interleave: 1 }, [0, 3, 1, 4, 2]],
    ['connection.interleave.first_family_count', { interleave: 2 }, [0, 1, 3, 2, 4]],
    ['connection.happy_eyeballs.implies_interleave', { happyEyeballsDelay: 30 }, [0, 3, 1, 4, 2]],
    ['connection.happy_eyeballs.implies_interleave', { happyEyeballsDelay: 30, interleave: 0 }, [0, 1, 2, 3, 4]],
  ];
  for (const [clause, options, order] of orders) {
    test(clause, `is ${order.join(' ')} with ${JSON.stringify(options)}`, (world) =>
      world.env.run(function* () {
        expect(yield* orderOf(world, five(world), options)).to.deep.equal(order);
      }),
    );
  }

  const accepted = [
    ['connection.interleave.first_family_count', { interleave: 1 }],
    ['connection.happy_eyeballs.staggers', { happyEyeballsDelay: 30 }],
  ] as const;
  for (const [clause, options] of accepted) {
    test(clause, 'connects to the only address there is', (world) =>
      world.env.run(function* () {
        const { host, port } = world.env.wire.listen();
        const factory = (): Recorder => new Recorder(world.loop);
        const [transport, protocol] = yield* world.loop.createConnection(factory, host, port, options);
        expect(transport.getExtraInfo('peername')).to.deep.equal([host, port]);
        yield* hangUp({ transport, protocol });
      }),
    );
  }

  test('connection.happy_eyeballs.staggers', 'begins the second while the first is pending', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const listener = world.env.wire.listen();
      const rows = [stuck(world), rowOf(listener)];
      const alone = loop.createTask(connectTo(world, rows));
      yield* silence(world);
      expect(alone.done(), 'without a delay the second is not tried').to.equal(false);
      alone.cancel();
      yield* world.asyncio.wait([alone]);
      const delay = 5 * world.env.tick;
      const began = loop.time();
      const peer = yield* connectTo(world, rows, { happyEyeballsDelay: delay });
      expect(loop.time() - began).to.be.at.least(0.9 * delay);
      expect(peer).to.deep.equal([listener.host, listener.port]);
    }),
  );

  test('connection.happy_eyeballs.losers_closed', 'leaves nothing of the first open', (world) =>
    world.env.run(function* () {
      const listener = world.env.wire.listen();
      const rows = [stuck(world), rowOf(listener)];
      // What is left open fails the test.
      const peer = yield* connectTo(world, rows, { happyEyeballsDelay: world.env.tick });
      expect(peer).to.deep.equal([listener.host, listener.port]);
    }),
  );

  test('connection.happy_eyeballs.eager_factory', 'fails, waits, and connects', (world) =>
    world.env.run(function* () {
      const { loop, asyncio } = world;
      loop.setTaskFactory(asyncio.eagerTaskFactory);
      const [closed] = refusing(world, [V4]) as readonly [Listener];
      const listener = world.env.wire.listen();
      const options = { happyEyeballsDelay: world.env.tick };
      const peer = yield* connectTo(world, [rowOf(closed), stuck(world), rowOf(listener)], options);
      expect(peer).to.deep.equal([listener.host, listener.port]);
      const failing = (): Awaitable => connectTo(world, [rowOf(closed), rowOf(closed)], options);
      yield* raisedBy(OSError, failing, 'create_connection()');
      loop.setTaskFactory(null);
    }),
  );

  test('connection.happy_eyeballs.failure_advances', 'does not wait after a refusal', (world) =>
    world.env.run(function* () {
      const [closed] = refusing(world, [V4]) as readonly [Listener];
      const listener = world.env.wire.listen();
      // The test would be given up long before.
      const peer = yield* connectTo(world, [closed, listener].map(rowOf), { happyEyeballsDelay: 60 });
      expect(peer).to.deep.equal([listener.host, listener.port]);
    }),
  );
});
