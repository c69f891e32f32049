/** Loads a module of the user's, in TypeScript or JavaScript, CommonJS or not. */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors';

/** The compiled layers. They are reached as subjects, by path: the runner depends on none of them. */
export const LAYERS = join(__dirname, '..', '..');

export type Exports = Readonly<Record<string, unknown>>;

/** @throws UsageError when it cannot be loaded. */
export async function importModule(path: string): Promise<Exports> {
  try {
    return await load(compiled(path));
  } catch (error) {
    throw new UsageError(
      `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      'load it with node alone to see where it fails',
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
  if (/\.[cm]?ts$/.test(path)) {
    const { register } = require('ts-node') as typeof import('ts-node');
    register({
      transpileOnly: true,
      skipProject: true,
      compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', esModuleInterop: true },
    });
  }
  try {
    return require(path) as Exports;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_REQUIRE_ESM') throw error;
    return (await import(pathToFileURL(path).href)) as Exports;
  }
}
