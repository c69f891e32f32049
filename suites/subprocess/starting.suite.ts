/** Starting programs and commands of the shell, and how it fails. */
import { CancelledError, FileNotFoundError, PermissionError, ValueError, type Coroutine } from '../../spec';
import {
  endChild,
  expect,
  isKind,
  outputOf,
  ProcessRecorder,
  raisedBy,
  resourcesOf,
  startChild,
  suite,
  untilChildless,
  withChild,
} from '../support';

/** Arguments that a shell would change. */
const DELICATE = ['$HOME', 'a b', '*', '', '"', ';exit'];
const PRINTED = DELICATE.map((argument) => `${argument}\n`).join('');

export const startingSuite = suite('subprocess', 'starting', (test) => {
  test('subprocess.exec.result', 'starts a program', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const made: ProcessRecorder[] = [];
      const factory = (): ProcessRecorder => {
        const protocol = new ProcessRecorder(loop);
        made.push(protocol);
        return protocol;
      };
      const [transport, protocol] = yield* loop.subprocessExec(factory, ['cat']);
      expect(made).to.have.length(1);
      expect(protocol, 'the protocol').to.equal(made[0]);
      expect(protocol.calls, 'before it returned').to.deep.equal(['made']);
      expect(protocol.transport, 'of connection_made()').to.equal(transport);
      yield* endChild({ transport, protocol });
    });
  });

  test('subprocess.exec.argv_literal', 'passes what a shell would change', (world) =>
    withChild(world, ['printf', '%s\\n', ...DELICATE], function* ({ protocol }) {
      yield* protocol.loses();
      expect(protocol.text(1)).to.equal(PRINTED);
    }),
  );

  test('subprocess.exec.argv_literal', 'passes it with both outputs in one', (world) =>
    withChild(
      world,
      ['printf', '%s\\n', ...DELICATE],
      function* ({ protocol }) {
        yield* protocol.loses();
        expect(protocol.text(1)).to.equal(PRINTED);
      },
      { stderr: world.asyncio.STDOUT },
    ),
  );

  test(
    'subprocess.exec.argv_literal',
    'takes bytes and paths',
    async (world) => {
      const { loop, env } = world;
      await env.run(function* () {
        const protocol = new ProcessRecorder(loop);
        yield* env.python.exec(
          `
          import pathlib, shutil
          program = shutil.which('printf')
          async def start():
              transport, protocol = await loop.subprocess_exec(factory, pathlib.Path(program), b'%s-', b'a', pathlib.Path('b'))
              await waits()
              transport.close()
          return start()
          `,
          { loop, factory: () => protocol, waits: () => protocol.loses() },
        ) as Coroutine<void>;
        expect(protocol.text(1)).to.equal('a-b-');
      });
    },
    { on: 'python' },
  );

  test('subprocess.shell.runs_command', 'calculates in the shell', (world) =>
    withChild(world, 'echo $((1+1)); exit 7', function* ({ transport, protocol }) {
      yield* protocol.loses();
      expect(protocol.text(1)).to.equal('2\n');
      expect(transport.getReturncode()).to.equal(7);
    }),
  );

  test(
    'subprocess.shell.runs_command',
    'takes bytes',
    async (world) => {
      const { loop, env } = world;
      await env.run(function* () {
        const protocol = new ProcessRecorder(loop);
        yield* env.python.exec(
          `
          async def start():
              transport, protocol = await loop.subprocess_shell(factory, b'echo $((1+1))')
              await waits()
              transport.close()
          return start()
          `,
          { loop, factory: () => protocol, waits: () => protocol.loses() },
        ) as Coroutine<void>;
        expect(protocol.text(1)).to.equal('2\n');
      });
    },
    { on: 'python' },
  );

  test('subprocess.args.popen_kwargs', 'starts it elsewhere', async (world) => {
    await world.env.run(function* () {
      expect(yield* outputOf(world, 'pwd', { cwd: '/' })).to.equal('/\n');
      const child = yield* startChild(world, ['pwd'], { cwd: '/' });
      yield* child.protocol.loses();
      expect(child.protocol.text(1)).to.equal('/\n');
      child.transport.close();
    });
  });

  test('subprocess.args.popen_kwargs', 'gives it another environment', async (world) => {
    const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', LOOPCERT_SAYS: 'hello' };
    await world.env.run(function* () {
      const command = 'echo "$LOOPCERT_SAYS:$HOME"';
      expect(yield* outputOf(world, command, { env: variables })).to.equal('hello:\n');
      const child = yield* startChild(world, ['sh', '-c', command], { env: variables });
      yield* child.protocol.loses();
      expect(child.protocol.text(1)).to.equal('hello:\n');
      child.transport.close();
    });
  });

  test(
    'subprocess.args.popen_kwargs',
    'starts a session',
    async (world) => {
      await world.env.run(function* () {
        const command = 'echo $$; cut -d " " -f 6 /proc/$$/stat';
        const [pid, session] = (yield* outputOf(world, command, { startNewSession: true })).split('\n');
        expect(session).to.equal(pid);
        const [ownPid, ownSession] = (yield* outputOf(world, command)).split('\n');
        expect(ownSession, 'without the option').not.to.equal(ownPid);
      });
    },
    { needs: ['linux'] },
  );

  test('subprocess.args.popen_kwargs', 'refuses a keyword that is unknown', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const starts = [
        () => loop.subprocessExec(() => new ProcessRecorder(loop), ['true'], { nonsense: 1 }),
        () => loop.subprocessShell(() => new ProcessRecorder(loop), 'true', { nonsense: 1 }),
      ];
      for (const start of starts) {
        const error = yield* raisedBy(Error, start);
        expect(isKind(error, TypeError) || isKind(error, ValueError), String(error)).to.equal(true);
      }
    });
  });

  test('subprocess.error.not_found', 'has no such program', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const protocol = new ProcessRecorder(loop);
      const attempts = [
        [['/no/such/program'], {}],
        [['no-such-program-anywhere', 'x'], {}],
        [['/no/such/program'], { stdin: null, stdout: null, stderr: null }],
        [['/no/such/program'], { stderr: asyncio.STDOUT }],
        [['true'], { cwd: '/no/such/folder' }],
      ] as const;
      for (const [args, options] of attempts) {
        const what = `${args[0]} with ${Object.keys(options).join(', ')}`;
        const starting = (): Coroutine => loop.subprocessExec(() => protocol, args, options);
        yield* raisedBy(FileNotFoundError, starting, what);
      }
      expect(protocol.calls).to.deep.equal([]);
      expect(yield* outputOf(world, 'echo "still here"')).to.equal('still here\n');
      expect(protocol.calls, 'later').to.deep.equal([]);
    });
  });

  test('subprocess.error.not_found', 'may not execute it', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const protocol = new ProcessRecorder(loop);
      for (const options of [{}, { stderr: asyncio.STDOUT }]) {
        yield* raisedBy(PermissionError, () => loop.subprocessExec(() => protocol, ['/etc/passwd'], options));
      }
      expect(protocol.calls).to.deep.equal([]);
    });
  });

  test('subprocess.concurrent', 'runs eight at once', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const codes = [0, 1, 2, 3, 4, 5, 6, 7];
      const run = function* (code: number): Coroutine<number | null> {
        // Each waits for a line, so that all of them run at the same time.
        const child = yield* startChild(world, ['sh', '-c', `read line; exit ${String(code)}`]);
        started.push(child);
        if (started.length === codes.length) all.setResult(null);
        yield* all;
        child.transport.getPipeTransport(0)?.close();
        yield* child.protocol.loses();
        child.transport.close();
        return child.transport.getReturncode();
      };
      const started: unknown[] = [];
      const all = loop.createFuture<null>();
      expect(yield* asyncio.gather(codes.map((code) => run(code)))).to.deep.equal(codes);
    });
  });

  test('subprocess.cancel.creation_kills_child', 'is cancelled while it starts', async (world) => {
    const { asyncio, loop, env, subject } = world;
    await env.run(function* () {
      const protocol = new ProcessRecorder(loop);
      const before = resourcesOf(subject.python);
      const task = asyncio.ensureFuture(loop.subprocessExec(() => protocol, ['sleep', '30']));
      yield* asyncio.sleep(0);
      expect(task.done(), 'set up after one turn of the loop').to.equal(false);
      task.cancel();
      yield* raisedBy(CancelledError, () => task);
      // That no child is left then, the kit sees to after the test.
      if (before !== undefined) yield* untilChildless(world, before);
    });
  });
});
