/** The streams of a child: pipes, and what else they may be. */
import { BrokenPipeError, ConnectionResetError } from '../../spec';
import {
  bytes,
  endChild,
  expect,
  isKind,
  outputPipeOf,
  pattern,
  silence,
  startChild,
  stdinOf,
  suite,
  tell,
  text,
  withChild,
} from '../support';

export const streamsSuite = suite('subprocess', 'streams', (test) => {
  test('subprocess.stdio.pipe_default', 'has three pipes', (world) =>
    withChild(world, ['sh', '-c', 'cat; echo err >&2'], function* ({ transport, protocol }) {
      for (const fd of [3, 99, -1]) expect(transport.getPipeTransport(fd) ?? null, String(fd)).to.equal(null);
      for (const fd of [1, 2]) {
        outputPipeOf(transport, fd).pauseReading();
        outputPipeOf(transport, fd).resumeReading();
      }
      stdinOf(transport).write(bytes('hello'));
      stdinOf(transport).close();
      yield* protocol.loses();
      expect([protocol.text(1), protocol.text(2)]).to.deep.equal(['hello', 'err\n']);
    }),
  );

  test(
    'subprocess.stdio.opened_by_name',
    'reads and writes by the names',
    (world) =>
      withChild(world, 'cat < /dev/stdin > /dev/stdout; echo err > /dev/stderr', function* ({ transport, protocol }) {
        stdinOf(transport).write(bytes('hello'));
        stdinOf(transport).close();
        yield* protocol.loses();
        expect([protocol.text(1), protocol.text(2)]).to.deep.equal(['hello', 'err\n']);
      }),
    { on: 'python' },
  );

  test('subprocess.stdio.none_inherits', 'has no pipes', (world) =>
    withChild(
      world,
      'exit 7',
      function* ({ transport, protocol }) {
        for (const fd of [0, 1, 2]) expect(transport.getPipeTransport(fd) ?? null, String(fd)).to.equal(null);
        yield* protocol.loses();
        expect(protocol.calls).to.deep.equal(['made', 'exited', 'lost']);
        expect(transport.getReturncode()).to.equal(7);
      },
      { stdin: null, stdout: null, stderr: null },
    ),
  );

  for (const [fd, stream, options] of [
    [0, 'stdin', { stdin: null }],
    [2, 'stderr', { stderr: null }],
  ] as const) {
    test(
      'subprocess.stdio.none_inherits',
      `has the ${stream} of its parent`,
      (world) =>
        withChild(
          world,
          `readlink /proc/$$/fd/${String(fd)} /proc/$PPID/fd/${String(fd)}`,
          function* ({ protocol }) {
            yield* protocol.loses();
            const [own, parents] = protocol.text(1).split('\n');
            expect(own).to.be.a('string').that.equals(parents).and.is.not.equal('');
          },
          options,
        ),
      { needs: ['linux'] },
    );
  }

  test('subprocess.stdio.devnull', 'reads the end, and writes into nothing', (world) =>
    withChild(
      world,
      ['sh', '-c', 'cat; echo out; echo err >&2'],
      function* ({ transport, protocol }) {
        expect(transport.getPipeTransport(0) ?? null).to.equal(null);
        expect(transport.getPipeTransport(2) ?? null).to.equal(null);
        yield* protocol.loses();
        expect(protocol.text(1)).to.equal('out\n');
        expect([protocol.text(2), protocol.count('lost0'), protocol.count('lost2')]).to.deep.equal(['', 0, 0]);
      },
      { stdin: world.asyncio.DEVNULL, stderr: world.asyncio.DEVNULL },
    ),
  );

  test('subprocess.stdio.devnull', 'prints into nothing', (world) =>
    withChild(
      world,
      ['sh', '-c', 'echo out; echo err >&2'],
      function* ({ transport, protocol }) {
        expect(transport.getPipeTransport(1) ?? null).to.equal(null);
        yield* protocol.loses();
        expect([protocol.text(1), protocol.text(2), protocol.count('lost1')]).to.deep.equal(['', 'err\n', 0]);
      },
      { stdout: world.asyncio.DEVNULL },
    ),
  );

  test(
    'subprocess.stdio.files_and_descriptors',
    'reads from a file object and writes to a descriptor',
    (world) => {
      const { asyncio, env } = world;
      const [input, feed] = asyncio.files.pipe();
      const [result, output] = asyncio.files.pipe();
      for (const file of [input, feed, result, output]) env.defer(() => file.close());
      feed.write(bytes('hello'));
      feed.close();
      return withChild(
        world,
        ['cat'],
        function* ({ transport, protocol }) {
          expect(transport.getPipeTransport(0) ?? null).to.equal(null);
          expect(transport.getPipeTransport(1) ?? null).to.equal(null);
          yield* protocol.loses();
          expect(text(result.read(5))).to.equal('hello');
          expect(input.closed, 'the file object is closed').to.equal(false);
          expect(input.read(1), 'of what the child has read to its end').to.have.length(0);
          output.write(bytes('more'));
          expect(text(result.read(4)), 'through the descriptor').to.equal('more');
        },
        { stdin: input, stdout: output.fileno() },
      );
    },
    { needs: ['socket'] },
  );

  test(
    'subprocess.stdio.files_and_descriptors',
    'reads from a descriptor and writes to file objects',
    (world) => {
      const { asyncio, env } = world;
      const [input, feed] = asyncio.files.pipe();
      const [result, output] = asyncio.files.pipe();
      const [warnings, errors] = asyncio.files.pipe();
      for (const file of [input, feed, result, output, warnings, errors]) env.defer(() => file.close());
      feed.write(bytes('hello'));
      feed.close();
      return withChild(
        world,
        ['sh', '-c', 'cat; echo bad >&2'],
        function* ({ transport, protocol }) {
          expect([1, 2].map((fd) => transport.getPipeTransport(fd) ?? null)).to.deep.equal([null, null]);
          yield* protocol.loses();
          expect(text(result.read(5))).to.equal('hello');
          expect(text(warnings.read(4))).to.equal('bad\n');
          expect([output.closed, errors.closed], 'the file objects are closed').to.deep.equal([false, false]);
        },
        { stdin: input.fileno(), stdout: output, stderr: errors },
      );
    },
    { needs: ['socket'] },
  );

  for (const [how, command] of [
    ['of a program', ['sh', '-c', 'echo a; echo b >&2; echo c']],
    ['of a command', 'echo a; echo b >&2; echo c'],
  ] as const) {
    test('subprocess.stdio.stderr_to_stdout', `merges the outputs ${how}`, (world) =>
      withChild(
        world,
        command,
        function* ({ transport, protocol }) {
          expect(transport.getPipeTransport(2) ?? null).to.equal(null);
          yield* protocol.loses();
          expect(protocol.text(1)).to.equal('a\nb\nc\n');
          expect([protocol.text(2), protocol.count('lost1'), protocol.count('lost2')]).to.deep.equal(['', 1, 0]);
        },
        { stdout: world.asyncio.PIPE, stderr: world.asyncio.STDOUT },
      ),
    );
  }

  test('subprocess.data.received', 'gets two megabytes, and a warning', (world) =>
    withChild(world, 'seq 1 300000; echo warning >&2', function* ({ protocol }) {
      yield* protocol.loses();
      const numbers = Array.from({ length: 300_000 }, (_, i) => `${String(i + 1)}\n`).join('');
      expect(protocol.received(1).length).to.equal(numbers.length);
      expect(protocol.text(1) === numbers, 'every byte in its place').to.equal(true);
      expect(protocol.text(2)).to.equal('warning\n');
      expect(protocol.received(1)).to.be.instanceOf(Uint8Array);
      expect(protocol.shortest).to.be.greaterThan(0);
    }),
  );

  test('subprocess.stdin.write_and_close', 'sends two megabytes through a child', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      const sent = pattern(2 << 20);
      stdinOf(transport).write(sent);
      stdinOf(transport).close();
      yield* protocol.loses();
      expect(Buffer.compare(protocol.received(1), sent)).to.equal(0);
      expect(transport.getReturncode()).to.equal(0);
    }),
  );

  test('subprocess.stdin.write_and_close', 'ends it by write_eof()', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      stdinOf(transport).write(bytes('hello'));
      stdinOf(transport).writeEof();
      yield* protocol.loses();
      expect(protocol.text(1)).to.equal('hello');
      expect(transport.getReturncode()).to.equal(0);
    }),
  );

  test('subprocess.pipe_lost.once_each', 'loses three pipes', (world) =>
    withChild(world, ['sh', '-c', 'cat; echo err >&2'], function* ({ transport, protocol }) {
      stdinOf(transport).write(bytes('x'));
      stdinOf(transport).close();
      yield* protocol.loses();
      yield* silence(world);
      for (const fd of [0, 1, 2]) {
        expect(protocol.count(`lost${fd}`), `pipe_connection_lost(${String(fd)})`).to.equal(1);
        expect(protocol.pipesLostWith.get(fd), `the error of ${String(fd)}`).to.equal(null);
      }
      for (const fd of [1, 2]) {
        const { calls } = protocol;
        expect(calls.lastIndexOf(`data${fd}`))
          .to.be.greaterThan(0)
          .and.lessThan(calls.indexOf(`lost${fd}`));
      }
    }),
  );

  test('subprocess.pipe_lost.while_running', 'closes its output and goes on', (world) =>
    withChild(world, ['sh', '-c', 'exec >&-; read line; exit 5'], function* ({ transport, protocol }) {
      yield* protocol.gets('lost1');
      expect(protocol.pipesLostWith.get(1)).to.equal(null);
      expect(transport.getReturncode() ?? null).to.equal(null);
      expect(protocol.count('exited')).to.equal(0);
      tell(transport);
      yield* protocol.loses();
      expect(protocol.count('lost1')).to.equal(1);
      expect(transport.getReturncode()).to.equal(5);
    }),
  );

  test('subprocess.stdin.broken_pipe', 'ends with input unread', (world) =>
    withChild(world, ['sh', '-c', 'read line; exit 0'], function* ({ transport, protocol }) {
      tell(transport);
      stdinOf(transport).write(new Uint8Array(1 << 20));
      yield* protocol.loses();
      const error = protocol.pipesLostWith.get(0);
      expect(isKind(error, BrokenPipeError) || isKind(error, ConnectionResetError), String(error)).to.equal(true);
      expect(protocol.count('lost0')).to.equal(1);
      expect(transport.getReturncode()).to.equal(0);
    }),
  );

  test('subprocess.flow.stdin_pause_resume', 'pauses while the child is held', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      const output = outputPipeOf(transport);
      output.pauseReading();
      const sent = pattern(4 << 20);
      stdinOf(transport).write(sent);
      // When write() tells the pause is for the clauses of streams: here it is told while the child cannot go on.
      yield* silence(world);
      expect([protocol.count('pause'), protocol.count('resume')], 'while the child is held').to.deep.equal([1, 0]);
      output.resumeReading();
      yield* protocol.gets('resume');
      stdinOf(transport).close();
      yield* protocol.loses();
      expect(protocol.received(1).length).to.equal(sent.length);
      expect([protocol.count('pause'), protocol.count('resume')]).to.deep.equal([1, 1]);
    }),
  );

  test('subprocess.flow.stdout_pause_reading', 'holds the output back', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      const output = outputPipeOf(transport);
      output.pauseReading();
      stdinOf(transport).write(bytes('hello'));
      yield* silence(world);
      expect(protocol.text(1)).to.equal('');
      output.resumeReading();
      yield* protocol.gets('data1');
      expect(protocol.text(1)).to.equal('hello');
    }),
  );

  test('subprocess.stdout.close_by_parent', 'breaks the output of the child', (world) =>
    withChild(
      world,
      ['sh', '-c', 'read line; seq 1 100000 2> /dev/null; echo "seq ended with $?" >&2'],
      function* ({ transport, protocol }) {
        outputPipeOf(transport).close();
        yield* protocol.gets('lost1');
        expect(protocol.pipesLostWith.get(1)).to.equal(null);
        expect(transport.getReturncode() ?? null).to.equal(null);
        tell(transport);
        yield* protocol.loses();
        expect(protocol.text(2)).to.match(/^seq ended with [1-9]/);
        expect([protocol.text(1), protocol.count('lost1')]).to.deep.equal(['', 1]);
      },
    ),
  );

  test('subprocess.child.no_leaked_pipes', 'ends the first of two', (world) =>
    withChild(world, ['cat'], function* (first) {
      const second = yield* startChild(world, ['cat']);
      stdinOf(first.transport).close();
      yield* first.protocol.loses();
      expect(first.transport.getReturncode()).to.equal(0);
      expect(second.transport.getReturncode() ?? null, 'the second one runs').to.equal(null);
      yield* endChild(second);
    }),
  );
});
