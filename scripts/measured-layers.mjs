// After the tests: every layer was measured, and enough of it ran. A threshold of nothing is met by nothing, so a layer that nyc no longer finds
// would pass in silence.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Percent of statements that run, each somewhat below what was measured. Most of the runner runs in processes that are not measured. */
const LAYERS = { spec: 90, suites: 70, reference: 70, bridge: 70, runner: 45 };
/** Fewer statements than this are no layer. */
const FEWEST = 100;

const summary = JSON.parse(readFileSync(join(root, 'coverage', 'coverage-summary.json'), 'utf8'));
let missing = 0;
for (const [layer, least] of Object.entries(LAYERS)) {
  const files = Object.entries(summary).filter(([path]) => relative(root, path).startsWith(`${layer}/`));
  const sum = (which) => files.reduce((all, [, { statements }]) => all + statements[which], 0);
  const [covered, total] = [sum('covered'), sum('total')];
  const share = total === 0 ? 'none' : `${((100 * covered) / total).toFixed(1)} %`;
  console.log(`${layer.padEnd(10)} ${share} of ${total} statements in ${files.length} files`);
  if (total >= FEWEST && 100 * covered >= least * total) continue;
  missing += 1;
  console.error(
    total < FEWEST
      ? `${layer} was not measured: does .nycrc.json still find it?`
      : `${layer} is below its threshold of ${least} %`,
  );
}
process.exitCode = missing === 0 ? 0 : 1;
