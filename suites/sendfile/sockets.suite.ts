/** loop.sock_sendfile(). */
import { CancelledError, SendfileNotAvailableError, ValueError, type Coroutine, type Socket } from '../../spec';
import { bytes, expect, pattern, raisedBy, socketPair, suite, text, turns, udpSocket, type World } from '../support';
import { fileOf, memoryFile } from './files';

const CONTENT = pattern(300_001);
/** Less than a socket holds, so that what is sent against the rules shows, and waits for nobody. */
const LITTLE = pattern(5000);

/** Reads so many bytes of a socket. */
function* read({ loop }: World, sock: Socket, count: number): Coroutine<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let left = count; left > 0;) {
    const chunk = yield* loop.sockRecv(sock, Math.min(left, 1 << 18));
    if (chunk.length === 0) break;
    chunks.push(chunk);
    left -= chunk.length;
  }
  return Buffer.concat(chunks);
}

export const socketsSuite = suite('sendfile', 'sockets', (test) => {
  test('sendfile.sock.basic', 'sends a whole file to a receiver that reads late', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const content = pattern(3_000_000);
      const file = fileOf(world, content);
      const sending = world.asyncio.ensureFuture(loop.sockSendfile(a, file));
      yield* turns(world);
      expect(sending.done(), 'while nobody reads').to.equal(false);
      const data = yield* read(world, b, content.length);
      expect(data.equals(content), 'the same bytes').to.equal(true);
      expect(yield* sending).to.equal(content.length);
      expect(file.tell()).to.equal(content.length);
    });
  });

  test('sendfile.sock.basic', 'sends a part, and an empty file', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const file = fileOf(world, LITTLE);
      expect(yield* loop.sockSendfile(a, file, 10, 20)).to.equal(20);
      expect(file.tell()).to.equal(30);
      expect(yield* loop.sockSendfile(a, file, LITTLE.length - 5, 20), 'at the end').to.equal(5);
      expect(yield* loop.sockSendfile(a, fileOf(world, new Uint8Array(0))), 'an empty file').to.equal(0);
      const parts = Buffer.concat([LITTLE.subarray(10, 30), LITTLE.subarray(-5)]);
      expect((yield* read(world, b, 25)).equals(parts), 'the same bytes').to.equal(true);
    });
  });

  for (const [title, open] of [
    ['on disk', fileOf],
    ['in memory', memoryFile],
  ] as const) {
    test('sendfile.sock.nothing_left', `finds nothing at the offset of a file ${title}`, async (world) => {
      const { loop, env } = world;
      const [a] = socketPair(world);
      await env.run(function* () {
        const file = open(world, LITTLE);
        expect(yield* loop.sockSendfile(a, file, LITTLE.length)).to.equal(0);
        expect(file.tell()).to.equal(LITTLE.length);
      });
    });
  }

  test('sendfile.sock.mixes_with_sendall', 'sends before and after', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const [before, after] = [pattern(1 << 16, 1), pattern(1 << 16, 2)];
      const whole = Buffer.concat([before, CONTENT, after]);
      const reading = loop.createTask(read(world, b, whole.length));
      // Here and not in a task: an error is seen at once, and the reader does not wait for what never comes.
      yield* loop.sockSendall(a, before);
      yield* loop.sockSendfile(a, fileOf(world, CONTENT));
      yield* loop.sockSendall(a, after);
      // A task of a Python loop gives plain bytes.
      const data = Buffer.from(yield* reading);
      expect(data.equals(whole), 'the same bytes').to.equal(true);
    });
  });

  test('sendfile.sock.arguments', 'is given what makes no sense', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const datagrams = udpSocket(world);
    await env.run(function* () {
      const file = fileOf(world, LITTLE);
      for (const [offset, count, kind] of [
        [0, 0, ValueError],
        [0, -1, ValueError],
        [-1, null, ValueError],
        [0, '1', TypeError],
        ['1', null, TypeError],
      ] as const) {
        const sending = (): Coroutine<number> => loop.sockSendfile(a, file, offset as number, count as number);
        yield* raisedBy<Error>(kind, sending, `offset ${offset}, count ${String(count)}`);
      }
      yield* raisedBy(ValueError, () => loop.sockSendfile(a, fileOf(world, LITTLE, 'r')), 'a text file');
      yield* raisedBy(ValueError, () => loop.sockSendfile(datagrams, file), 'a datagram socket');
      // Nothing of it was sent.
      yield* loop.sockSendall(a, bytes('x'));
      expect(text(yield* loop.sockRecv(b, 9))).to.equal('x');
    });
  });

  test('sendfile.sock.fallback', 'sends what is in memory', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const file = memoryFile(world, bytes('abcdef'));
      expect(yield* loop.sockSendfile(a, file, 1, 3)).to.equal(3);
      expect(file.tell()).to.equal(4);
      expect(text(yield* loop.sockRecv(b, 9))).to.equal('bcd');
      const sending = (): Coroutine<number> => loop.sockSendfile(a, file, 0, null, { fallback: false });
      yield* raisedBy(SendfileNotAvailableError, sending, 'without the fallback');
      yield* loop.sockSendall(a, bytes('x'));
      expect(text(yield* loop.sockRecv(b, 9)), 'what came next').to.equal('x');
    });
  });

  test('sendfile.sock.cancel', 'is cancelled while nobody reads', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const sending = world.asyncio.ensureFuture(loop.sockSendfile(a, fileOf(world, pattern(3_000_000))));
      // The first byte has come: from now on it waits for room.
      yield* read(world, b, 1);
      yield* turns(world);
      expect(sending.done(), 'while nobody reads on').to.equal(false);
      sending.cancel();
      yield* raisedBy(CancelledError, () => sending);
      yield* turns(world);
      expect(loop.removeWriter(a), 'watched for writing').to.equal(false);
    });
  });
});
