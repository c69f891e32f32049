// Tries the packed kit as its consumers have it, all kinds of them: what `npm test` has time for is a part of that. Arguments go to mocha.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join('dist', 'test', 'trials');
const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.test.js'));
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const { status } = spawnSync(
  process.execPath,
  [mocha, '--reporter', 'spec', ...process.argv.slice(2), ...files.map((name) => join(folder, name))],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LOOPCERT_TRIALS: 'all' } },
);
process.exitCode = status ?? 1;
