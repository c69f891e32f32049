/** loop.sendfile() while its receiver takes nothing. */
import { ConnectionError, RuntimeError } from '../../spec';
import {
  bytes,
  expect,
  fill,
  isKind,
  pattern,
  raisedBy,
  raises,
  silence,
  suite,
  talkShallow,
  text,
  turns,
} from '../support';
import { fileOf, memoryFile } from './files';

export const waitingSuite = suite('sendfile', 'waiting', (test) => {
  test('sendfile.write_rejected_meanwhile', 'writes while the file is on its way', (world) =>
    talkShallow(world, function* ({ transport, peer }) {
      const { loop, env } = world;
      const content = pattern(env.bulk);
      const sending = world.asyncio.ensureFuture(loop.sendfile(transport, fileOf(world, content)));
      yield* turns(world);
      expect(sending.done(), 'while nobody reads').to.equal(false);
      raises(
        RuntimeError,
        () => {
          transport.write(bytes('between'));
        },
        'write()',
      );
      expect(transport.isReading()).to.equal(false);
      const data = yield* env.until(peer.read(content.length));
      expect(Buffer.from(data).equals(content), 'the same bytes').to.equal(true);
      expect(yield* sending).to.equal(content.length);
      expect(transport.isReading()).to.equal(true);
      transport.write(bytes('after'));
      expect(text(yield* env.until(peer.read(5)))).to.equal('after');
    }),
  );

  for (const [clause, title, open] of [
    ['sendfile.basic', 'on disk', fileOf],
    ['sendfile.fallback_intact', 'in memory', memoryFile],
  ] as const) {
    test(clause, `waits for a receiver that reads late, with a file ${title}`, (world) =>
      talkShallow(world, function* ({ transport, peer }) {
        const { loop, env } = world;
        const content = pattern(env.bulk);
        const sending = world.asyncio.ensureFuture(loop.sendfile(transport, open(world, content)));
        // A few turns would not do: the fall-back must have filled all room, so that blocks wait while others are read.
        yield* world.asyncio.sleep(env.patience.silence);
        expect(sending.done(), 'while nobody reads').to.equal(false);
        const data = yield* env.until(peer.read(content.length));
        expect(Buffer.from(data).equals(content), 'the same bytes').to.equal(true);
        expect(yield* sending).to.equal(content.length);
      }),
    );
  }

  for (const [title, open] of [
    ['on disk', fileOf],
    ['in memory', memoryFile],
  ] as const) {
    test('sendfile.aborted_before', `waits with a file ${title} for what was written before it`, (world) =>
      talkShallow(world, function* ({ transport, protocol }) {
        const { loop, asyncio } = world;
        // What waits when nothing more can be sent may be less than the mark that a transport begins with.
        transport.setWriteBufferLimits({ high: 0 });
        yield* fill(world, transport);
        expect(protocol.calls, 'before sendfile()').to.include('pause');
        const sending = asyncio.ensureFuture(loop.sendfile(transport, open(world, pattern(5000))));
        yield* turns(world);
        expect(sending.done(), 'while nobody reads').to.equal(false);
        transport.abort();
        yield* raisedBy(ConnectionError, () => sending, 'sendfile()');
        yield* protocol.loses();
      }),
    );
  }

  for (const [title, open, isIntact] of [
    ['a file on disk', fileOf, true],
    // Whether the fall-back leaves a block alone until it is sent, sendfile.fallback_intact asks.
    ['a file in memory', memoryFile, false],
  ] as const) {
    test('sendfile.basic', `sends ${title} after what still waits to be sent`, (world) =>
      talkShallow(world, function* ({ transport, peer }) {
        const { loop, env } = world;
        const [before, content] = [pattern(2_000_000, 1), pattern(5000, 2)];
        transport.write(before);
        expect(transport.getWriteBufferSize(), 'what waits').to.be.greaterThan(0);
        const whole = Buffer.concat([before, content]);
        const receiving = peer.read(whole.length);
        // The peer reads in a thread of its own: by now the system has room again, of which the loop does not know yet.
        for (let i = 0; i < 5; i++) env.wire.listen().close();
        expect(yield* loop.sendfile(transport, open(world, content))).to.equal(content.length);
        expect(whole.equals(yield* env.until(receiving)), 'the same bytes').to.equal(true);
      }),
    );

    test('sendfile.offset_count', `sends a long part of ${title} to a receiver that reads late`, (world) =>
      talkShallow(world, function* ({ transport, peer }) {
        const { loop, env } = world;
        const [content, offset, count] = [pattern(3_000_000), 1000, 2_500_000];
        const sending = loop.createTask(loop.sendfile(transport, open(world, content), offset, count));
        yield* turns(world);
        const receiving = peer.readToEnd();
        expect(yield* sending).to.equal(count);
        transport.close();
        const { data } = yield* env.until(receiving);
        expect(data).to.have.lengthOf(count);
        if (!isIntact) return;
        expect(Buffer.from(data).equals(content.subarray(offset, offset + count)), 'the same bytes').to.equal(true);
      }),
    );

    for (const clause of ['sendfile.peer_disconnect', 'sendfile.file_position'] as const) {
      test(clause, `loses the receiver of ${title} in the middle`, (world) =>
        talkShallow(world, function* ({ transport, peer }) {
          const { loop, env } = world;
          const file = open(world, pattern(env.bulk));
          const sending = world.asyncio.ensureFuture(loop.sendfile(transport, file));
          yield* env.until(peer.read(100_000));
          yield* silence(world);
          expect(sending.done(), 'while nobody reads').to.equal(false);
          peer.reset();
          let raised: unknown;
          try {
            yield* sending;
          } catch (error) {
            raised = error;
          }
          expect(isKind(raised, ConnectionError), `sendfile() raised ${String(raised)}`).to.equal(true);
          expect(file.tell(), 'the position').to.be.within(1, env.bulk - 1);
        }),
      );
    }
  }
});
