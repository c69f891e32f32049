// Makes .venv, a virtual environment with the pinned loops of setup-python.txt, on the newest python3 that has them.
// `npm run setup:python -- 3.12` chooses the interpreter: a version, a name or a path.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bridge = join(root, 'dist', 'bridge');
if (!existsSync(bridge)) fail('build first: npm run build');
const { findPython, findPythons, probeLoops } = createRequire(import.meta.url)(bridge);

const pins = readFileSync(join(root, 'scripts', 'setup-python.txt'), 'utf8')
  .split('\n')
  .filter((line) => /^[\w-]+==/.test(line));
const folder = join(root, '.venv');
const wanted = process.argv[2];
const candidates =
  wanted === undefined
    ? (await findPythons())
        .filter(({ implementation, path }) => implementation === 'CPython' && !path.startsWith(folder))
        .map(({ path, version }) => ({ path, version }))
        .filter(({ version }) => version.localeCompare('3.8', 'en', { numeric: true }) > 0)
        .reverse()
    : [{ path: await findPython(wanted), version: wanted }];
if (candidates.length === 0) fail('no CPython 3.8 or later was found; install one, or name it as an argument');

let made = false;
for (const { path, version } of candidates) {
  console.log(`trying Python ${version}: ${path}`);
  rmSync(folder, { recursive: true, force: true });
  if (!run(path, ['-m', 'venv', folder])) continue;
  made = run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', pins[0]]);
  if (made) break;
}
if (!made) fail(`no interpreter here could install ${pins[0]}`);
for (const pin of pins.slice(1)) {
  if (!run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', pin])) {
    console.log(`${pin} is not to be had for this interpreter; left out`);
  }
}
for (const { subject, version, problem } of await probeLoops(folder)) {
  if (problem === undefined) console.log(`${subject} (${version})`);
}
console.log('certify one of them with: npx loopcert run python:uvloop:new_event_loop --python .venv');

function run(command, args) {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

function fail(message) {
  console.error(`setup:python: ${message}`);
  process.exit(1);
}
