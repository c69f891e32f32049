/** Starting a server, serving for ever, and asking whether it serves. */
import { CancelledError, RuntimeError, type Coroutine, type Future } from '../../spec';
import { expect, expectNone, expectRefused, raisedBy, serve, silence, suite, turns, type World } from '../support';

/** Waits until `future` is done, whatever became of it. */
function* settled({ asyncio }: Pick<World, 'asyncio'>, future: Future): Coroutine<void> {
  yield* asyncio.wait([future]);
}

export const servingSuite = suite('server', 'serving', (test) => {
  test('server.start_serving.idempotent', 'starts twice more', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      for (let i = 0; i < 2; i++) expectNone(yield* server.startServing());
      yield* serving.accept(address);
      yield* turns(world);
      expect(serving.made).to.have.lengthOf(1);
      expect(server.isServing()).to.equal(true);
      yield* serving.end(server);
    }),
  );

  test('server.is_serving.states', 'closes it', (world) =>
    world.env.run(function* () {
      const { server, serving } = yield* serve(world);
      expect(server.isServing()).to.equal(true);
      server.close();
      expect(server.isServing()).to.equal(false);
      yield* serving.end(server);
      expect(server.isServing()).to.equal(false);
    }),
  );

  test(
    'server.is_serving.states',
    'starts it later',
    (world) =>
      world.env.run(function* () {
        const { server, serving } = yield* serve(world, {}, { startServing: false });
        expect(server.isServing()).to.equal(false);
        yield* server.startServing();
        expect(server.isServing()).to.equal(true);
        yield* serving.end(server);
        expect(server.isServing()).to.equal(false);
      }),
    { needs: ['bind'] },
  );

  for (const [title, options, needs] of [
    // What is started is so by default: the clause is of loops, too, that take no start_serving.
    ['serves what is started', {}, []],
    ['starts it', { startServing: false }, ['bind']],
  ] as const) {
    test(
      'server.serve_forever.starts_and_blocks',
      title,
      (world) =>
        world.env.run(function* () {
          const { server, serving, address } = yield* serve(world, {}, options);
          const forever = world.loop.createTask(server.serveForever());
          yield* turns(world);
          yield* serving.accept(address);
          yield* silence(world);
          expect(forever.done()).to.equal(false);
          // How it ends when it is cancelled is for another clause.
          forever.cancel();
          yield* serving.end(server);
          yield* settled(world, forever);
        }),
      { needs },
    );
  }

  test('server.serve_forever.cancel_closes', 'cancels it', (world) =>
    world.env.run(function* () {
      const { server, address } = yield* serve(world);
      const forever = world.loop.createTask(server.serveForever());
      yield* turns(world);
      forever.cancel();
      yield* raisedBy(CancelledError, forever, 'serve_forever()');
      expect([...server.sockets]).to.have.lengthOf(0);
      expectRefused(world, address);
      yield* server.waitClosed();
    }),
  );

  test('server.serve_forever.cancel_ends_clients', 'has a client', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const forever = world.loop.createTask(server.serveForever());
      const { protocol, peer } = yield* serving.accept(address);
      forever.cancel();
      yield* raisedBy(CancelledError, forever, 'serve_forever()');
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
      expectNone(protocol.lostWith);
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
    }),
  );

  test('server.serve_forever.single', 'calls it again', (world) =>
    world.env.run(function* () {
      const { server, serving, address } = yield* serve(world);
      const forever = world.loop.createTask(server.serveForever());
      yield* turns(world);
      yield* raisedBy(RuntimeError, () => server.serveForever(), 'serve_forever()');
      yield* turns(world);
      expect(forever.done()).to.equal(false);
      yield* serving.accept(address);
      forever.cancel();
      yield* serving.end(server);
      yield* settled(world, forever);
    }),
  );

  test('server.serve_forever.after_close', 'closes it first', (world) =>
    world.env.run(function* () {
      const { server } = yield* serve(world);
      server.close();
      yield* raisedBy(RuntimeError, () => server.serveForever(), 'serve_forever()');
      yield* server.waitClosed();
    }),
  );

  test('server.serve_forever.close_ends_it', 'closes the server meanwhile', (world) =>
    world.env.run(function* () {
      const { server } = yield* serve(world);
      const forever = world.loop.createTask(server.serveForever());
      yield* turns(world);
      server.close();
      yield* server.waitClosed();
      yield* raisedBy(
        CancelledError,
        () => world.asyncio.waitFor(forever, world.env.patience.silence * 10),
        'serve_forever()',
      );
    }),
  );

  test('server.async_with.enter', 'looks at what it got', (world) =>
    world.env.run(function* () {
      const { server } = yield* serve(world);
      yield* (
        server.run?.(function* (entered) {
          expect(entered).to.equal(server);
          yield;
        }) ?? []
      );
    }),
  );

  test(
    'server.async_with.enter',
    'enters one that does not serve',
    (world) =>
      world.env.run(function* () {
        const { server, address } = yield* serve(world, {}, { startServing: false });
        yield* (
          server.run?.(function* () {
            yield;
            expectRefused(world, address);
          }) ?? []
        );
      }),
    { needs: ['bind'] },
  );

  test('server.async_with.exit', 'leaves it in order', (world) =>
    world.env.run(function* () {
      const { server, address } = yield* serve(world);
      const result = yield* (
        server.run?.(function* () {
          yield;
          return 'result';
        }) ?? []
      );
      expect(result).to.equal('result');
      expect([...server.sockets]).to.have.lengthOf(0);
      expectRefused(world, address);
    }),
  );

  test('server.async_with.exit', 'leaves it by an exception', (world) =>
    world.env.run(function* () {
      const { server, address } = yield* serve(world);
      const error = new RuntimeError('inside');
      const leaving = server.run?.(function* () {
        yield;
        throw error;
      });
      expect(yield* raisedBy(RuntimeError, () => leaving as Coroutine, 'the block')).to.equal(error);
      expectRefused(world, address);
    }),
  );

  test('server.async_with.exit', 'waits until it is closed', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const { server, serving, address } = yield* serve(world);
      // One who waits since before it was closed: on every version the two are woken together.
      const waiting = loop.createTask(server.waitClosed());
      yield* (
        server.run?.(function* () {
          const { transport } = yield* serving.accept(address);
          transport.abort();
          yield* serving.made[0]?.loses() ?? [];
        }) ?? []
      );
      yield* turns(world, 2);
      expect(waiting.done()).to.equal(true);
    }),
  );

  test('server.get_loop', 'asks before and after it is closed', (world) =>
    world.env.run(function* () {
      const { server } = yield* serve(world);
      expect(server.getLoop()).to.equal(world.loop);
      server.close();
      yield* server.waitClosed();
      expect(server.getLoop()).to.equal(world.loop);
    }),
  );
});
