// Runs the tests of the kit that need neither a further process nor an interpreter: what `npm run check` has time for.
// Which they are is read off their imports, so that no list has to be kept; arguments go to mocha.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tests = join(root, 'dist', 'test') + sep;

/** What of the layers starts processes. */
const STARTS = /^dist\/(bridge\/|runner\/(execution\/|index))/;

const foreign = new Map();
/** Whether a module of the tests starts a process or opens Python, itself or by what it imports of the tests. */
function isForeign(path) {
  const known = foreign.get(path);
  if (known !== undefined) return known;
  foreign.set(path, false);
  const imports = [...readFileSync(path, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
  const found = imports.some((name) => {
    if (/^(node:)?(child_process|worker_threads)$|^playwright/.test(name)) return true;
    if (!name.startsWith('.')) return false;
    const target = moduleAt(resolve(dirname(path), name));
    if (target === undefined) return false;
    return target.startsWith(tests) ? isForeign(target) : STARTS.test(relative(root, target).replaceAll(sep, '/'));
  });
  foreign.set(path, found);
  return found;
}

function moduleAt(path) {
  return [path, `${path}.js`, join(path, 'index.js')].find((name) => name.endsWith('.js') && existsSync(name));
}

const files = readdirSync(tests, { recursive: true })
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => join('dist', 'test', name))
  .sort();
const quick = files.filter((file) => !isForeign(join(root, file)));
if (quick.length === 0) throw new Error('no test is quick: has dist/test been built?');
console.log(`${quick.length} of ${files.length} files; npm test runs the rest`);
if (process.argv.includes('--list')) for (const file of quick) console.log(file);
else {
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  const args = [mocha, ...process.argv.slice(2), ...quick];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
