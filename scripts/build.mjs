// Compiles every layer (project references make tsc reject a forbidden import) and puts what is not TypeScript beside it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSources } from './sources.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-b', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const asset = (path) => {
  const name = path.split(/[\\/]/).pop();
  return !name.includes('.') || /\.(py|json|html|css|yml|yaml)$/.test(name);
};
for (const layer of ['bridge', 'runner', 'test', 'bench']) {
  cpSync(join(root, layer), join(root, 'dist', layer), {
    recursive: true,
    filter: (source) => asset(source) && !/(tsconfig\.json|__pycache__)$/.test(source),
  });
}
writeSources(root);
const bin = join(root, 'dist/runner/cli/main.js');
if (existsSync(bin)) chmodSync(bin, 0o755);
