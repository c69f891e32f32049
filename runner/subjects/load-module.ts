/** Loads a module of the user's, in TypeScript or JavaScript, CommonJS or not. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors';
import { messageOf } from '../printable';

/** The compiled layers. They are reached as subjects, by path: the runner depends on none of them. */
export const LAYERS = join(__dirname, '..', '..');

export type Exports = Readonly<Record<string, unknown>>;

export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path);
}

/** @throws UsageError when it cannot be loaded. */
export async function importModule(path: string): Promise<Exports> {
  try {
    return await load(compiled(path));
  } catch (error) {
    const message = messageOf(error);
    throw new UsageError(
      `${path} cannot be loaded: ${message}`,
      /read.only|not extensible|Cannot (re)?define|may not/.test(message)
        ? 'a subject may not change globals, prototypes or the kit: leave them as they are'
        : 'load it with node alone to see where it fails',
    );
  }
}

/** A source of this package itself is loaded as it was built: two copies of one class are two classes. */
function compiled(path: string): string {
  const inside = relative(join(LAYERS, '..'), path);
  if (inside.startsWith('..') || inside.startsWith(`node_modules${sep}`)) return path;
  const built = join(LAYERS, inside.replace(/\.ts$/, '.js'));
  return path.endsWith('.ts') && existsSync(built) ? built : path;
}

async function load(path: string): Promise<Exports> {
  if (isTypeScript(path)) compileTypeScript(path);
  try {
    return require(path) as Exports;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_REQUIRE_ESM') throw error;
    return (await import(pathToFileURL(path).href)) as Exports;
  }
}

function compileTypeScript(path: string): void {
  const { register } = require('ts-node') as typeof import('ts-node');
  const options = { target: 'es2022', esModuleInterop: true };
  const folder = modulePackage(dirname(path));
  if (folder === undefined) {
    const compilerOptions = { ...options, module: 'nodenext', moduleResolution: 'nodenext' };
    register({ transpileOnly: true, skipProject: true, compilerOptions });
    return;
  }
  // In a package of ES modules TypeScript is compiled to CommonJS all the same, and `./x.js` finds x.ts.
  register({
    transpileOnly: true,
    skipProject: true,
    cwd: folder,
    moduleTypes: { [`${folder}/**/*`]: 'cjs' },
    experimentalResolver: true,
    compilerOptions: { ...options, module: 'commonjs', ignoreDeprecations: '6.0' },
  });
}

/** The folder of the package that `folder` is in, if its modules are ES modules. */
function modulePackage(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly type?: string };
    return type === 'module' ? folder : undefined;
  }
  return dirname(folder) === folder ? undefined : modulePackage(dirname(folder));
}
