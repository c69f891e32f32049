/** Which mutants there are: those of the reference's core, in the order of its files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mutantsOf, type Mutant } from './mutants';

/** What decides about queues, timers, futures, tasks and waiting. */
const CORE = /^(loop|futures|tasks|combinators)\//;

/** `root` is the folder of the compiled layers. */
export function allMutants(root: string): readonly Mutant[] {
  const folder = join(root, 'reference');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => CORE.test(file))
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), 'utf8')));
}

/** Tells one set of mutants from another: a proof belongs to the reference it was made with. */
export function digestOf(mutants: readonly Mutant[]): string {
  const hash = createHash('sha256');
  for (const { id } of mutants) hash.update(`${id}\n`);
  return hash.digest('hex').slice(0, 16);
}
