/** The loops of the matrix: one data file a loop, in `loops/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError, suggestion } from '../runner/errors';
import { checker } from '../runner/schema';
import { MATRIX } from './folders';

/** A loop in one version, on one Python or one Node. */
export interface LoopRun {
  /** `3.13`: the interpreter that is asked for. */
  readonly python?: string;
  /** `22`: the Node that runs the kit, of a loop that needs no interpreter; it is the package. */
  readonly node?: string;
  /** As pip takes them, each with its version: all that is installed, dependencies too. */
  readonly packages: readonly string[];
  /** Where it differs from the loop's. */
  readonly subject?: string;
}

/** A file of `loops/`. */
export interface LoopFile {
  readonly name: string;
  /** What it is, in one phrase. */
  readonly about: string;
  readonly links: readonly string[];
  /** As `loopcert run` takes it; modules of `adapters/` can be named. */
  readonly subject: string;
  readonly runs: readonly LoopRun[];
  /** Packages of Debian without which it cannot be installed or run. */
  readonly system?: readonly string[];
  /** Set in the environment of the interpreter. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Installed without the wheels of others alone: what has none is built from source. */
  readonly build?: boolean;
  /** How it is used, or what it is not made for. */
  readonly note?: string;
}

/** One line of the matrix. */
export interface MatrixRun extends LoopRun {
  /** `uvloop-0.23.0-py3.13`: names its record and its environment. */
  readonly id: string;
  /** The name of its file. */
  readonly loop: string;
  readonly file: LoopFile;
  readonly subject: string;
}

const check = checker(() => JSON.parse(readFileSync(join(MATRIX, 'loop.schema.json'), 'utf8')) as object);

/** All runs, or those of the loops that are named: by the file, or by the id of a run. @throws UsageError */
export function matrixRuns(names: readonly string[]): readonly MatrixRun[] {
  const runs = readdirSync(join(MATRIX, 'loops'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => runsOf(basename(name, '.json')));
  const known = [...new Set(runs.flatMap(({ id, loop }) => [loop, id]))];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`the matrix has no loop "${name}"`, suggestion(name, known, `matrix/loops/ has them all`));
    }
  }
  return names.length === 0 ? runs : runs.filter(({ id, loop }) => names.includes(id) || names.includes(loop));
}

function runsOf(loop: string): readonly MatrixRun[] {
  const path = join(MATRIX, 'loops', `${loop}.json`);
  const file = readLoop(path);
  return file.runs.map((run) => {
    const subject = run.subject ?? file.subject;
    const module = subject.split(':')[1] ?? '';
    if (!existsSync(join(MATRIX, 'adapters', `${module}.py`)) && module.endsWith('_loop')) {
      throw new UsageError(`${path} names the adapter ${module}, which is not there`, `write adapters/${module}.py`);
    }
    return { ...run, subject, id: idOf(loop, run, file.name), loop, file };
  });
}

function readLoop(path: string): LoopFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`, 'see its neighbours');
  }
  const fault = check(value);
  if (fault !== undefined) throw new UsageError(`${path}: ${fault.message}`, fault.remedy ?? 'see loop.schema.json');
  return value as LoopFile;
}

/** The version is that of the package which the loop is named after. */
function idOf(loop: string, { packages, python, node, subject }: LoopRun, name: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  const own = packages.find((text) => plain(text).startsWith(`${plain(name)}==`));
  const variant = /\?\w+=(\w+)/.exec(subject ?? '')?.[1]?.toLowerCase();
  const version = own?.split('==')[1];
  return [loop, version, variant, python === undefined ? `node${node ?? ''}` : `py${python}`]
    .filter((part) => part !== undefined)
    .join('-');
}
