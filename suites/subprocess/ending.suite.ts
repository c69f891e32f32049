/** How a child ends: its exit, its last callbacks, and closing its transport. */
import {
  expect,
  expectNone,
  outputOf,
  ProcessRecorder,
  silence,
  stdinOf,
  suite,
  tell,
  withChild,
  type Child,
  type World,
} from '../support';
import type { Coroutine } from '../../spec';

/** A child that has exited and left one behind that holds its output; the number of that one. */
function* leavesOneBehind({ protocol, transport }: Child): Coroutine<string> {
  const pid = yield* protocol.line(1);
  yield* protocol.gets('exited');
  expect(transport.getReturncode()).to.equal(0);
  return pid;
}
const LEAVING = 'sleep 9 & echo $!';

/** Python source: the exit code of a child that has left one behind, which is then ended. */
const WAITING = `
import os
from asyncio.subprocess import PIPE
async def waiting():
    command = 'sleep 9 & echo $!; read line; exit 3'
    process = await asyncio.create_subprocess_exec('sh', '-c', command, stdin=PIPE, stdout=PIPE)
    left = int(await process.stdout.readline())
    end = asyncio.ensure_future(process.wait())
    await asyncio.sleep(0)
    process.stdin.write(bytes([10]))
    code = await end
    os.kill(left, 9)
    await process.stdout.read()
    for _ in range(5):
        await asyncio.sleep(0)
    return code
return waiting()
`;

function end(world: World, pid: string): Coroutine<string> {
  return outputOf(world, `kill ${pid}`);
}

export const endingSuite = suite('subprocess', 'ending', (test) => {
  test('subprocess.exited.once', 'has its code by then', async (world) => {
    const codes: unknown[] = [];
    const reactions = { exited: (transport: Child['transport']) => codes.push(transport.getReturncode()) };
    await withChild(
      world,
      'exit 4',
      function* ({ protocol }) {
        yield* protocol.loses();
        yield* silence(world);
        expect(protocol.count('exited')).to.equal(1);
        expect(codes).to.deep.equal([4]);
      },
      { reactions },
    );
  });

  test('subprocess.exited.not_delayed_by_pipes', 'leaves one behind that holds a pipe', (world) =>
    withChild(world, LEAVING, function* (child) {
      const { protocol } = child;
      const pid = yield* leavesOneBehind(child);
      yield* silence(world);
      expect([protocol.count('lost1'), protocol.count('lost')]).to.deep.equal([0, 0]);
      yield* end(world, pid);
      yield* protocol.loses();
      expect(protocol.count('lost1')).to.equal(1);
    }),
  );

  test(
    'subprocess.wait.not_delayed_by_pipes',
    'leaves one behind that holds a pipe',
    ({ asyncio, loop, env }) =>
      env.run(function* () {
        const waiting = env.python.exec(WAITING) as Coroutine<number>;
        expect(yield* asyncio.ensureFuture(waiting, { loop })).to.equal(3);
      }),
    { on: 'python' },
  );

  test('subprocess.signals.between_exit_and_end', 'has exited while another holds a pipe', (world) =>
    withChild(world, LEAVING, function* (child) {
      const { transport, protocol } = child;
      const pid = yield* leavesOneBehind(child);
      expectNone(transport.terminate(), 'terminate()');
      expectNone(transport.kill(), 'kill()');
      expectNone(transport.sendSignal(15), 'send_signal()');
      expect(transport.getReturncode()).to.equal(0);
      yield* end(world, pid);
      yield* protocol.loses();
    }),
  );

  for (const [how, command, options] of [
    ['with pipes', 'read line; echo out; echo err >&2', {}],
    ['without pipes', 'exit 0', { stdin: null, stdout: null, stderr: null }],
    ['by a signal', 'read line; kill -9 $$', {}],
  ] as const) {
    test('subprocess.lost.last_once', `ends ${how}`, (world) =>
      withChild(
        world,
        command,
        function* ({ transport, protocol }) {
          if (transport.getPipeTransport(0)) tell(transport);
          yield* protocol.loses();
          const calls = [...protocol.calls];
          expect(calls.at(-1)).to.equal('lost');
          expect(protocol.lostWith).to.equal(null);
          expect([protocol.count('exited'), protocol.count('lost')]).to.deep.equal([1, 1]);
          for (const fd of [0, 1, 2]) expect(protocol.count(`lost${fd}`)).to.equal('stdin' in options ? 0 : 1);
          yield* silence(world);
          expect(protocol.calls, 'later').to.deep.equal(calls);
        },
        options,
      ),
    );
  }

  test('subprocess.close.kills_running', 'ends a child that runs', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      expect(transport.isClosing()).to.equal(false);
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      transport.close();
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(-9);
      expect(protocol.calls.at(-1)).to.equal('lost');
      for (const fd of [0, 1, 2]) expect(protocol.count(`lost${fd}`), String(fd)).to.equal(1);
      expect([protocol.count('exited'), protocol.count('lost')]).to.deep.equal([1, 1]);
    }),
  );

  test('subprocess.close.after_exit', 'is closed when all is over', (world) =>
    withChild(world, ['true'], function* ({ transport, protocol }) {
      yield* protocol.loses();
      const calls = [...protocol.calls];
      transport.close();
      transport.close();
      expect(transport.isClosing()).to.equal(true);
      expect(transport.getReturncode()).to.equal(0);
      yield* silence(world);
      expect(protocol.calls).to.deep.equal(calls);
    }),
  );

  test('subprocess.close.after_exit', 'is closed while another holds a pipe', (world) =>
    withChild(world, LEAVING, function* (child) {
      const { transport, protocol } = child;
      const pid = yield* leavesOneBehind(child);
      transport.close();
      yield* protocol.loses();
      expect(transport.getReturncode()).to.equal(0);
      expect(protocol.count('lost1')).to.equal(1);
      yield* end(world, pid);
    }),
  );

  test('subprocess.set_protocol', 'tells another protocol', (world) =>
    withChild(world, ['cat'], function* ({ transport, protocol }) {
      const other = new ProcessRecorder(world.loop);
      transport.setProtocol(other);
      expect(transport.getProtocol()).to.equal(other);
      tell(transport, 'hello');
      stdinOf(transport).close();
      yield* other.loses();
      expect(protocol.calls).to.deep.equal(['made']);
      for (const callback of ['data1', 'lost0', 'lost1', 'lost2', 'exited', 'lost'] as const) {
        expect(other.count(callback), callback).to.equal(1);
      }
      transport.setProtocol(protocol);
      protocol.connectionLost(null);
    }),
  );
});
