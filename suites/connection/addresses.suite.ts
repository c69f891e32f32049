/** Local addresses, families and look-ups of create_connection(). */
import { GaiError, OSError, type Awaitable } from '../../spec';
import { expect, hangUp, raisedBy, Recorder, suite } from '../support';
import { AF_INET, AF_INET6, AI_NUMERICHOST, IPPROTO_TCP, listenApart, resolveAs, rowOf, SOCK_STREAM } from './resolver';

export const addressesSuite = suite('connection', 'addresses', (test) => {
  test('connection.local_addr.binds', 'connects from that port', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const free = listenApart(env, '127.0.0.1');
      free.close();
      const localAddr = [free.host, free.port] as const;
      const factory = (): Recorder => new Recorder(loop);
      const [transport, protocol] = yield* loop.createConnection(factory, listener.host, listener.port, { localAddr });
      expect(listener.accept().remote).to.deep.equal([...localAddr]);
      yield* hangUp({ transport, protocol });
    }),
  );

  test('connection.local_addr.in_use', 'names the address that cannot be had', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const { host, port } = listener;
      const connecting = (): Awaitable =>
        loop.createConnection(() => new Recorder(loop), host, port, { localAddr: [host, port] });
      const error = yield* raisedBy(OSError, connecting, 'create_connection()');
      expect(error.code).to.equal('EADDRINUSE');
      expect(error.message).to.contain(host).and.to.contain(String(port));
    }),
  );

  test('connection.local_addr.tries_next', 'takes the second when the first is in use', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const listener = env.wire.listen();
      const free = listenApart(env, '127.0.0.1');
      free.close();
      resolveAs(world, [rowOf(listener), rowOf(free)]);
      const factory = (): Recorder => new Recorder(loop);
      const [transport, protocol] = yield* loop.createConnection(factory, listener.host, listener.port, {
        localAddr: ['local.test', 0],
      });
      expect(transport.getExtraInfo('sockname')).to.deep.equal([free.host, free.port]);
      yield* hangUp({ transport, protocol });
    });
  });

  test('connection.local_addr.family_skip', 'fails where no local address fits', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const connecting = (): Awaitable =>
        loop.createConnection(() => new Recorder(loop), listener.host, listener.port, {
          localAddr: ['::1', 0],
        });
      const error = yield* raisedBy(OSError, connecting, 'create_connection()');
      expect(error.message).to.match(/family/);
      expect(listener.waiting).to.equal(0);
    }),
  );

  test('connection.dns.getaddrinfo_arguments', 'hands on what it was given', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const listener = env.wire.listen();
      const calls = resolveAs(world, [rowOf(listener)]);
      const factory = (): Recorder => new Recorder(loop);
      const hints = { family: AF_INET, proto: IPPROTO_TCP, flags: 1 };
      const [transport, protocol] = yield* loop.createConnection(factory, 'some.test', listener.port, hints);
      expect(calls()).to.deep.equal([{ host: 'some.test', port: listener.port, type: SOCK_STREAM, ...hints }]);
      yield* hangUp({ transport, protocol });
    });
  });

  test('connection.dns.numeric_host_skips_lookup', 'looks nothing up', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      const listener = env.wire.listen();
      const calls = resolveAs(world, [rowOf(listener)]);
      const factory = (): Recorder => new Recorder(loop);
      const literal = yield* loop.createConnection(factory, listener.host, listener.port);
      expect(calls()).to.have.lengthOf(0);
      const named = yield* loop.createConnection(factory, 'some.test', listener.port);
      expect(calls()).to.have.lengthOf(1);
      for (const [transport, protocol] of [literal, named]) yield* hangUp({ transport, protocol });
    });
  });

  test('connection.dns.empty_result', 'fails where a name has no address', (world) => {
    const { loop, env } = world;
    return env.run(function* () {
      resolveAs(world, []);
      const connecting = (): Awaitable => loop.createConnection(() => new Recorder(loop), 'some.test', 9);
      yield* raisedBy(OSError, connecting, 'create_connection()');
    });
  });

  test('connection.dns.error_propagates', 'raises what the look-up raises', ({ loop, env }) =>
    env.run(function* () {
      const connecting = (): Awaitable =>
        loop.createConnection(() => new Recorder(loop), 'not-an-ip', 1, { flags: AI_NUMERICHOST });
      yield* raisedBy(GaiError, connecting, 'create_connection()');
    }),
  );

  test('connection.family.restricts', 'refuses a literal address of another family', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const hints = { family: AF_INET6, flags: AI_NUMERICHOST };
      const connecting = (): Awaitable =>
        loop.createConnection(() => new Recorder(loop), listener.host, listener.port, hints);
      yield* raisedBy(OSError, connecting, 'create_connection()');
      expect(listener.waiting).to.equal(0);
    }),
  );
});
