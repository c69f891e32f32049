/** What else than an anonymous pipe a pipe may be. */
import type { FileObject } from '../../spec';
import { OSError } from '../../spec';
import { bytes, closeEnd, expect, readFrom, Recorder, socketPair, suite, text, writeTo, type World } from '../support';

/** The two sides of a new terminal in raw mode, as files. */
function terminal({ env }: World): readonly [FileObject, FileObject] {
  const sides = env.python.exec(`
    import pty, tty
    master, slave = pty.openpty()
    tty.setraw(slave)
    return [os.fdopen(master, 'r+b', 0), os.fdopen(slave, 'r+b', 0)]
  `) as readonly [FileObject, FileObject];
  for (const side of sides) env.defer(() => side.close());
  return sides;
}

export const kindsSuite = suite('pipe', 'kinds', (test) => {
  test('pipe.kinds.accepted', 'takes two sockets', async (world) => {
    await world.env.run(function* () {
      const [one, two] = socketPair(world);
      const reader = yield* readFrom(world, one as unknown as FileObject);
      const writer = yield* writeTo(world, two as unknown as FileObject);
      writer.transport.write(bytes('hello'));
      yield* reader.protocol.receives(5);
      yield* closeEnd(writer);
      yield* reader.protocol.loses();
      expect(reader.protocol.text).to.equal('hello');
      expect(reader.protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
    });
  });

  test(
    'pipe.kinds.accepted',
    'takes both ends of a named pipe',
    async (world) => {
      const { asyncio, env } = world;
      const named = env.wire.namedPipe();
      await env.run(function* () {
        const reader = yield* readFrom(world, asyncio.files.open(named.path, 'rb'));
        named.write(bytes('in'));
        yield* reader.protocol.receives(2);
        expect(reader.protocol.text).to.equal('in');
        yield* closeEnd(reader);
        const writer = yield* writeTo(world, asyncio.files.open(named.path, 'wb'));
        writer.transport.write(bytes('out'));
        expect(text(yield* env.until(named.read(9)))).to.equal('out');
        yield* closeEnd(writer);
      });
      named.close();
    },
    { needs: ['fifo'] },
  );

  test(
    'pipe.kinds.accepted',
    'takes both sides of a terminal',
    async (world) => {
      await world.env.run(function* () {
        const [master, slave] = terminal(world);
        const reader = yield* readFrom(world, master);
        const writer = yield* writeTo(world, slave);
        writer.transport.write(bytes('hello'));
        yield* reader.protocol.receives(5);
        expect(reader.protocol.text).to.equal('hello');
        yield* closeEnd(reader);
        writer.transport.abort();
        yield* writer.protocol.loses();
      });
    },
    { on: 'python', needs: ['pty'] },
  );

  test(
    'pipe.read.pty_hangup',
    'loses the other side',
    async (world) => {
      const { loop, env } = world;
      await env.run(function* () {
        const [master, slave] = terminal(world);
        const [, protocol] = yield* loop.connectReadPipe(() => new Recorder(loop), master);
        slave.write(bytes('1'));
        yield* protocol.receives(1);
        slave.close();
        yield* protocol.loses();
        expect(protocol.calls.filter((name) => name !== 'eof')).to.deep.equal(['made', 'data', 'lost']);
        expect(protocol.lostWith).to.be.instanceOf(OSError).with.property('code', 'EIO');
      });
    },
    { on: 'python' },
  );
});
