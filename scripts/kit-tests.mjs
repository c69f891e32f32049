// Runs all tests of the kit under nyc, two files or more at a time: most of them wait, for processes that they start and for
// loops that hang, and so each lane fills the pauses of the other. Arguments go to mocha; --list tells the files in their order.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** The longest, which begin first: what begins last is to be short, so that the lanes end together. */
const LONGEST = [
  'saboteurs/saboteurs',
  'broken-loops/broken-loops',
  'bridge/verdicts',
  'sharpness/sharpness',
  'bridge/protocol',
  'bridge/faults',
  'bridge/robustness',
].map((name) => join('dist', 'test', `${name}.test.js`));
const EXAMPLES = join('dist', 'examples');

function testsIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name))
    .sort();
}

const all = [...testsIn(EXAMPLES), ...testsIn(join('dist', 'test'))];
const gone = LONGEST.filter((file) => !existsSync(join(root, file)));
if (gone.length > 0) throw new Error(`no such tests: ${gone.join(', ')}`);
const [first, second, ...others] = LONGEST;
const files = [first, second, ...all.filter((file) => file.startsWith(EXAMPLES)), ...others];
files.push(...all.filter((file) => !files.includes(file)));

if (process.argv.includes('--list')) for (const file of files) console.log(file);
else {
  const lanes = Math.max(2, Math.min(4, availableParallelism()));
  const args = [
    require.resolve('nyc/bin/nyc.js'),
    require.resolve('mocha/bin/mocha.js'),
    ...['--parallel', '--jobs', String(lanes), '--require', './scripts/bare-children.cjs'],
    ...process.argv.slice(2),
    ...files,
  ];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
