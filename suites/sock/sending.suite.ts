/** sock_sendall() and sock_sendto(). */
import { BrokenPipeError, ConnectionResetError, OSError } from '../../spec';
import {
  bytes,
  drainSocket,
  expect,
  expectNone,
  fillSocket,
  pattern,
  raisedBy,
  socketPair,
  suite,
  text,
  turns,
  udpSocket,
} from '../support';

export const sendingSuite = suite('sock', 'sending', (test) => {
  test('sock.sendall.sends_everything', 'sends more than the buffers hold', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const message = pattern(3_000_000);
    const received: Uint8Array[] = [];
    await env.run(function* () {
      const sending = world.asyncio.ensureFuture(loop.sockSendall(a, message), { loop });
      yield* turns(world);
      expect(sending.done(), 'while nobody reads').to.equal(false);
      for (let count = 0; count < message.length;) {
        const chunk = yield* loop.sockRecv(b, 1 << 18);
        received.push(chunk);
        count += chunk.length;
      }
      expectNone(yield* sending);
    });
    expect(Buffer.concat(received).equals(Buffer.from(message)), 'the same bytes').to.equal(true);
  });

  test('sock.sendall.bytes_like_and_empty', 'sends parts of buffers, and nothing', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      expectNone(yield* loop.sockSendall(a, bytes('-x-').subarray(1, 2)));
      expectNone(yield* loop.sockSendall(a, new Uint8Array(0)));
      expectNone(yield* loop.sockSendall(a, bytes('y')));
      expect(text(b.recv(9))).to.equal('xy');
      fillSocket(a);
      // Were it to wait for room, the test would hang.
      expectNone(yield* loop.sockSendall(a, new Uint8Array(0)));
    });
  });

  test(
    'sock.sendall.bytes_like_and_empty',
    'sends a bytearray and a memoryview',
    async (world) => {
      const { loop, env } = world;
      const [a, b] = socketPair(world);
      env.python.exec(
        `
        async def send():
            return [await loop.sock_sendall(a, data) for data in (bytearray(b'x'), memoryview(b'-y-')[1:2])]
        assert loop.run_until_complete(send()) == [None, None]
        `,
        { loop, a },
      );
      await env.run(function* () {
        expect(text(yield* loop.sockRecv(b, 9))).to.equal('xy');
      });
    },
    { on: 'python' },
  );

  test('sock.sendall.error_propagates', 'sends to nobody', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      b.close();
      const error = yield* raisedBy(OSError, () => loop.sockSendall(a, bytes('x')));
      expect(error instanceof BrokenPipeError || error instanceof ConnectionResetError, String(error)).to.equal(true);
    });
  });

  test('sock.sendall.error_propagates', 'loses its receiver while it waits', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const sending = world.asyncio.ensureFuture(loop.sockSendall(a, pattern(3_000_000)), { loop });
      yield* turns(world);
      expect(sending.done()).to.equal(false);
      b.close();
      const error = yield* raisedBy(OSError, () => sending);
      expect(error instanceof BrokenPipeError || error instanceof ConnectionResetError, String(error)).to.equal(true);
    });
  });

  test('sock.sendto.returns_count', 'sends five bytes, and none', async (world) => {
    const { loop, env } = world;
    const [from, to] = [udpSocket(world), udpSocket(world)];
    await env.run(function* () {
      expect(yield* loop.sockSendto(from, bytes('hello'), to.getsockname())).to.equal(5);
      expect(yield* loop.sockSendto(from, new Uint8Array(0), to.getsockname())).to.equal(0);
      const received = [yield* loop.sockRecvfrom(to, 9), yield* loop.sockRecvfrom(to, 9)];
      expect(received.map(([data]) => text(data))).to.deep.equal(['hello', '']);
      expect(received[1]?.[1]).to.deep.equal(from.getsockname());
    });
  });

  test('sock.sendto.error_propagates', 'sends what is too long', async (world) => {
    const { loop, env } = world;
    const [from, to] = [udpSocket(world), udpSocket(world)];
    await env.run(function* () {
      yield* raisedBy(OSError, () => loop.sockSendto(from, new Uint8Array(70_000), to.getsockname()));
      expect(yield* loop.sockSendto(from, bytes('short'), to.getsockname())).to.equal(5);
    });
  });

  test(
    'sock.sendto.retries_when_blocked',
    'is told to wait once',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        left, right = socket.socketpair(type=socket.SOCK_DGRAM)
        class Reluctant:
            family, type, proto = left.family, left.type, left.proto
            tries = 0
            def fileno(self): return left.fileno()
            def gettimeout(self): return 0
            def sendto(self, data, *rest):
                self.tries += 1
                if self.tries < 3:
                    raise BlockingIOError()
                return left.send(data)
        sock = Reluctant()
        with left, right:
            right.settimeout(2)
            sent = loop.run_until_complete(loop.sock_sendto(sock, b'later', ('127.0.0.1', 9)))
            return [sent, right.recv(9) == b'later', sock.tries]
        `,
        { loop },
      );
      expect(facts).to.deep.equal([5, true, 3]);
    },
    { on: 'python' },
  );

  test('sock.duplex', 'reads while a send waits', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const receiving = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      const message = pattern(3_000_000);
      const sending = world.asyncio.ensureFuture(loop.sockSendall(a, message), { loop });
      yield* turns(world);
      b.send(bytes('reply'));
      expect(text(yield* receiving)).to.equal('reply');
      expect(sending.done(), 'the send still waits').to.equal(false);
      for (let count = 0; count < message.length; count += drainSocket(b)) yield* turns(world, 1);
      yield* sending;
    });
  });
});
