/** Which mutants there are: those of the reference, in the order of its files, and to which part of it each belongs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './compiled-files';
import type { Mutant } from './mutant';
import { mutantsOf } from './mutants';

/**
 * The core decides about queues, timers, futures, tasks and waiting; the network about sockets, streams, servers and children,
 * on the two loops. Each has figures of its own. What is left over has no tests in the suites, or only serves a host.
 */
export type Part = 'core' | 'network';

const CORE = /^(loop|futures|tasks|combinators)\//;
const NETWORK = /^(network|transports|node|sockets|tls|selector)\//;

/** `root` is the folder of the compiled layers. */
export function allMutants(root: string): readonly Mutant[] {
  return filesOf(join(root, 'reference')).flatMap(({ path, file }) =>
    partOf({ file }) === undefined ? [] : mutantsOf(file, readFileSync(path, 'utf8')),
  );
}

export function partOf({ file }: Pick<Mutant, 'file'>): Part | undefined {
  if (CORE.test(file)) return 'core';
  return NETWORK.test(file) ? 'network' : undefined;
}

export function isCore(mutant: Pick<Mutant, 'file'>): boolean {
  return partOf(mutant) === 'core';
}

export function isNetwork(mutant: Pick<Mutant, 'file'>): boolean {
  return partOf(mutant) === 'network';
}
