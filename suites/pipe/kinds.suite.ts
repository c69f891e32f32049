/** What else than an anonymous pipe a pipe may be. */
import type { FileObject } from '../../spec';
import { OSError } from '../../spec';
import {
  bytes,
  closeEnd,
  expect,
  readFrom,
  Recorder,
  silence,
  socketPair,
  suite,
  text,
  turns,
  writeTo,
  type World,
} from '../support';

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
    'pipe.write.terminal_input',
    'has a key pressed',
    (world) =>
      world.env.run(function* () {
        const [master, slave] = terminal(world);
        const writer = yield* writeTo(world, slave);
        master.write(bytes('key'));
        yield* silence(world);
        expect(writer.protocol.calls).to.deep.equal(['made']);
        writer.transport.write(bytes('shown'));
        yield* turns(world);
        expect(text(master.read(5)), 'what is written').to.equal('shown');
        expect(text(slave.read(3)), 'what was typed').to.equal('key');
        yield* closeEnd(writer);
      }),
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

  test(
    'pipe.close.once',
    'closes both ends of a pipe',
    ({ loop, env }) => {
      const open = env.python.exec(
        `
        import io
        found = []
        class File(io.FileIO):
            def close(self):
                if not self.closed:
                    try:
                        os.fstat(self.fileno())
                        found.append('open')
                    except OSError:
                        found.append('closed before')
                super().close()
        async def main():
            reading, writing = os.pipe()
            read, _ = await loop.connect_read_pipe(asyncio.Protocol, File(reading, 'rb'))
            write, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, File(writing, 'wb'))
            write.close()
            read.close()
            while len(found) < 2:
                await asyncio.sleep(0.001)
            return found
        return loop.run_until_complete(asyncio.wait_for(main(), 5))
        `,
        { loop },
      );
      expect(open).to.deep.equal(['open', 'open']);
    },
    { on: 'python' },
  );
});
