/** Starting a child on node: what becomes of the streams and keywords, and how a failure shows. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { setUnlessDone } from '../combinators/waiter';
import { osError } from './os-errors';
import type { StreamLoop } from './stream-transport';

/** subprocess.PIPE, STDOUT and DEVNULL. */
const PIPE = -1;
const STDOUT = -2;
const DEVNULL = -3;

const SHELL = '/bin/sh';

/** What a child is to be. */
export interface ChildPlan {
  /** Program and arguments, or with `shell` a command. */
  readonly args: unknown;
  readonly shell: boolean;
  readonly streams: readonly [stdin: unknown, stdout: unknown, stderr: unknown];
  readonly options: Readonly<Record<string, unknown>>;
}

type Environment = Readonly<Record<string, string>> | undefined;

/** Starts the child. @throws OSError when that fails, TypeError for a keyword that there is not. */
export function* startChild(loop: StreamLoop, plan: ChildPlan): contract.Coroutine<ChildProcess> {
  const { cwd, env, startNewSession, ...others } = plan.options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new TypeError(`unexpected keyword argument '${unknown}'`);
  const folder = (cwd ?? undefined) as string | undefined;
  const variables = (env ?? undefined) as Environment;
  const [program, argv, stderr] = commandOf(plan, folder, variables);
  const [stdin, stdout] = plan.streams;
  const options: SpawnOptions = {
    stdio: [stream(stdin), stream(stdout), stream(stderr)],
    cwd: folder,
    env: variables ?? process.env,
    detached: Boolean(startNewSession),
  };
  let child: ChildProcess;
  try {
    child = spawn(program, argv, options);
  } catch (error) {
    throw typeof (error as NodeJS.ErrnoException).errno === 'number' ? osError(error) : error;
  }
  // A child that was not started has no number by now; why, node says later.
  if (child.pid === undefined) throw osError(yield* failureOf(loop, child));
  child.on('error', () => {});
  return child;
}

function* failureOf(loop: StreamLoop, child: ChildProcess): contract.Coroutine {
  const told = loop.createFuture<null>();
  let failure: unknown;
  child.on('error', (error) => {
    failure ??= error;
    loop._selector.post(new Handle(() => setUnlessDone(told), NO_ARGS, loop));
  });
  yield* told;
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  return failure;
}

/** Program, arguments, and what stderr is to be. */
function commandOf(
  { args, shell, streams }: ChildPlan,
  cwd: string | undefined,
  env: Environment,
): readonly [string, readonly string[], unknown] {
  const [program = '', ...rest] = shell ? [SHELL, '-c', String(args)] : (args as readonly string[]);
  const [, , stderr] = streams;
  if (stderr !== STDOUT) return [program, rest, stderr];
  // Node gives no pipe to two streams: a shell joins them and is replaced by the program, which has to be there.
  checkExecutable(program, cwd, env);
  return [SHELL, ['-c', 'exec "$@" 2>&1', 'sh', program, ...rest], DEVNULL];
}

/** @throws FileNotFoundError, PermissionError */
function checkExecutable(program: string, cwd: string | undefined, env: Environment): void {
  const path = env?.['PATH'] ?? process.env['PATH'] ?? '';
  const places = program.includes('/') ? [''] : path.split(delimiter);
  let refusal: unknown = { code: 'ENOENT', message: `No such file or directory: '${program}'` };
  if (cwd !== undefined) attempt(() => statSync(cwd));
  for (const place of places) {
    const file = resolve(cwd ?? '.', join(place, program));
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EACCES') refusal = error;
    }
  }
  throw osError(refusal);
}

function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    throw osError(error);
  }
}

/** A stream as node wants it. A file lends its descriptor and keeps it. */
function stream(given: unknown): 'pipe' | 'ignore' | 'inherit' | number {
  if (given === PIPE) return 'pipe';
  if (given === DEVNULL) return 'ignore';
  if (given === null || given === undefined) return 'inherit';
  const fd = typeof given === 'number' ? given : (given as { fileno(): number }).fileno();
  if (fd < 0) throw new ValueError(`not a file descriptor: ${String(fd)}`);
  return fd;
}
