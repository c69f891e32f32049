/**
 * What a proof is about, in three digests: when one of them changes, the proof is stale. They are of programs and of facts, not of
 * words: a comment, the layout, and the statement of a clause may be mended.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUSES } from '../../spec';
import { SUITES, testId } from '../../suites';
import { testSource } from '../../runner/plan/test-sources';
import { allMutants, isCore, isNetwork } from './all-mutants';
import { filesOf } from './compiled-files';
import { partTests } from './parts';
import type { Proof } from './proof';
import { syntaxOf } from './syntax';

export function shortHash(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part}\0`);
  return hash.digest('hex').slice(0, 12);
}

/** By test id: the digest of its name and program. `root` is the folder of the compiled layers. */
export function testHashes(root: string): ReadonlyMap<string, string> {
  const ids = SUITES.flatMap((suite) => suite.tests).map(testId);
  const parts = partTests(root).map(({ test, program }) => [test, shortHash(test, program)] as const);
  return new Map([...ids.map((id) => [id, shortHash(id, syntaxOf(testSource(id)?.text ?? ''))] as const), ...parts]);
}

/** Of all that the tests are made of, their helpers too. `root` is the folder of the compiled layers. */
export function suitesHash(root: string): string {
  return shortHash(
    ...filesOf(join(root, 'suites')).flatMap(({ path, file }) => [file, syntaxOf(readFileSync(path, 'utf8'))]),
    ...partTests(root).flatMap(({ test, program }) => [test, program]),
  );
}

/** `root` is the folder of the compiled layers. */
export function digestsOf(root: string): Proof['digests'] {
  const all = allMutants(root);
  const idsOf = (part: typeof isCore): readonly string[] => all.filter(part).map(({ id }) => id);
  const must = CLAUSES.filter((clause) => clause.level === 'must');
  return {
    mutants: shortHash(...idsOf(isCore)),
    network: shortHash(...idsOf(isNetwork)),
    clauses: shortHash(...must.map(({ id, level, since, until }) => `${id} ${level} ${since} ${until ?? ''}`)),
    tests: suitesHash(root),
  };
}
