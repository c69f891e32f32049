/** The process: its number, its code, and signals to it. */
import { ProcessLookupError } from '../../spec';
import { expect, expectNone, outputOf, raises, suite, tell, withChild } from '../support';

const SIGKILL = 9;
const SIGALRM = 14;
const SIGTERM = 15;

export const signalsSuite = suite('subprocess', 'signals', (test) => {
  test('subprocess.transport.pid_and_returncode', 'tells number and code', (world) =>
    withChild(world, ['sh', '-c', 'echo $$; read line; exit 3'], function* ({ transport, protocol }) {
      const pid = yield* protocol.line(1);
      expect(String(transport.getPid())).to.equal(pid);
      expect(transport.getReturncode() ?? null, 'while it runs').to.equal(null);
      tell(transport);
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(3);
      expect(String(transport.getPid()), 'after its end').to.equal(pid);
    }),
  );

  test('subprocess.transport.pid_and_returncode', 'tells the signal that killed it', (world) =>
    withChild(world, 'kill -9 $$', function* ({ transport, protocol }) {
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(-SIGKILL);
    }),
  );

  test('subprocess.signals.delivered', 'terminates', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      expectNone(transport.terminate(), 'terminate()');
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(-SIGTERM);
    }),
  );

  test('subprocess.signals.delivered', 'kills', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      expectNone(transport.kill(), 'kill()');
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(-SIGKILL);
    }),
  );

  test('subprocess.signals.delivered', 'sends any signal', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      expectNone(transport.sendSignal(SIGALRM), 'send_signal()');
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(-SIGALRM);
    }),
  );

  test('subprocess.signals.delivered', 'reaches a handler of the child', (world) =>
    withChild(
      world,
      ['sh', '-c', 'trap "echo caught; exit 4" TERM; echo ready; while :; do read line; done'],
      function* ({ transport, protocol }) {
        yield* protocol.line(1);
        transport.terminate();
        yield* protocol.until(() => protocol.text(1).includes('caught'));
        yield* protocol.loses();
        expect(transport.getReturncode()).to.equal(4);
      },
    ),
  );

  test('subprocess.signals.after_finish', 'finds no process', (world) =>
    withChild(world, ['true'], function* ({ transport, protocol }) {
      yield* protocol.loses();
      raises(ProcessLookupError, () => transport.terminate(), 'terminate()');
      raises(ProcessLookupError, () => transport.kill(), 'kill()');
      raises(ProcessLookupError, () => transport.sendSignal(SIGTERM), 'send_signal()');
    }),
  );

  test('subprocess.child.reaped', 'leaves no zombie', (world) =>
    withChild(world, ['true'], function* ({ transport, protocol }) {
      yield* protocol.loses();
      const pid = String(transport.getPid());
      // A zombie still takes a signal.
      expect(yield* outputOf(world, `kill -0 ${pid} 2> /dev/null; echo $?`)).to.equal('1\n');
      expect(yield* outputOf(world, 'kill -0 $PPID; echo $?'), 'of a process that runs').to.equal('0\n');
    }),
  );

  for (const method of ['terminate', 'kill', 'sendSignal'] as const) {
    test(
      'subprocess.signals.exit_code_kept',
      `has ended before ${method}()`,
      (world) =>
        withChild(world, 'read line; exit 7', function* ({ transport, protocol }) {
          tell(transport);
          // Waits for the end, and leaves the process to be waited for.
          world.env.python.exec('import os\nos.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)', {
            pid: transport.getPid(),
          });
          if (method === 'sendSignal') transport.sendSignal(SIGTERM);
          else transport[method]();
          yield* protocol.loses();
          expect(transport.getReturncode()).to.equal(7);
        }),
      { on: 'python' },
    );
  }

  test(
    'subprocess.extra.pipe',
    'has a descriptor',
    (world) =>
      withChild(world, ['cat'], function* ({ transport }) {
        yield* [];
        for (const fd of [0, 1, 2]) {
          const pipe = transport.getPipeTransport(fd)?.getExtraInfo('pipe') ?? null;
          expect(pipe, `the pipe of ${String(fd)}`).not.to.equal(null);
          expect(world.env.python.exec('return pipe.fileno()', { pipe }), 'its descriptor').to.be.at.least(0);
        }
      }),
    { on: 'python' },
  );

  test('subprocess.extra.popen', 'tells the process', (world) =>
    withChild(world, ['cat'], function* ({ transport }) {
      const process = transport.getExtraInfo('subprocess') as { readonly pid?: unknown } | null;
      expect(process?.pid).to.equal(transport.getPid());
    }),
  );

  test(
    'subprocess.extra.popen',
    'is a Popen',
    (world) =>
      withChild(world, ['cat'], function* ({ transport }) {
        const process = transport.getExtraInfo('subprocess');
        expect(
          world.env.python.exec('import subprocess\nreturn isinstance(process, subprocess.Popen)', { process }),
        ).to.equal(true);
      }),
    { on: 'python' },
  );
});
