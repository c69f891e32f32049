/** Closing a server, and what becomes of its connections. */
import { ValueError, type Address, type Coroutine, type Server, type Task } from '../../spec';
import {
  addressOf,
  bytes,
  closeTls,
  expect,
  expectNone,
  expectRefused,
  fail,
  fill,
  raises,
  releaseSockets,
  type Recorder,
  serve,
  Serving,
  serveTls,
  silence,
  suite,
  text,
  turns,
} from '../support';

export const closingSuite = suite('server', 'closing', (test) => {
  test('server.close.stops_listening', 'connects afterwards', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      yield* serving.accept(address);
      server.close();
      yield;
      expectRefused(world, address);
      yield* serving.end(server);
    }),
  );

  test('server.close.stops_listening', 'connects in the turn that closes it', (world) =>
    world.env.run(function* () {
      const { server, address } = yield* serve(world);
      // By then the loop waits for clients.
      yield;
      server.close();
      expectRefused(world, address);
    }),
  );

  test('server.close.idempotent', 'closes it three times', (world) =>
    world.env.run(function* () {
      const { server, address } = yield* serve(world);
      expectNone(server.close());
      expectNone(server.close());
      yield* server.waitClosed();
      expectNone(server.close());
      expectRefused(world, address);
    }),
  );

  test('server.close.keeps_clients', 'goes on talking', (world) =>
    world.env.run(function* () {
      const { env } = world;
      const { server, serving, address } = yield* serve(world);
      const { transport, protocol, peer } = yield* serving.accept(address);
      server.close();
      yield* turns(world);
      peer.write(bytes('to you'));
      yield* protocol.receives(6);
      transport.write(bytes('and back'));
      expect(text(yield* env.until(peer.read(8)))).to.equal('and back');
      expect(transport.isClosing()).to.equal(false);
      transport.close();
      yield* protocol.loses();
      expectNone(protocol.lostWith);
      yield* serving.end(server);
    }),
  );

  test('server.sockets.empty_after_close', 'counts them', (world) =>
    world.env.run(function* () {
      const { server } = yield* serve(world);
      expect([...server.sockets]).to.have.lengthOf(1);
      server.close();
      expect([...server.sockets]).to.have.lengthOf(0);
      yield* server.waitClosed();
      expect([...server.sockets]).to.have.lengthOf(0);
    }),
  );

  test('server.sockets.views', 'asks the one of a server', (world) =>
    world.env.run(function* () {
      const { server, serving } = yield* serve(world);
      const [view = fail('one socket')] = server.sockets;
      const { AF_INET, SOCK_STREAM } = world.asyncio.sockets;
      expect([view.family, view.type, view.getsockname()[0]]).to.deep.equal([AF_INET, SOCK_STREAM, '127.0.0.1']);
      raises(ValueError, () => view.setblocking(true), 'setblocking(True)');
      raises(ValueError, () => view.settimeout(1), 'settimeout(1)');
      view.setblocking(false);
      view.settimeout(0);
      expect(view.gettimeout()).to.equal(0);
      yield* serving.end(server);
    }),
  );

  test('server.sockets.no_io', 'has none of them', (world) =>
    world.env.run(function* () {
      const { server, serving } = yield* serve(world);
      const [view = fail('one socket')] = server.sockets;
      const methods = view as unknown as Record<string, unknown>;
      const offered = ['accept', 'bind', 'close', 'connect', 'listen', 'recv', 'send'].filter(
        (name) => typeof methods[name] === 'function',
      );
      expect(offered).to.deep.equal([]);
      expect(typeof methods['fileno']).to.equal('function');
      yield* serving.end(server);
    }),
  );

  test('server.sockets.tuple', 'asks twice', (world) =>
    world.env.run(function* () {
      const { server, serving } = yield* serve(world);
      const facts = `
        one, two = server.sockets, server.sockets
        return [type(one) is tuple, one is not two]
        `;
      const [isTuple, isFresh] = world.env.python.exec(facts, { server }) as readonly boolean[];
      expect({ isTuple, isFresh }).to.deep.equal({ isTuple: true, isFresh: true });
      yield* serving.end(server);
    }),
  );

  for (const [title, clients] of [
    ['has no connection', 0],
    ['has a connection', 1],
  ] as const) {
    test('server.wait_closed.before_close_blocks', title, (world) =>
      world.env.run(function* () {
        const { server, serving, address } = yield* serve(world);
        for (let i = 0; i < clients; i++) yield* serving.accept(address);
        const waiting = world.loop.createTask(server.waitClosed());
        yield* silence(world);
        expect(waiting.done()).to.equal(false);
        yield* serving.end(server);
        expectNone(yield* waiting);
      }),
    );
  }

  test('server.wait_closed.before_close_blocks', 'had a connection', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const waiting = world.loop.createTask(server.waitClosed());
      const { protocol, peer } = yield* serving.accept(address);
      peer.end();
      yield* protocol.loses();
      yield* silence(world);
      expect(waiting.done()).to.equal(false);
      yield* serving.end(server);
      expectNone(yield* waiting);
    }),
  );

  test('server.wait_closed.waits_for_connections', 'has two wait', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const { server, serving, address } = yield* serve(world);
      const { protocol, peer } = yield* serving.accept(address);
      const waiting = [loop.createTask(server.waitClosed()), loop.createTask(server.waitClosed())];
      yield* turns(world);
      server.close();
      yield* silence(world);
      expect(waiting.map((task) => task.done())).to.deep.equal([false, false]);
      peer.end();
      yield* protocol.loses();
      for (const task of waiting) expectNone(yield* task);
      yield* serving.end(server);
    }),
  );

  test('server.wait_closed.after_close_waits', 'has a connection', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const { protocol, peer } = yield* serving.accept(address);
      server.close();
      const waiting = world.loop.createTask(server.waitClosed());
      yield* silence(world);
      expect(waiting.done()).to.equal(false);
      peer.end();
      yield* protocol.loses();
      expectNone(yield* waiting);
    }),
  );

  test('server.wait_closed.after_lost_callbacks', 'traces both', (world) =>
    world.env.run(function* () {
      const trace: string[] = [];
      const { server, serving, address } = yield* serve(world, { lost: () => trace.push('lost') });
      for (let i = 0; i < 2; i++) yield* serving.accept(address);
      const waiting = world.loop.createTask(
        (function* () {
          yield* server.waitClosed();
          trace.push('closed');
        })(),
      );
      yield* turns(world);
      server.close();
      for (const { transport } of serving.made) transport?.close();
      yield* waiting;
      expect(trace).to.deep.equal(['lost', 'lost', 'closed']);
    }),
  );

  test('server.wait_closed.repeatable', 'waits three times', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      yield* serving.accept(address);
      yield* serving.end(server);
      let rounds = 0;
      for (; rounds < 3; rounds++) expectNone(yield* server.waitClosed());
      expect(rounds).to.equal(3);
    }),
  );

  test('server.wait_closed.cancelled_waiter', 'cancels one of two', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const { server, serving, address } = yield* serve(world);
      const [first, second] = [loop.createTask(server.waitClosed()), loop.createTask(server.waitClosed())];
      yield* turns(world);
      first.cancel();
      yield* turns(world);
      yield* serving.accept(address);
      expect(second.done()).to.equal(false);
      yield* serving.end(server);
      expectNone(yield* second);
      expect(first.cancelled()).to.equal(true);
      expect(env.takeReports()).to.deep.equal([]);
    }),
  );

  test('server.close_clients', 'closes with bytes on their way', (world) =>
    world.env.run(function* () {
      const { env } = world;
      const { server, serving, address } = yield* serve(world);
      const clients = [yield* serving.accept(address), yield* serving.accept(address)];
      const sizes = [env.bulk, 3];
      for (const [i, { transport }] of clients.entries()) transport.write(new Uint8Array(sizes[i] as number));
      server.close();
      expectNone(server.closeClients());
      expect(clients.map(({ transport }) => transport.isClosing())).to.deep.equal([true, true]);
      for (const [i, { peer, protocol }] of clients.entries()) {
        const { data, how } = yield* env.until(peer.readToEnd());
        expect({ length: data.length, how }).to.deep.equal({ length: sizes[i], how: 'fin' });
        yield* protocol.loses();
        expectNone(protocol.lostWith);
      }
      yield* server.waitClosed();
    }),
  );

  test('server.close_clients', 'goes on listening', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const { protocol } = yield* serving.accept(address);
      server.closeClients();
      yield* protocol.loses();
      const { protocol: next } = yield* serving.accept(address);
      expect(next.calls).to.deep.equal(['made']);
      yield* serving.end(server);
    }),
  );

  test('server.abort_clients', 'aborts with bytes on their way', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const { transport, protocol } = yield* serving.accept(address);
      yield* fill(world, transport);
      server.close();
      expectNone(server.abortClients());
      yield* protocol.loses();
      expectNone(protocol.lostWith);
      yield* server.waitClosed();
    }),
  );

  test('server.wait_closed.tls_connections', 'has one connection', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const { server, protocols, address } = yield* serveTls(world);
      const peer = env.wire.connect(address, {});
      yield* env.until(peer.secured());
      peer.write(bytes('x'));
      yield* silence(world);
      const waiting = loop.createTask(server.waitClosed());
      yield* turns(world);
      server.close();
      yield* silence(world);
      expect(waiting.done(), 'while the connection is open').to.equal(false);
      yield* closeTls({ server, protocols, address });
      yield* waiting;
      peer.close();
    }),
  );

  for (const how of ['closeClients', 'abortClients'] as const) {
    test('server.close_clients.tls', `calls ${how}()`, (world) =>
      world.env.run(function* () {
        const { env } = world;
        const { server, protocols, address } = yield* serveTls(world);
        const peer = env.wire.connect(address, {});
        peer.write(bytes('x'));
        yield* env.until(peer.secured());
        while (protocols[0]?.text !== 'x') yield* turns(world, 1);
        server.close();
        server[how]();
        yield* env.until(peer.readToEnd());
        peer.end();
        yield* protocols[0].loses();
        expectNone(protocols[0].lostWith);
        yield* server.waitClosed();
      }),
    );
  }

  test('server.lifetime.kept_by_loop', 'drops it', async (world) => {
    const { loop, env } = world;
    const serving = new Serving(world);
    // Nothing of the first run is left when the second begins.
    const kept: { address?: Address; server?: WeakRef<Server> } = {};
    await env.run(function* () {
      const server = yield* loop.createServer(serving.factory, '127.0.0.1', 0);
      kept.address = addressOf(server);
      kept.server = new WeakRef(server);
    });
    await env.collectGarbage();
    await env.run(function* () {
      const { transport, protocol, peer } = yield* serving.accept(kept.address as Address);
      transport.write(bytes('alive'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('alive');
      transport.abort();
      yield* protocol.loses();
      kept.server?.deref()?.close();
      world.subject.python?.exec(CLOSE_SERVERS);
    });
  });

  test('server.close.race_with_accept', 'closes after each number of turns', (world) =>
    world.env.run(function* () {
      const { env, loop } = world;
      for (let count = 0; count < 6; count++) {
        const { server, serving, address } = yield* serve(world);
        const peer = env.wire.connect(address);
        yield* turns(world, count);
        server.close();
        const waiting: Task<void> = loop.createTask(server.waitClosed());
        peer.close();
        yield* ending(serving.made);
        expectNone(yield* waiting);
        expect(env.takeReports().length).to.be.at.most(1);
        yield* turns(world);
        yield* ending(serving.made);
      }
      releaseSockets(world);
    }),
  );
});

/** Python source: what the test dropped has to be closed all the same. */
const CLOSE_SERVERS = `
  import gc
  for found in gc.get_objects():
      if type(found).__name__ == 'Server' and hasattr(found, 'is_serving') and found.is_serving():
          found.close()
  `;

/** Waits for the end of connections whose peers have gone. */
function* ending(recorders: readonly Recorder[]): Coroutine<void> {
  for (const recorder of recorders) yield* recorder.loses();
}
