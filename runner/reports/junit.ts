/** JUnit XML, made from the TAP report by tap-junit. Its silence about what it lost is answered by counting. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { RunRecord } from '../results/record';
import { countOf, tap } from './tap';

export class JunitError extends Error {
  override readonly name = 'JunitError';
}

export function junit(record: RunRecord): string {
  const manifest = require.resolve('tap-junit/package.json');
  const { bin } = require(manifest) as { readonly bin: string | Readonly<Record<string, string>> };
  const script = join(dirname(manifest), typeof bin === 'string' ? bin : (bin['tap-junit'] ?? ''));
  const { stdout, stderr, error } = spawnSync(process.execPath, [script, '--pretty', '--suite', record.subject.name], {
    input: tap(record),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw new JunitError(`tap-junit could not be run: ${error.message}`);
  const cases = stdout.match(/<testcase\b/g)?.length ?? 0;
  if (cases !== countOf(record)) {
    throw new JunitError(
      `tap-junit wrote ${cases} of ${countOf(record)} tests${stderr === '' ? '' : `: ${stderr.trim()}`}`,
    );
  }
  return stdout;
}
