/** Which mutants there are: those of the reference, in the order of its files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Mutant } from './mutant';
import { mutantsOf } from './mutants';

/**
 * What decides about queues, timers, futures, tasks and waiting: the figures are about these files. The rest has clauses of
 * other parts of the contract (loop/network), or is the host's (node/), and serves only to prove single clauses.
 */
const CORE = /^(loop(?!\/network)|futures|tasks|combinators)\//;

/** `root` is the folder of the compiled layers. */
export function allMutants(root: string): readonly Mutant[] {
  const folder = join(root, 'reference');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), 'utf8')));
}

export function isCore({ file }: Pick<Mutant, 'file'>): boolean {
  return CORE.test(file);
}
