// Runs scripts of package.json at the same time: `node scripts/side-by-side.mjs lint test:kit`. The last prints as it goes; what the
// others say is printed when they end, and they give way to it. All are run to their ends; any that fails makes this fail.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** As nice says it: they still get a share, lest they begin in earnest when the last has ended. */
const YIELDING = 5;
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function run(name, isLast) {
  const stdio = isLast ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(npm, ['run', '--silent', name], { cwd: root, stdio, shell: process.platform === 'win32' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data));
  if (!isLast && child.pid !== undefined) setPriority(child.pid, YIELDING);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name}: ${error.message}`));
    child.once('close', (code, signal) => {
      const failure = code === 0 ? undefined : `npm run ${name} failed: ${signal ?? `exit code ${code}`}`;
      if (!isLast) console.log(`${said}${failure ?? `npm run ${name} found nothing`}`);
      resolve(failure);
    });
  });
}

const names = process.argv.slice(2);
if (names.length === 0) throw new Error('name the scripts to run');
const failures = (await Promise.all(names.map((name, i) => run(name, i === names.length - 1)))).filter(Boolean);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
