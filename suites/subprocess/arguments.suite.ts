/** Arguments that subprocess_exec() and subprocess_shell() refuse, and those that change nothing. */
import { ValueError, type Coroutine, type SubprocessOptions } from '../../spec';
import { expect, outputOf, ProcessRecorder, raisedBy, startChild, suite, type World } from '../support';

/** Both methods must refuse the options. */
function* bothRefuse({ loop }: World, ...refused: readonly SubprocessOptions[]): Coroutine<void> {
  const factory = (): ProcessRecorder => new ProcessRecorder(loop);
  for (const options of refused) {
    const what = JSON.stringify(options);
    yield* raisedBy(
      ValueError,
      () => loop.subprocessExec(factory, ['true'], options),
      `subprocess_exec() with ${what}`,
    );
    yield* raisedBy(
      ValueError,
      () => loop.subprocessShell(factory, 'true', options),
      `subprocess_shell() with ${what}`,
    );
  }
}

/** Both methods must run with the options. */
function* bothTake(world: World, ...taken: readonly SubprocessOptions[]): Coroutine<void> {
  for (const options of taken) {
    const what = JSON.stringify(options);
    expect(yield* outputOf(world, 'echo ran', options), `subprocess_shell() with ${what}`).to.equal('ran\n');
    const child = yield* startChild(world, ['echo', 'ran'], options);
    yield* child.protocol.loses();
    child.transport.close();
    expect(child.protocol.text(1), `subprocess_exec() with ${what}`).to.equal('ran\n');
  }
}

export const argumentsSuite = suite('subprocess', 'arguments', (test) => {
  test('subprocess.shell.cmd_type', 'refuses a list, None and a number', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      for (const command of [['ls', '-l'], null, 5]) {
        const starting = (): Coroutine =>
          loop.subprocessShell(() => new ProcessRecorder(loop), command as unknown as string);
        yield* raisedBy(ValueError, starting, JSON.stringify(command));
      }
    });
  });

  test('subprocess.args.shell_flag', 'refuses the mode of the other method', async ({ loop, env }) => {
    await env.run(function* () {
      const factory = (): ProcessRecorder => new ProcessRecorder(loop);
      yield* raisedBy(ValueError, () => loop.subprocessExec(factory, ['true'], { shell: true }));
      yield* raisedBy(ValueError, () => loop.subprocessShell(factory, 'true', { shell: false }));
    });
  });

  test('subprocess.args.universal_newlines', 'refuses text', (world) =>
    world.env.run(() => bothRefuse(world, { universalNewlines: true })),
  );

  test('subprocess.args.bufsize', 'refuses a buffer', (world) =>
    world.env.run(() => bothRefuse(world, { bufsize: 4096 }, { bufsize: 1 })),
  );

  test('subprocess.args.text', 'refuses text', (world) => world.env.run(() => bothRefuse(world, { text: true })));

  test('subprocess.args.text', 'takes what changes nothing', (world) =>
    world.env.run(() => bothTake(world, { text: false }, { text: null })),
  );

  test('subprocess.args.encoding_errors', 'refuses both', (world) =>
    world.env.run(() => bothRefuse(world, { encoding: 'utf-8' }, { errors: 'strict' })),
  );

  test('subprocess.args.encoding_errors', 'takes None for both', (world) =>
    world.env.run(() => bothTake(world, { encoding: null, errors: null })),
  );

  test('subprocess.args.checked_before_factory', 'calls no factory', async ({ loop, env }) => {
    await env.run(function* () {
      let made = 0;
      const factory = (): ProcessRecorder => {
        made += 1;
        return new ProcessRecorder(loop);
      };
      const refused = [
        ...([{ universalNewlines: true }, { bufsize: 4096 }, { text: true }] as const),
        ...([{ encoding: 'utf-8' }, { errors: 'strict' }] as const),
      ];
      for (const options of refused) {
        yield* raisedBy(ValueError, () => loop.subprocessExec(factory, ['true'], options));
        yield* raisedBy(ValueError, () => loop.subprocessShell(factory, 'true', options));
      }
      yield* raisedBy(ValueError, () => loop.subprocessExec(factory, ['true'], { shell: true }));
      yield* raisedBy(ValueError, () => loop.subprocessShell(factory, 'true', { shell: false }));
      yield* raisedBy(ValueError, () => loop.subprocessShell(factory, 5 as unknown as string));
      expect(made, 'protocols').to.equal(0);
    });
  });
});
