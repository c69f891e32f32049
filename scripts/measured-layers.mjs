// After the tests: every layer was measured. A threshold of nothing is met by nothing, so a layer that nyc no longer finds
// would pass in silence.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const LAYERS = ['spec', 'suites', 'reference', 'bridge', 'runner'];
/** Fewer statements than this are no layer. */
const FEWEST = 100;

const summary = JSON.parse(readFileSync(join(root, 'coverage', 'coverage-summary.json'), 'utf8'));
let missing = 0;
for (const layer of LAYERS) {
  const files = Object.entries(summary).filter(([path]) => relative(root, path).startsWith(`${layer}/`));
  const sum = (which) => files.reduce((all, [, { statements }]) => all + statements[which], 0);
  const [covered, total] = [sum('covered'), sum('total')];
  const share = total === 0 ? 'none' : `${((100 * covered) / total).toFixed(1)} %`;
  console.log(`${layer.padEnd(10)} ${share} of ${total} statements in ${files.length} files`);
  if (total >= FEWEST) continue;
  missing += 1;
  console.error(`${layer} was not measured: does .nycrc.json still find it?`);
}
process.exitCode = missing === 0 ? 0 : 1;
