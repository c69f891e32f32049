/** Virtual environments in the cache, one a run of the matrix: made by uv where it is at hand, else by venv and pip. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from './folders';
import { runCommand } from './commands';
import { interpreterFor, interpreters } from './interpreters';
import type { MatrixRun } from './loop-files';

/** Seconds: what has no wheel may have to be compiled. */
const PATIENCE = 600;

/** A loop that cannot be had on this machine, and why. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** The folder of the environment, made where it is not there yet. @throws Unavailable */
export async function environmentOf(run: MatrixRun): Promise<string> {
  const python = run.python === undefined ? process.execPath : await interpreterFor(run.python);
  if (python === undefined) throw new Unavailable(`there is no CPython ${String(run.python)} on this machine`);
  const key = createHash('sha256')
    .update(JSON.stringify([run.node ?? python, run.packages]))
    .digest('hex')
    .slice(0, 8);
  const folder = join(CACHE, 'environments', `${run.id}-${key}`);
  // A link to an interpreter that is gone is no file.
  const program = run.node === undefined ? pythonIn(folder) : nodeIn(folder);
  if (existsSync(join(folder, 'complete')) && existsSync(program)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(CACHE, 'environments'), { recursive: true });
  try {
    await (run.node === undefined ? make(folder, python, run) : makeNode(folder, run));
  } catch (error) {
    // What is half made would be taken for whole.
    if (existsSync(folder)) renameSync(folder, `${folder}.failed-${process.pid}`);
    rmSync(`${folder}.failed-${process.pid}`, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(join(folder, 'complete'), `${run.packages.join('\n')}\n`);
  return folder;
}

async function make(folder: string, python: string, { packages, file }: MatrixRun): Promise<void> {
  const wheels = file.build === true ? [] : ['--only-binary', ':all:'];
  const uv = await findUv();
  if (uv !== undefined) {
    await step([uv, 'venv', '--quiet', '--python', python, folder]);
    await step([uv, 'pip', 'install', '--quiet', '--no-deps', '--python', folder, ...wheels, ...packages]);
    return;
  }
  const own = await can(python, 'import ensurepip');
  await step([python, '-m', 'venv', ...(own ? [] : ['--without-pip']), folder]);
  const pip = own
    ? [pythonIn(folder), '-m', 'pip']
    : [await anotherWithPip(), '-m', 'pip', '--python', pythonIn(folder)];
  await step([...pip, 'install', '--quiet', '--no-deps', '--disable-pip-version-check', ...wheels, ...packages]);
}

async function can(python: string, does: string): Promise<boolean> {
  return (await runCommand([python, '-c', does], 20)).code === 0;
}

/** Debian keeps pip apart from its interpreters: that of any other can install for them. @throws Unavailable where there is none */
async function anotherWithPip(): Promise<string> {
  for (const python of await interpreters()) if (await can(python, 'import pip')) return python;
  throw new Unavailable('no environment can be made: no interpreter of this machine has pip, and there is no uv');
}

/** The registry's package `node` is the program. What its script of installation does is to put it in its place. */
async function makeNode(folder: string, { packages }: MatrixRun): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const names = packages.map((text) => text.replace('==', '@'));
  await step(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, ...names]);
  if (!existsSync(nodeIn(folder))) throw new Unavailable('its packages cannot be installed: there is no node in them');
}

export function pythonIn(environment: string): string {
  return join(environment, 'bin', 'python');
}

export function nodeIn(environment: string): string {
  return join(environment, 'node_modules', 'node', 'bin', 'node');
}

async function step(command: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, PATIENCE);
  if (code === 0) return;
  const [tool = ''] = command;
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /error|not find|no matching|no solution|cannot|because/i.test(line));
  const said = telling.length > 0 ? telling.slice(0, 2).join(' ') : lines.find((line) => line !== '');
  const words = (said ?? `it ended with ${String(code)}`).slice(0, 300);
  const what = command.includes('venv') ? 'no environment can be made' : 'its packages cannot be installed';
  throw new Unavailable(`${what}: ${words.replaceAll(ROOT, '.').replaceAll(tool, 'the tool')}`);
}

let uvFound: Promise<string | undefined> | undefined;

/** On PATH, or where LOOPCERT_UV says. */
function findUv(): Promise<string | undefined> {
  uvFound ??= (async () => {
    const uv = process.env['LOOPCERT_UV'] ?? 'uv';
    return (await runCommand([uv, '--version'], 10)).code === 0 ? uv : undefined;
  })();
  return uvFound;
}
