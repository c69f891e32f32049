/** Finds interpreters: by path, name, version or virtual environment, and all there are on PATH and under version managers. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { BridgeError } from '../errors';

export interface FoundPython {
  /** The interpreter itself, not a version manager's stand-in for it. */
  readonly path: string;
  /** `3.12.1`. */
  readonly version: string;
  readonly implementation: string;
}

const PROBE =
  'import platform, sys; print(sys.executable); print("%d.%d.%d" % tuple(sys.version_info[:3])); print(platform.python_implementation())';
const PROBE_TIMEOUT = 10_000;

/**
 * The interpreter that `text` names: a path, a name on PATH, a version (`3`, `3.12`, `3.12.1`), or the folder of a virtual
 * environment. @throws BridgeError when there is none.
 */
export async function findPython(text: string): Promise<string> {
  if (/[/\\]/.test(text) || (isFolder(text) && existsSync(join(text, 'pyvenv.cfg')))) return fromPath(text);
  const version = /^(?:python)?(\d+(?:\.\d+){0,2})$/.exec(text)?.[1];
  const named = version === undefined || text.startsWith('python') ? text : `python${version}`;
  for (const path of onPath(named)) {
    // A version manager's stand-in may name a version that is not there, and costs time at every start.
    if (!isStandIn(path)) return path;
    const found = await probe(path);
    if (found !== undefined) return found.path;
  }
  if (version !== undefined) {
    const managed = (await probeAll(managedPythons(version))).at(-1);
    if (managed !== undefined) return managed.path;
  }
  const all = await findPythons();
  const other =
    version === undefined ? undefined : all.filter((found) => `${found.version}.`.startsWith(`${version}.`)).at(-1);
  if (other !== undefined) return other.path;
  const others = all.map((found) => found.version).join(', ');
  throw new BridgeError(
    'no-interpreter',
    `there is no interpreter "${text}"; name another with --python: a path, a version, or the folder of a virtual environment` +
      (others === '' ? '; none was found on this machine' : ` (here are ${others})`),
  );
}

/** All interpreters on PATH and of version managers, oldest first, each once. */
export async function findPythons(): Promise<readonly FoundPython[]> {
  const names = pathFolders().flatMap((folder) =>
    list(folder)
      .filter((name) => /^python3(\.\d+)?$/.test(name))
      .map((name) => join(folder, name)),
  );
  // Stand-ins lead to interpreters that are listed anyway.
  return probeAll([...names.filter((path) => !isStandIn(path)), ...managedPythons('')]);
}

function fromPath(path: string): string {
  if (!isFolder(path)) {
    if (isExecutable(path)) return path;
    throw new BridgeError(
      'no-interpreter',
      `${path} is not an interpreter that can be run; name another with --python`,
    );
  }
  const inside = [join(path, 'bin', 'python3'), join(path, 'bin', 'python'), join(path, 'Scripts', 'python.exe')];
  const found = inside.find(isExecutable);
  if (found !== undefined) return found;
  throw new BridgeError(
    'no-interpreter',
    `the folder ${path} holds no interpreter (no bin/python3); name a virtual environment or another interpreter with --python`,
  );
}

function onPath(name: string): readonly string[] {
  return pathFolders()
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

function pathFolders(): readonly string[] {
  return [...new Set((process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''))];
}

/** Interpreters under the folders of pyenv and uv whose version begins with `version`. */
function managedPythons(version: string): readonly string[] {
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const uv = process.env['UV_PYTHON_INSTALL_DIR'] ?? join(homedir(), '.local', 'share', 'uv', 'python');
  return [pyenv, uv]
    .flatMap((folder) =>
      list(folder)
        .filter((name) => {
          const own = /(?:^|-)(\d+\.\d+\.\d+)(?:-|$)/.exec(name)?.[1];
          return own !== undefined && `${own}.`.startsWith(version === '' ? '3.' : `${version}.`);
        })
        .map((name) => join(folder, name, 'bin', 'python3')),
    )
    .filter(isExecutable);
}

async function probeAll(paths: readonly string[]): Promise<readonly FoundPython[]> {
  const found = new Map<string, FoundPython>();
  for (const python of await Promise.all([...new Set(paths)].map(probe))) {
    if (python === undefined) continue;
    // A virtual environment's interpreter is a link to another, and yet one of its own.
    const environment = existsSync(join(python.path, '..', '..', 'pyvenv.cfg'));
    const key = environment ? python.path : realpathSync(python.path);
    if (!found.has(key)) found.set(key, python);
  }
  return [...found.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

function probe(path: string): Promise<FoundPython | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['-c', PROBE], { timeout: PROBE_TIMEOUT, killSignal: 'SIGKILL' }, (error, stdout) => {
      const [executable = '', version = '', implementation = ''] = stdout.split(/\r?\n/);
      resolve(error === null && version !== '' ? { path: executable || path, version, implementation } : undefined);
    });
  });
}

function isStandIn(path: string): boolean {
  return /[/\\]shims[/\\]/.test(path);
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return !isFolder(path);
  } catch {
    return false;
  }
}
