/** connect_read_pipe(). */
import { BlockingIOError, BrokenPipeError, ValueError, type ReadTransport } from '../../spec';
import {
  bytes,
  closeEnd,
  expect,
  pipeEnds,
  raisedBy,
  raises,
  readFrom,
  Recorder,
  silence,
  suite,
  turns,
  withReader,
} from '../support';

export const readingSuite = suite('pipe', 'reading', (test) => {
  test('pipe.read.connect', 'connects the end that reads', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      const made: Recorder[] = [];
      const factory = (): Recorder => {
        const protocol = new Recorder(loop);
        made.push(protocol);
        return protocol;
      };
      const [transport, protocol] = yield* loop.connectReadPipe(factory, reading);
      expect(made).to.have.length(1);
      expect(protocol, 'the protocol').to.equal(made[0]);
      expect(protocol.calls, 'before it returned').to.deep.equal(['made']);
      expect(protocol.transport, 'of connection_made()').to.equal(transport);
      expect(transport.isClosing()).to.equal(false);
      transport.pauseReading();
      transport.resumeReading();
      writing.write(bytes('hello'));
      yield* protocol.receives(5);
      // Whether the end of the pipe is told, another clause asks.
      transport.close();
      yield* protocol.loses();
      writing.close();
    });
  });

  test(
    'pipe.read.nonblocking',
    'does not block when there is nothing',
    (world) =>
      withReader(world, function* ({ protocol, pipe }, writing) {
        raises(BlockingIOError, () => pipe.read(1), 'reading from the empty pipe');
        writing.write(bytes('x'));
        yield* protocol.receives(1);
      }),
    { on: 'typescript' },
  );

  test('pipe.read.data_and_eof', 'reads to the end', (world) =>
    withReader(world, function* ({ protocol, pipe }, writing) {
      writing.write(bytes('1'));
      yield* protocol.receives(1);
      writing.write(bytes('2345'));
      yield* protocol.receives(5);
      expect(protocol.text).to.equal('12345');
      writing.close();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'data', 'eof', 'lost']);
      expect(protocol.lostWith).to.equal(null);
      yield* turns(world);
      expect(pipe.closed, 'the pipe is closed').to.equal(true);
    }),
  );

  test('pipe.read.eof_result_ignored', 'ends all the same', (world) =>
    withReader(
      world,
      function* ({ protocol, transport }, writing) {
        writing.close();
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'eof', 'lost']);
        expect(transport.isClosing()).to.equal(true);
      },
      { eof: () => true },
    ),
  );

  test('pipe.read.close', 'closes with data unread', (world) =>
    withReader(world, function* ({ transport, protocol, pipe }, writing) {
      writing.write(bytes('x'));
      transport.close();
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      expect(protocol.calls, 'inside close()').to.deep.equal(['made']);
      yield* protocol.loses();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
      expect(protocol.lostWith).to.equal(null);
      expect(pipe.closed, 'the pipe is closed').to.equal(true);
      raises(BrokenPipeError, () => writing.write(bytes('x')), 'the writer');
    }),
  );

  test('pipe.read.pause_resume', 'holds data back', (world) =>
    withReader(world, function* ({ transport, protocol }, writing) {
      transport.pauseReading();
      transport.pauseReading();
      writing.write(bytes('hello'));
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.resumeReading();
      transport.resumeReading();
      yield* protocol.receives(5);
      expect(protocol.text).to.equal('hello');
    }),
  );

  test('pipe.read.pause_resume', 'does nothing once it is closed', (world) =>
    withReader(world, function* ({ transport, protocol }, writing) {
      writing.write(bytes('x'));
      transport.close();
      transport.pauseReading();
      transport.resumeReading();
      yield* protocol.loses();
      transport.pauseReading();
      transport.resumeReading();
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(['made', 'lost']);
    }),
  );

  test('pipe.read.pause_in_made', 'holds back what comes from the first byte on', (world) =>
    world.env.run(function* () {
      const [reading, writing] = pipeEnds(world);
      writing.write(bytes('x'));
      const made = (transport: ReadTransport): void => transport.pauseReading();
      const reader = yield* readFrom(world, reading, { made });
      yield* silence(world);
      expect(reader.protocol.calls).to.deep.equal(['made']);
      reader.transport.resumeReading();
      yield* reader.protocol.receives(1);
      expect(reader.protocol.text).to.equal('x');
      yield* closeEnd(reader);
    }),
  );

  test('pipe.read.is_reading', 'tells whether it reads', (world) =>
    withReader(world, function* ({ transport, protocol }) {
      expect(transport.isReading()).to.equal(true);
      transport.pauseReading();
      expect(transport.isReading(), 'paused').to.equal(false);
      transport.resumeReading();
      expect(transport.isReading(), 'resumed').to.equal(true);
      transport.close();
      expect(transport.isReading(), 'closing').to.equal(false);
      yield* protocol.loses();
      expect(transport.isReading(), 'closed').to.equal(false);
    }),
  );

  test('pipe.kinds.regular_file_rejected', 'is given a file', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const file = asyncio.files.open('/etc/passwd', 'rb');
      env.defer(() => file.close());
      const factory = (): Recorder => new Recorder(loop);
      yield* raisedBy(ValueError, () => loop.connectReadPipe(factory, file), 'connect_read_pipe()');
      yield* raisedBy(ValueError, () => loop.connectWritePipe(factory, file), 'connect_write_pipe()');
      expect(file.closed, 'the file is closed').to.equal(false);
      expect(file.read(1)).to.have.length(1);
      const [reading, writing] = pipeEnds(world);
      const end = yield* readFrom(world, reading);
      writing.write(bytes('x'));
      yield* end.protocol.receives(1);
      yield* closeEnd(end);
    });
  });

  test('pipe.read.data_error_reported', 'fails in data_received()', async (world) => {
    const fault = new ValueError('a fault of the protocol');
    await withReader(
      world,
      function* ({ transport, protocol }, writing) {
        writing.write(bytes('x'));
        yield* protocol.receives(1);
        yield* turns(world);
        const reports = world.env.takeReports();
        expect(reports.map(({ exception }) => exception)).to.deep.equal([fault]);
        transport.close();
        yield* protocol.loses();
      },
      {
        data: () => {
          throw fault;
        },
      },
    );
  });

  test('pipe.extra.pipe', 'tells what is read from', (world) =>
    withReader(world, function* ({ transport, pipe, protocol }, writing) {
      expect(transport.getExtraInfo('pipe')).to.equal(pipe);
      writing.write(bytes('x'));
      yield* protocol.receives(1);
    }),
  );

  test('pipe.set_protocol', 'tells another protocol', (world) =>
    withReader(world, function* ({ transport, protocol }, writing) {
      const other = new Recorder(world.loop);
      transport.setProtocol(other);
      expect(transport.getProtocol()).to.equal(other);
      writing.write(bytes('hello'));
      yield* other.receives(5);
      writing.close();
      yield* other.loses();
      expect(other.calls).to.deep.equal(['data', 'eof', 'lost']);
      expect(protocol.calls).to.deep.equal(['made']);
      protocol.connectionLost(null);
    }),
  );
});
