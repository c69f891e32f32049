/** connect_write_pipe(). */
import { BrokenPipeError, OSError, type BaseProtocol, type Transport } from '../../spec';
import {
  bytes,
  expect,
  fill,
  isKind,
  pattern,
  pipeEnds,
  Recorder,
  silence,
  socketPair,
  suite,
  turns,
  withBothEnds,
  writeTo,
  type World,
} from '../support';
import type { FileObject } from '../../spec';

/** More than a pipe holds. */
const MUCH = 1 << 20;

/** Whether a reader that goes away is reported is other clauses' business; that a callback was missed is not. */
function expectNoCallbackMissed(env: World['env']): void {
  for (const { exception = null } of env.takeReports()) {
    expect(exception === null || isKind(exception, OSError), String(exception)).to.equal(true);
  }
}

export const writingSuite = suite('pipe', 'writing', (test) => {
  test('pipe.write.connect_and_write', 'connects the end that writes', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const made: Recorder[] = [];
      const factory = (): Recorder => {
        const protocol = new Recorder(loop);
        made.push(protocol);
        return protocol;
      };
      const [transport, protocol] = yield* loop.connectWritePipe(factory, writing);
      expect(made).to.have.length(1);
      expect(protocol, 'the protocol').to.equal(made[0]);
      expect(protocol.calls, 'before it returned').to.deep.equal(['made']);
      expect(protocol.transport, 'of connection_made()').to.equal(transport);
      transport.close();
      yield* protocol.loses();
      expect(reading.read(1), 'the end of the stream').to.have.length(0);
    });
  });

  test('pipe.write.connect_and_write', 'writes in order', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      transport.write(bytes('a'));
      transport.write(bytes('.b.').subarray(1, 2));
      transport.writelines([bytes('c'), bytes('d')]);
      transport.write(new Uint8Array(0));
      yield* reader.protocol.receives(4);
      expect(reader.protocol.text).to.equal('abcd');
      const much = pattern(MUCH);
      transport.write(much);
      transport.write(bytes('end'));
      yield* reader.protocol.receives(MUCH + 7);
      expect(Buffer.compare(reader.protocol.received.subarray(4, MUCH + 4), much)).to.equal(0);
      expect(protocol.calls.filter((name) => name !== 'pause' && name !== 'resume')).to.deep.equal(['made']);
    }),
  );

  test(
    'pipe.read.nonblocking',
    'makes both ends non-blocking',
    (world) =>
      withBothEnds(world, function* (writer, reader) {
        for (const { pipe } of [writer, reader]) {
          expect(world.env.python.exec('return os.get_blocking(pipe.fileno())', { pipe })).to.equal(false);
        }
      }),
    { on: 'python' },
  );

  test('pipe.write.base_protocol_enough', 'has no callbacks for data', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const lost = loop.createFuture();
      const base = {
        connectionMade: () => undefined,
        connectionLost: (error: unknown) => lost.setResult(error ?? null),
        pauseWriting: () => undefined,
        resumeWriting: () => undefined,
      };
      const [transport] = yield* loop.connectWritePipe((): BaseProtocol => base, writing);
      transport.write(bytes('x'));
      yield* turns(world);
      reading.close();
      // Some loops learn of it by a write alone.
      while (!lost.done()) {
        transport.write(bytes('x'));
        yield* asyncio.sleep(0);
      }
      const error = yield* lost;
      expect(error === null || isKind(error, BrokenPipeError), String(error)).to.equal(true);
      expectNoCallbackMissed(env);
    });
  });

  test('pipe.write.base_protocol_enough', 'calls none of them', async (world) => {
    const { asyncio, env } = world;
    await env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const { transport, protocol } = yield* writeTo(world, writing);
      reading.close();
      while (protocol.count('lost') === 0) {
        transport.write(bytes('x'));
        yield* asyncio.sleep(0);
      }
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
      expectNoCallbackMissed(env);
    });
  });

  test(
    'pipe.write.base_protocol_enough',
    'calls none of them while idle',
    async (world) => {
      await world.env.run(function* () {
        const [reading, writing] = pipeEnds(world);
        const { protocol } = yield* writeTo(world, writing);
        reading.close();
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'lost']);
      });
    },
    { needs: ['hangup'] },
  );

  test('pipe.write.reader_close_detected', 'learns it while idle', async (world) => {
    await world.env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const { protocol } = yield* writeTo(world, writing);
      reading.close();
      yield* protocol.loses();
      expect(protocol.count('lost')).to.equal(1);
      expect(protocol.lostWith).to.equal(null);
    });
  });

  test('pipe.write.reader_close_detected', 'learns it with data buffered', async (world) => {
    await world.env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const { transport, protocol } = yield* writeTo(world, writing);
      transport.write(new Uint8Array(MUCH));
      yield* turns(world);
      reading.close();
      yield* protocol.loses();
      expect(isKind(protocol.lostWith, BrokenPipeError), String(protocol.lostWith)).to.equal(true);
    });
  });

  test('pipe.write.reader_close_detected', 'learns it of a socket', async (world) => {
    await world.env.run(function* () {
      const [one, two] = socketPair(world);
      const { protocol } = yield* writeTo(world, one as unknown as FileObject);
      two.close();
      yield* protocol.loses();
      expect(protocol.count('lost')).to.equal(1);
      expect(protocol.lostWith).to.equal(null);
    });
  });

  test('pipe.write.write_eof_closes', 'sends the rest and closes', (world) =>
    withBothEnds(world, function* ({ transport, protocol, pipe }, reader) {
      expect(transport.canWriteEof()).to.equal(true);
      transport.write(bytes('x'));
      transport.writeEof();
      expect(transport.isClosing()).to.equal(true);
      transport.write(bytes('y'));
      transport.writeEof();
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      yield* reader.protocol.loses();
      expect(reader.protocol.text).to.equal('x');
      expect(protocol.count('lost')).to.equal(1);
      yield* turns(world);
      expect(pipe.closed, 'the pipe is closed').to.equal(true);
    }),
  );

  test('pipe.write.write_eof_closes', 'sends what is buffered first', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      reader.transport.pauseReading();
      transport.write(new Uint8Array(MUCH));
      transport.writeEof();
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(0);
      reader.transport.resumeReading();
      yield* reader.protocol.loses();
      expect(reader.protocol.received.length).to.equal(MUCH);
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('pipe.write.close_flushes', 'sends everything, then ends', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      reader.transport.pauseReading();
      const much = pattern(MUCH);
      transport.write(much);
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      yield* silence(world);
      expect(protocol.count('lost')).to.equal(0);
      reader.transport.resumeReading();
      yield* reader.protocol.loses();
      expect(Buffer.compare(reader.protocol.received, much)).to.equal(0);
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
    }),
  );

  test('pipe.write.abort_drops', 'ends without a reader', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      reader.transport.pauseReading();
      transport.write(new Uint8Array(MUCH));
      transport.abort();
      expect(transport.isClosing()).to.equal(true);
      expect(protocol.count('lost'), 'inside abort()').to.equal(0);
      yield* protocol.loses();
      expect(protocol.lostWith).to.equal(null);
      reader.transport.resumeReading();
      yield* reader.protocol.loses();
      expect(reader.protocol.received.length).to.be.lessThan(MUCH);
    }),
  );

  test('pipe.write.flow_control', 'pauses and resumes once', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      reader.transport.pauseReading();
      transport.setWriteBufferLimits({ high: 1000 });
      const written = yield* fill(world, transport as Transport);
      expect([protocol.count('pause'), protocol.count('resume')]).to.deep.equal([1, 0]);
      reader.transport.resumeReading();
      yield* protocol.gets('resume');
      yield* reader.protocol.receives(written);
      expect([protocol.count('pause'), protocol.count('resume')]).to.deep.equal([1, 1]);
    }),
  );

  test('pipe.write.after_close_ignored', 'writes after close()', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      const times = [1, 2, 3, 4, 5, 6, 7];
      transport.close();
      for (const _ of times) transport.write(bytes('x'));
      yield* protocol.loses();
      for (const _ of times) transport.write(bytes('x'));
      yield* reader.protocol.loses();
      expect(reader.protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('pipe.write.after_close_ignored', 'writes after the reader has closed', (world) =>
    withBothEnds(world, function* ({ transport, protocol }, reader) {
      reader.transport.close();
      yield* reader.protocol.loses();
      for (let i = 0; i < 7; i++) {
        transport.write(bytes('x'));
        yield* world.asyncio.sleep(0);
      }
      yield* protocol.loses();
      expect(protocol.count('lost')).to.equal(1);
      expectNoCallbackMissed(world.env);
    }),
  );

  test('pipe.extra.pipe', 'tells what is written to', (world) =>
    withBothEnds(world, function* ({ transport, pipe }, reader) {
      expect(transport.getExtraInfo('pipe')).to.equal(pipe);
      transport.write(bytes('x'));
      yield* reader.protocol.receives(1);
    }),
  );

  test('pipe.set_protocol', 'tells another protocol of a writer', (world) =>
    withBothEnds(world, function* ({ transport, protocol }) {
      const other = new Recorder(world.loop);
      transport.setProtocol(other);
      expect(transport.getProtocol()).to.equal(other);
      transport.close();
      yield* other.loses();
      expect([protocol.calls, other.calls]).to.deep.equal([['made'], ['lost']]);
      protocol.connectionLost(null);
    }),
  );
});
