/** Loads a module of the user's, in TypeScript or JavaScript, CommonJS or not. */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors';
import { messageOf } from '../printable';
import { isEsModule, isTypeScript } from './typescript/package-type';
import { registerTypeScript } from './typescript/register';

/** The compiled layers. They are reached as subjects, by path: the runner depends on none of them. */
export const LAYERS = join(__dirname, '..', '..');

export type Exports = Readonly<Record<string, unknown>>;

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
  if (isTypeScript(path)) registerTypeScript(path);
  // An ES module may await at its top, and may be TypeScript, which only import() takes.
  if (isEsModule(path)) return (await import(pathToFileURL(path).href)) as Exports;
  return require(path) as Exports;
}
