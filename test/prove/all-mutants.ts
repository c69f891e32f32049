/** Which mutants there are: those of the reference, in the order of its files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './compiled-files';
import type { Mutant } from './mutant';
import { mutantsOf } from './mutants';

/**
 * What decides about queues, timers, futures, tasks and waiting: the figures are about these files. The rest has clauses of
 * other parts of the contract (loop/network), or is the host's (node/), and serves only to prove single clauses.
 */
const CORE = /^(loop(?!\/network)|futures|tasks|combinators)\//;

/** `root` is the folder of the compiled layers. */
export function allMutants(root: string): readonly Mutant[] {
  return filesOf(join(root, 'reference')).flatMap(({ path, file }) => mutantsOf(file, readFileSync(path, 'utf8')));
}

export function isCore({ file }: Pick<Mutant, 'file'>): boolean {
  return CORE.test(file);
}
