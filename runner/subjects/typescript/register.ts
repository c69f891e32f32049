/** Teaches node to load TypeScript of the user's: CommonJS and ES modules, by the tsconfig.json nearest to them. */
import Module, { register as registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { finder, isLocal, isMapped, type Find } from './find-module';
import { isEsModule, isTypeScript } from './package-type';
import { serviceOptions } from './service';
import { userOptions, type UserOptions } from './user-options';

const folders = new Set<string>();

/**
 * Lets node load the TypeScript at `path`, and what that loads, by `require()` or `import()`, compiled as the `tsconfig.json`
 * nearest to it says. @throws UsageError where that cannot be read
 */
export function registerTypeScript(path: string): void {
  const folder = dirname(path);
  if (folders.has(folder)) return;
  folders.add(folder);
  const options = userOptions(folder);
  const { register } = require('ts-node') as typeof import('ts-node');
  register(serviceOptions(folder, options));
  findOnRequire(options, finder(options));
  if (isEsModule(path)) registerHooks(pathToFileURL(join(__dirname, 'hooks.js')), { data: folder });
}

interface Resolver {
  _resolveFilename(name: string, parent: { readonly filename?: string | null } | undefined, ...rest: unknown[]): string;
}

function findOnRequire(options: UserOptions, find: Find): void {
  const resolver = Module as unknown as Resolver;
  const original = resolver._resolveFilename.bind(resolver);
  resolver._resolveFilename = (name, parent, ...rest) => {
    const from = parent?.filename;
    if (typeof from !== 'string' || !isTypeScript(from) || !isLocal(name)) return original(name, parent, ...rest);
    const mapped = isMapped(name, options) ? find(name, from) : undefined;
    if (mapped !== undefined) return mapped;
    try {
      return original(name, parent, ...rest);
    } catch (error) {
      const found = find(name, from);
      if (found === undefined) throw error;
      return found;
    }
  };
}
