/** What a server does with those who connect. */
import { RuntimeError, type ExceptionContext } from '../../spec';
import {
  addressOf,
  bytes,
  expect,
  type Peer,
  type Recorder,
  serve,
  Serving,
  silence,
  suite,
  text,
  turns,
  releaseSockets,
  closeTls,
  serveTls,
} from '../support';

/** Python source: no further descriptor can be had until the function that is returned is called. */
const NO_MORE_DESCRIPTORS = `
  import gc, resource
  gc.collect()
  limits = resource.getrlimit(resource.RLIMIT_NOFILE)
  lowest = os.dup(0)
  os.close(lowest)
  resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, limits[1]))
  return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits)
  `;

export const acceptingSuite = suite('server', 'accepting', (test) => {
  test('server.accept.factory_per_connection', 'connects five times', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const serving = new Serving(world);
      const given: number[] = [];
      const factory = (...args: readonly unknown[]): Recorder => {
        given.push(args.length);
        return serving.factory();
      };
      const server = yield* loop.createServer(factory, '127.0.0.1', 0);
      for (let i = 0; i < 5; i++) env.wire.connect(addressOf(server));
      yield* serving.connections(5);
      expect(given).to.deep.equal([0, 0, 0, 0, 0]);
      expect(new Set(serving.made.map(({ transport }) => transport)).size).to.equal(5);
      expect(serving.made.map(({ calls }) => calls)).to.deep.equal(Array(5).fill(['made']));
      yield* serving.end(server);
    }),
  );

  test('server.accept.peername', 'compares the addresses', (world) =>
    world.env.run(function* () {
      const seen: unknown[] = [];
      const { server, serving, address } = yield* serve(world, {
        made: (transport) => seen.push([transport.getExtraInfo('peername'), transport.getExtraInfo('sockname')]),
      });
      const clients: unknown[] = [];
      for (let i = 0; i < 3; i++) clients.push([(yield* serving.accept(address)).peer.local, address]);
      expect(seen).to.deep.equal(clients);
      yield* serving.end(server);
    }),
  );

  test('server.accept.made_before_data', 'writes before it is accepted', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const peer = world.env.wire.connect(address);
      peer.write(bytes('early'));
      const [recorder] = yield* serving.connections(1);
      yield* (recorder as Recorder).receives(5);
      expect(recorder?.calls).to.deep.equal(['made', 'data']);
      expect(recorder?.text).to.equal('early');
      yield* serving.end(server);
    }),
  );

  test('server.accept.all_pending', 'has twenty wait', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      for (let i = 0; i < 20; i++) world.env.wire.connect(address);
      yield* serving.connections(20);
      expect(serving.made).to.have.lengthOf(20);
      yield* serving.end(server);
    }),
  );

  test('server.accept.factory_error_survives', 'fails the first time', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const serving = new Serving(world);
      let calls = 0;
      const factory = (): Recorder => {
        calls += 1;
        if (calls === 1) throw new RuntimeError('no protocol');
        return serving.factory();
      };
      const server = yield* loop.createServer(factory, '127.0.0.1', 0);
      env.wire.connect(addressOf(server));
      const { transport, peer } = yield* serving.accept(addressOf(server));
      transport.write(bytes('served'));
      expect(text(yield* env.until(peer.read(6)))).to.equal('served');
      expect(calls).to.equal(2);
      // Whether it is reported, and when its socket is closed, is other clauses' business.
      env.takeReports();
      yield* serving.end(server);
      releaseSockets(world);
    }),
  );

  test('server.accept.factory_error_closes', 'fails, and is collected', async (world) => {
    const { loop, env } = world;
    let peer: Peer | undefined;
    await env.run(function* () {
      const failed = loop.createFuture<null>();
      const factory = (): Recorder => {
        failed.setResult(null);
        throw new RuntimeError('no protocol');
      };
      const server = yield* loop.createServer(factory, '127.0.0.1', 0);
      peer = env.wire.connect(addressOf(server));
      yield* failed;
      yield* turns(world);
      server.close();
      yield* server.waitClosed();
    });
    await env.collectGarbage();
    env.takeReports();
    const { data, how } = await env.patience.bound((peer as Peer).readToEnd(), 'the end of the connection');
    expect({ length: data.length, how }).to.deep.equal({ length: 0, how: 'fin' });
  });

  test('server.accept.factory_error_reported_in_debug', 'fails, in debug mode', async (world) => {
    const { loop, env } = world;
    const error = new RuntimeError('no protocol');
    loop.setDebug(true);
    await env.run(function* () {
      const factory = (): never => {
        throw error;
      };
      const server = yield* loop.createServer(factory, '127.0.0.1', 0);
      env.wire.connect(addressOf(server));
      const reports: ExceptionContext[] = [];
      while (reports.length === 0) {
        yield* turns(world);
        reports.push(...env.takeReports());
      }
      expect(reports.map(({ exception }) => exception)).to.deep.equal([error]);
      expect(reports[0]?.message).to.be.a('string');
      server.close();
      yield* server.waitClosed();
    });
    // The report holds the error, and the error the socket.
    await env.collectGarbage();
  });

  test('server.accept.out_of_resources', 'has no descriptor left for a while', (world) =>
    world.env.run(function* () {
      const { env } = world;
      // One report a turn, and not one for each connection that could wait.
      const { server, serving, address } = yield* serve(world, {}, { backlog: 1 });
      const restore = env.python.exec(NO_MORE_DESCRIPTORS) as () => void;
      env.defer(restore);
      env.wire.connect(address);
      yield* silence(world);
      restore();
      const reports = env.takeReports();
      expect(reports.length).to.be.at.least(1);
      expect(reports[0]?.message).to.be.a('string');
      expect(Object.keys(reports[0] ?? {})).to.include.members(['exception', 'socket']);
      expect(serving.made).to.have.lengthOf(0);
      yield* serving.connections(1);
      // A loop may have noted several times to try again: let it, while there is something to accept on.
      yield* silence(world);
      env.takeReports();
      yield* serving.end(server);
    }),
  );

  test('server.accept.tls_after_handshake', 'has a client that says nothing, and one that speaks TLS', (world) =>
    world.env.run(function* () {
      const seen: unknown[] = [];
      const serving = yield* serveTls(world, { made: (transport) => seen.push(transport.getExtraInfo('cipher')) });
      const quiet = world.env.wire.connect(serving.address);
      yield* silence(world);
      expect(seen).to.deep.equal([]);
      quiet.startTls({}, 'client');
      yield* world.env.until(quiet.secured());
      while (seen.length === 0) yield* turns(world);
      expect(seen[0] ?? null).to.not.equal(null);
      yield* closeTls(serving);
    }),
  );

  test('server.accept.tls_bad_client_survives', 'has a client that speaks no TLS', (world) =>
    world.env.run(function* () {
      const { env } = world;
      const serving = yield* serveTls(world);
      const bad = env.wire.connect(serving.address);
      bad.write(bytes('GET / HTTP/1.0\r\n\r\n'));
      yield* env.until(bad.readToEnd());
      bad.close();
      yield* turns(world);
      expect(serving.protocols.flatMap(({ calls }) => calls)).to.deep.equal([]);
      const good = env.wire.connect(serving.address);
      good.startTls({}, 'client');
      yield* env.until(good.secured());
      good.write(bytes('hello'));
      const heard = (): Recorder | undefined => serving.protocols.find(({ calls }) => calls.includes('data'));
      while (heard() === undefined) yield* turns(world);
      expect(heard()?.calls).to.deep.equal(['made', 'data']);
      // Some loops report what was no TLS.
      env.takeReports();
      yield* closeTls(serving);
    }),
  );

  test('server.accept.context', 'sets a variable in the factory', (world) =>
    world.env.run(function* () {
      const { asyncio, loop, env } = world;
      const variable = new asyncio.ContextVar<string>('variable');
      const seen: string[] = [];
      const note = (what: string): unknown => seen.push(`${what} ${variable.get('unset')}`);
      const serving = new Serving(world, {
        made: () => {
          note('made');
          variable.set('connection');
        },
        data: () => note('data'),
        lost: () => note('lost'),
      });
      variable.set('server');
      const factory = (): Recorder => {
        note('factory');
        variable.set('factory');
        return serving.factory();
      };
      const server = yield* loop.createServer(factory, '127.0.0.1', 0);
      variable.set('later');
      for (let i = 0; i < 2; i++) {
        const { peer, protocol } = yield* serving.accept(addressOf(server));
        peer.write(bytes('x'));
        yield* protocol.receives(1);
        peer.end();
        yield* protocol.loses();
        yield* env.until(peer.readToEnd());
      }
      const one = ['factory server', 'made factory', 'data connection', 'lost connection'];
      expect(seen).to.deep.equal([...one, ...one]);
      expect(variable.get()).to.equal('later');
      yield* serving.end(server);
    }),
  );
});
