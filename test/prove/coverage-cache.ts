/** Coverage takes a minute to measure, and stands until the reference or the suites change. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf } from './compiled-files';
import { measureCoverage, type Coverage, type Wanted } from './coverage';
import { shortHash, suitesHash } from './digests';
import type { Place } from './loops';

/** So many failing tests tell of the machine. */
const SUSPECT = 10;

interface Kept {
  readonly of: string;
  readonly coverage: Coverage;
}

/** `root` is the folder of the compiled layers. A run in which many tests failed is not kept: something else was wrong. */
export async function coverageOf(root: string, loop: Place, wanted: Wanted): Promise<Coverage> {
  const file = join(root, '..', '.cache', 'prove', `${loop}-${wanted}.json`);
  // Offsets count: here a comment makes a difference.
  const texts = filesOf(join(root, 'reference')).map(({ path }) => readFileSync(path, 'utf8'));
  const of = shortHash(suitesHash(root), ...texts);
  const kept = read(file);
  if (kept?.of === of) return kept.coverage;
  const coverage = await measureCoverage(root, loop, wanted);
  if (coverage.tests.filter(({ failed }) => failed !== null).length < SUSPECT) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ of, coverage } satisfies Kept));
  }
  return coverage;
}

function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}
