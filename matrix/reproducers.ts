/**
 * Scripts of a few lines that show a fault of a loop without the kit: `reproducers/<loop>_<fault>.py`. Each says in its first
 * lines which clause it is about and which loop it needs, prints what it sees, and ends with 1 where the fault is there, 0
 * where it is not. With the argument `asyncio` it tries asyncio's own loop, on which each ends with 0.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClause } from '../spec';
import { UsageError } from '../runner/errors';
import { runCommand } from './commands';
import { environmentOf, pythonIn } from './environments';
import { MATRIX } from './folders';
import type { MatrixRun } from './loop-files';

export interface Reproducer {
  readonly file: string;
  readonly loop: string;
  readonly clauses: readonly string[];
  /** What is seen, in one sentence. */
  readonly about: string;
}

export interface Reproduced extends Reproducer {
  /** The runs in whose environments it was tried: whether the fault shows there. */
  readonly shows: Readonly<Record<string, boolean>>;
}

const FOLDER = join(MATRIX, 'reproducers');
/** Seconds; a loop that hangs says so by itself before. */
const PATIENCE = 60;

/** @throws UsageError for one that does not say what it is about. */
export function reproducers(): readonly Reproducer[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.py') && !name.startsWith('_'))
    .sort()
    .map(readReproducer);
}

function readReproducer(file: string): Reproducer {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const about = /^"""([^"]+?)"""/.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
  const loop = /^# loop: (\S+)$/m.exec(text)?.[1];
  const clauses = /^# clauses: (.+)$/m.exec(text)?.[1]?.split(', ');
  if (about === undefined || loop === undefined || clauses === undefined) {
    throw new UsageError(`reproducers/${file} does not say what it is about`, 'see its neighbours');
  }
  const unknown = clauses.find((id) => findClause(id) === undefined);
  if (unknown !== undefined) throw new UsageError(`reproducers/${file} names no clause "${unknown}"`, 'mend the id');
  return { file, loop, clauses, about };
}

/** Tries a reproducer in the environment of a run. @returns nothing where it could not tell */
export async function tryReproducer({ file }: Reproducer, run: MatrixRun): Promise<boolean | undefined> {
  const python = pythonIn(await environmentOf(run));
  const ended = async (...args: readonly string[]): Promise<number | undefined> => {
    const { code, output } = await runCommand([python, join(FOLDER, file), ...args], PATIENCE, run.file.environment);
    return isTold(output) ? code : undefined;
  };
  // On asyncio's own loop: one that shows its fault there shows nothing.
  if ((await ended('asyncio')) !== 0) return undefined;
  const code = await ended();
  return code === 0 ? false : code === 1 ? true : undefined;
}

/** A script that an error of its own ends has told nothing, though its exit code is that of one that has. */
function isTold(output: string): boolean {
  return !/^Traceback \(most recent call last\):\n {2}File "[^"]*", line \d+, in <module>/m.test(output);
}
