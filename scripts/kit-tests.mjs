// Runs all tests of the kit under nyc, some files at a time: most of them wait, for processes that they start and for
// loops that hang, and so each lane fills the pauses of the other. Arguments go to mocha; --list tells the files in their order.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** The longest, by the seconds they take: they begin first, and what begins last is to be short, so that the lanes end together. */
const LONGEST = [
  'test/saboteurs/saboteurs',
  'test/broken-loops/broken-loops',
  'test/trials/packages',
  'examples/certified',
  'test/runner/killing',
  'test/bridge/embedded',
  'test/bridge/verdicts',
  'test/runner/smoke',
  'test/runner/trust',
  'test/trials/python',
  'test/runner/package',
  'test/runner/record-schema',
  'test/runner/init',
  'test/reports/short-way',
  'test/runner/user-errors',
  'test/reference/conformant',
  'test/sharpness/sharpness',
  'test/runner/killing-network',
  'test/runner/reproduce',
  'test/runner/bounds',
  'test/runner/merge',
  'test/runner/python-loops',
  'test/runner/verify',
  'test/runner/baseline',
  'test/runner/init-workflow',
].map((name) => join('dist', `${name}.test.js`));

function testsIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name))
    .sort();
}

const all = [...testsIn(join('dist', 'examples')), ...testsIn(join('dist', 'test'))];
const gone = LONGEST.filter((file) => !existsSync(join(root, file)));
if (gone.length > 0) throw new Error(`no such tests: ${gone.join(', ')}`);
const files = [...LONGEST, ...all.filter((file) => !LONGEST.includes(file))];

if (process.argv.includes('--list')) for (const file of files) console.log(file);
else {
  // One more than there are processors: at any moment some of them wait. With two more, tests of exact times fail now and then.
  const lanes = Math.max(2, Math.min(4, availableParallelism() + 1));
  const args = [
    require.resolve('nyc/bin/nyc.js'),
    require.resolve('mocha/bin/mocha.js'),
    ...['--parallel', '--jobs', String(lanes), '--require', './scripts/bare-children.cjs'],
    ...process.argv.slice(2),
    ...files,
  ];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
