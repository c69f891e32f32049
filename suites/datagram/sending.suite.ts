/** sendto(): what it takes, what it sends, what becomes of failures; flow control. */
import { OSError, ValueError, type Socket } from '../../spec';
import {
  bytes,
  congested,
  dismiss,
  exchange,
  expect,
  isKind,
  numbered,
  numberOf,
  PAYLOAD,
  raises,
  silence,
  suite,
  text,
  type World,
} from '../support';

/** All datagrams that have arrived at a socket that does not block. */
function arrived(sock: Socket, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, () => sock.recv(1 << 16));
}

export const sendingSuite = suite('datagram', 'sending', (test) => {
  test('datagram.sendto.addr_must_match', 'refuses another address, takes its own', async (world) => {
    const server = world.env.wire.udp();
    const other = world.env.wire.udp();
    await exchange(
      world,
      function* ({ transport }) {
        raises(
          ValueError,
          () => {
            transport.sendto(bytes('other'), other.address);
          },
          'sendto()',
        );
        transport.sendto(bytes('same'), server.address);
        transport.sendto(bytes('none'), null);
        const received = [yield* world.env.until(server.receive()), yield* world.env.until(server.receive())];
        expect(received.map(({ data }) => text(data))).to.deep.equal(['same', 'none']);
        server.send(bytes('done'), other.address);
        expect(text((yield* world.env.until(other.receive())).data), 'the first to arrive').to.equal('done');
      },
      { remoteAddr: server.address },
    );
  });

  test('datagram.sendto.unconnected_without_addr', 'has nowhere to send to', (world) =>
    exchange(world, function* ({ transport, protocol }) {
      let raised: unknown;
      try {
        transport.sendto(bytes('x'));
      } catch (error) {
        raised = error;
      }
      if (raised === undefined) {
        yield* silence(world);
        const told = protocol.errors.length > 0 || (protocol.count('lost') > 0 && protocol.lostWith !== null);
        expect(told, 'whether the protocol was told').to.equal(true);
        world.env.takeReports();
      }
    }),
  );

  test('datagram.sendto.bytes_like', 'sends a part of a buffer', (world) =>
    exchange(world, function* ({ transport }) {
      const receiver = world.env.wire.udp();
      transport.sendto(bytes('-x-').subarray(1, 2), receiver.address);
      transport.sendto(Buffer.from('yz'), receiver.address);
      expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('x');
      expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('yz');
    }),
  );

  test(
    'datagram.sendto.bytes_like',
    'sends bytes, a bytearray and a memoryview',
    (world) =>
      exchange(world, function* ({ transport }) {
        const receiver = world.env.wire.udp();
        world.env.python.exec(
          `
          for data in (b'abc', bytearray(b'abc'), memoryview(b'-abc-')[1:4]):
              transport.sendto(data, tuple(address))
          `,
          { transport, address: receiver.address },
        );
        for (let i = 0; i < 3; i++) expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('abc');
      }),
    { on: 'python' },
  );

  test('datagram.sendto.bad_type', 'refuses a text, a number and a list', (world) =>
    exchange(world, function* ({ transport, protocol }) {
      const receiver = world.env.wire.udp();
      for (const data of ['text', 5, [1]] as readonly unknown[]) {
        raises(
          TypeError,
          () => {
            transport.sendto(data as Uint8Array, receiver.address);
          },
          'sendto()',
        );
      }
      expect(transport.isClosing()).to.equal(false);
      transport.sendto(bytes('x'), receiver.address);
      expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('x');
      expect(protocol.calls).to.deep.equal(['made']);
    }),
  );

  test('datagram.sendto.empty_ignored', 'sends nothing, then something', (world) =>
    exchange(world, function* ({ transport }) {
      const receiver = world.env.wire.udp();
      transport.sendto(new Uint8Array(0), receiver.address);
      transport.sendto(bytes('x'), receiver.address);
      expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('x');
    }),
  );

  for (const connected of [true, false]) {
    const title = `sends nothing, then something, ${connected ? 'connected' : 'to an address'}`;
    test('datagram.sendto.empty_sent', title, async (world) => {
      const receiver = world.env.wire.udp();
      const to = connected ? null : receiver.address;
      await exchange(
        world,
        function* ({ transport }) {
          transport.sendto(new Uint8Array(0), to);
          transport.sendto(bytes('x'), to);
          expect(text((yield* world.env.until(receiver.receive())).data), 'the first').to.equal('');
          expect(text((yield* world.env.until(receiver.receive())).data), 'the second').to.equal('x');
        },
        connected ? { remoteAddr: receiver.address } : { localAddr: ['127.0.0.1', 0] },
      );
    });
  }

  test('datagram.sendto.snapshot', 'changes the buffer of a datagram that waits', (world) =>
    world.env.run(function* () {
      const made = yield* congested(world);
      const data = numbered(77);
      made.transport.sendto(data);
      data.fill(0xff);
      const received: number[] = [];
      while (!received.includes(77) && !received.includes(0xffffffff)) {
        yield* drained(world, made.peer, received);
      }
      expect(received.at(-1)).to.equal(77);
      yield* dismiss(made);
    }),
  );

  for (const connected of [true, false]) {
    const title = `sends what is too long ${connected ? 'over a connected socket' : 'to an address'}`;
    test('datagram.sendto.never_blocks', title, async (world) => {
      const receiver = world.env.wire.udp();
      const to = connected ? null : receiver.address;
      await exchange(
        world,
        function* ({ transport, protocol }) {
          transport.sendto(new Uint8Array(70_000), to);
          yield* protocol.gets('error');
          expect(protocol.errors).to.have.lengthOf(1);
          expect(isKind(protocol.errors[0], OSError), String(protocol.errors[0])).to.equal(true);
          expect(transport.isClosing()).to.equal(false);
          transport.sendto(bytes('short'), to);
          expect(text((yield* world.env.until(receiver.receive())).data)).to.equal('short');
          expect(protocol.calls).to.deep.equal(['made', 'error']);
        },
        connected ? { remoteAddr: receiver.address } : { localAddr: ['127.0.0.1', 0] },
      );
    });
  }

  for (const end of ['close', 'abort'] as const) {
    test('datagram.sendto.after_close', `sends after ${end}()`, async (world) => {
      const receiver = world.env.wire.udp();
      await exchange(
        world,
        function* ({ transport, protocol, address }) {
          transport[end]();
          yield* protocol.loses();
          for (let i = 0; i < 7; i++) transport.sendto(bytes('late'));
          // Whatever was sent would be there before this one.
          const other = world.env.wire.udp();
          other.send(bytes('control'), receiver.address);
          const { data, from } = yield* world.env.until(receiver.receive());
          expect([text(data), from]).to.deep.equal(['control', other.address]);
          expect(address).to.not.deep.equal(other.address);
        },
        { remoteAddr: receiver.address },
      );
    });
  }

  test('datagram.flow.pause_resume', 'waits for a peer that reads late', (world) =>
    world.env.run(function* () {
      const sizes: number[] = [];
      const made = yield* congested(world, { resume: () => sizes.push(made.transport.getWriteBufferSize()) });
      const { transport, protocol, peer } = made;
      const before = transport.getWriteBufferSize();
      transport.setWriteBufferLimits({ high: before + 2 * PAYLOAD, low: PAYLOAD });
      transport.sendto(numbered(0));
      expect(protocol.calls, 'below the mark').to.deep.equal(['made']);
      for (let i = 0; i < 3; i++) transport.sendto(numbered(0));
      expect(protocol.calls, 'above the mark').to.deep.equal(['made', 'pause']);
      expect(transport.getWriteBufferSize()).to.be.greaterThan(before);
      const received: number[] = [];
      while (received.length < made.taken + 5) yield* drained(world, peer, received);
      yield* protocol.gets('resume');
      expect(protocol.calls, 'once it is read').to.deep.equal(['made', 'pause', 'resume']);
      expect(sizes[0]).to.be.at.most(PAYLOAD);
      yield* dismiss(made);
    }),
  );

  test('datagram.flow.pause_resume', 'is not paused as long as the system takes all', (world) =>
    exchange(world, function* ({ transport, protocol }) {
      transport.setWriteBufferLimits({ high: 0 });
      const receiver = world.env.wire.udp();
      for (let i = 0; i < 20; i++) {
        transport.sendto(numbered(i), receiver.address);
        expect(numberOf((yield* world.env.until(receiver.receive())).data)).to.equal(i);
      }
      expect(protocol.count('pause')).to.equal(protocol.count('resume'));
    }),
  );

  test('datagram.flow.size_returns_to_zero', 'sends all that waited', (world) =>
    world.env.run(function* () {
      const made = yield* congested(world);
      made.transport.sendto(numbered(0));
      const received: number[] = [];
      while (received.length < made.taken + 2) yield* drained(world, made.peer, received);
      expect(made.transport.getWriteBufferSize()).to.equal(0);
      yield* dismiss(made);
    }),
  );

  test('datagram.flow.empty_counts', 'keeps empty datagrams waiting', (world) =>
    world.env.run(function* () {
      const made = yield* congested(world);
      const before = made.transport.getWriteBufferSize();
      made.transport.setWriteBufferLimits({ high: before, low: 0 });
      made.transport.sendto(new Uint8Array(0));
      expect(made.transport.getWriteBufferSize()).to.be.greaterThan(before);
      expect(made.protocol.calls).to.deep.equal(['made', 'pause']);
      yield* dismiss(made);
    }),
  );

  test('datagram.close.flushes', 'closes while datagrams wait', (world) =>
    world.env.run(function* () {
      const made = yield* congested(world);
      const { transport, protocol, peer, taken } = made;
      // More than the system takes in one go once there is room.
      const all = 2 * taken + 5;
      for (let n = taken + 1; n < all; n++) transport.sendto(numbered(n));
      transport.close();
      yield* silence(world);
      expect(protocol.calls, 'while nobody reads').to.deep.equal(['made']);
      const received: number[] = [];
      while (received.length < all && !protocol.calls.includes('lost')) yield* drained(world, peer, received);
      yield* protocol.loses();
      yield* drained(world, peer, received);
      expect(received).to.deep.equal(Array.from({ length: all }, (_, n) => n));
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('datagram.abort.drops', 'aborts while datagrams wait', (world) =>
    world.env.run(function* () {
      const { transport, protocol, peer, taken } = yield* congested(world);
      transport.abort();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      expect(arrived(peer, taken).map(numberOf)).to.deep.equal(Array.from({ length: taken }, (_, n) => n));
      raises(OSError, () => arrived(peer, 1), 'recv() of what was dropped');
    }),
  );
});

/** Takes what has arrived, after a turn in which the loop may send more. */
function* drained({ asyncio }: World, peer: Socket, received: number[]): Generator<unknown, void, unknown> {
  yield* asyncio.sleep(0);
  for (;;) {
    try {
      received.push(numberOf(peer.recv(1 << 16)));
    } catch (error) {
      if (!isKind(error, OSError)) throw error;
      return;
    }
  }
}
