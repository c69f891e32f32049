/** Protocols that bring the buffer that is read into. */
import { RuntimeError, ValueError, type Coroutine, type Transport } from '../../spec';
import {
  BufferedRecorder,
  bytes,
  connectWith,
  expect,
  isKind,
  silence,
  suite,
  text,
  type Peer,
  type World,
} from '../support';

type Body = (connected: {
  readonly transport: Transport;
  readonly protocol: BufferedRecorder;
  readonly peer: Peer;
}) => Coroutine<void>;

function buffered(world: World, make: () => BufferedRecorder, body: Body): Promise<void> {
  return world.env.run(function* () {
    const connected = yield* connectWith(world, make);
    yield* body(connected);
    if (!connected.protocol.calls.includes('lost')) connected.transport.abort();
    yield* connected.protocol.loses();
  });
}

export const bufferedSuite = suite('buffered', 'buffered protocols', (test) => {
  for (const size of [4096, 3]) {
    test('buffered.delivery', `fills a buffer of ${size} bytes and says how far`, (world) =>
      buffered(
        world,
        () => new BufferedRecorder(world.loop, size),
        function* ({ protocol, peer }) {
          peer.write(bytes('hello'));
          yield* protocol.receives(5);
          peer.write(bytes(' world'));
          yield* protocol.receives(11);
          expect(protocol.text).to.equal('hello world');
          for (const count of protocol.counts) expect(count).to.be.within(1, size);
          expect(protocol.hints.length).to.be.at.least(protocol.counts.length);
          for (const hint of protocol.hints)
            expect(hint).to.satisfy((value: number) => Number.isInteger(value) && value >= -1);
        },
      ),
    );
  }

  test('buffered.memoryview_window', 'writes to the window alone', async (world) => {
    const whole = new Uint8Array(10);
    await buffered(
      world,
      () => {
        const protocol = new BufferedRecorder(world.loop, 1);
        protocol.room = whole.subarray(5, 8);
        return protocol;
      },
      function* ({ protocol, peer }) {
        peer.write(bytes('ab'));
        yield* protocol.receives(2);
        expect([...whole]).to.deep.equal([0, 0, 0, 0, 0, 97, 98, 0, 0, 0]);
      },
    );
  });

  test(
    'buffered.memoryview_window',
    'writes to the window of a memoryview alone',
    async ({ env, loop }) => {
      await env.run(function* () {
        const listener = env.wire.listen();
        const made = env.python.exec(
          `
          class Window(asyncio.BufferedProtocol):
              def __init__(self):
                  self.whole, self.over = bytearray(10), loop.create_future()
              def connection_made(self, transport):
                  self.transport = transport
              def get_buffer(self, sizehint):
                  return memoryview(self.whole)[5:8]
              def buffer_updated(self, nbytes):
                  self.transport.close()
              def connection_lost(self, error):
                  self.over.set_result(bytes(self.whole))
          async def body():
              _, protocol = await loop.create_connection(Window, host, port)
              return await protocol.over
          return body()
          `,
          { loop, host: listener.host, port: listener.port },
        ) as Coroutine<Uint8Array>;
        const running = loop.createTask(made);
        const peer = yield* env.until(listener.accepted());
        peer.write(bytes('ab'));
        expect([...(yield* running)]).to.deep.equal([0, 0, 0, 0, 0, 97, 98, 0, 0, 0]);
      });
    },
    { on: 'python' },
  );

  test('buffered.eof', 'asks for no buffer after the end, and stays open when told to', (world) =>
    buffered(
      world,
      () => new BufferedRecorder(world.loop, 100, { eof: () => true }),
      function* ({ transport, protocol, peer }) {
        peer.write(bytes('x'));
        peer.end();
        yield* protocol.gets('eof');
        const hints = protocol.hints.length;
        yield* silence(world);
        expect(protocol.calls).to.deep.equal(['made', 'data', 'eof']);
        expect(protocol.hints.length).to.equal(hints);
        expect(Math.min(...protocol.counts)).to.equal(1);
        transport.write(bytes('late'));
        expect(text(yield* world.env.until(peer.read(4)))).to.equal('late');
      },
    ),
  );

  test('buffered.eof', 'closes otherwise', (world) =>
    buffered(
      world,
      () => new BufferedRecorder(world.loop, 100),
      function* ({ protocol, peer }) {
        peer.end();
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
        expect(protocol.lostWith).to.equal(null);
      },
    ),
  );

  const fault = new ValueError('a fault of the protocol');
  const raise = (): never => {
    throw fault;
  };

  test('buffered.empty_buffer_error', 'ends the connection with RuntimeError', (world) =>
    buffered(
      world,
      () => new BufferedRecorder(world.loop, 0),
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        const reports = world.env.takeReports();
        expect(reports).to.have.lengthOf(1);
        expect(isKind(protocol.lostWith, RuntimeError), String(protocol.lostWith)).to.equal(true);
        expect(reports[0]?.exception).to.equal(protocol.lostWith);
      },
    ),
  );

  test('buffered.get_buffer_error', 'ends the connection with the error itself', (world) =>
    buffered(
      world,
      () => {
        const protocol = new BufferedRecorder(world.loop, 100);
        protocol.getBuffer = raise;
        return protocol;
      },
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(fault);
        expect(world.env.takeReports().map(({ exception }) => exception)).to.deep.equal([fault]);
      },
    ),
  );

  test('buffered.buffer_updated_error', 'ends the connection with the error itself', (world) =>
    buffered(
      world,
      () => new BufferedRecorder(world.loop, 100, { data: raise }),
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(fault);
        expect(world.env.takeReports().map(({ exception }) => exception)).to.deep.equal([fault]);
      },
    ),
  );

  test('buffered.readonly_buffer_error', 'ends the connection with an error that is reported', (world) =>
    buffered(
      world,
      () => {
        const protocol = new BufferedRecorder(world.loop, 100);
        protocol.getBuffer = () => '12345' as never;
        return protocol;
      },
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.lostWith).not.to.equal(null);
        expect(world.env.takeReports()).to.have.lengthOf(1);
      },
    ),
  );

  test('buffered.requires_base_class', 'gives data to an object that has both ways', async ({ env, loop }) => {
    await env.run(function* () {
      const listener = env.wire.listen();
      const body = env.python.exec(
        `
        class Both:
            def __init__(self):
                self.calls, self.over = [], loop.create_future()
            def connection_made(self, transport): self.transport = transport
            def get_buffer(self, sizehint):
                self.calls.append('get_buffer')
                return bytearray(100)
            def buffer_updated(self, nbytes): self.transport.close()
            def data_received(self, data):
                self.calls.append('data_received')
                self.transport.close()
            def eof_received(self): pass
            def connection_lost(self, error): self.over.set_result(self.calls)
        async def body():
            _, protocol = await loop.create_connection(Both, host, port)
            return await protocol.over
        return body()
        `,
        { loop, host: listener.host, port: listener.port },
      ) as Coroutine<readonly string[]>;
      const running = loop.createTask(body);
      const peer = yield* env.until(listener.accepted());
      peer.write(bytes('x'));
      expect(yield* running).to.deep.equal(['data_received']);
    });
  });
});
