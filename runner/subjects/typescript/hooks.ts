/** How node loads TypeScript that is ES modules. Node runs this in a thread of its own, where no subject is. */
import { readFileSync } from 'node:fs';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { create, type Service } from 'ts-node';
import { finder, isLocal, isMapped, type Find } from './find-module';
import { isEsModule, isTypeScript } from './package-type';
import { serviceOptions } from './service';
import { userOptions, type UserOptions } from './user-options';

let options: UserOptions;
let find: Find;
let service: Service;

export const initialize: InitializeHook<string> = (folder) => {
  options = userOptions(folder);
  find = finder(options);
  service = create(serviceOptions(folder, options));
};

export const resolve: ResolveHook = async (name, context, next) => {
  const from = fileOf(context.parentURL);
  if (from === undefined || !isTypeScript(from) || !isLocal(name)) return next(name, context);
  const found = (): string | undefined => find(fileOf(name) ?? name, from);
  if (isMapped(name, options)) {
    const file = found();
    if (file !== undefined) return next(pathToFileURL(file).href, context);
  }
  try {
    return await next(name, context);
  } catch (error) {
    const file = found();
    if (file === undefined) throw error;
    return next(pathToFileURL(file).href, context);
  }
};

export const load: LoadHook = (url, context, next) => {
  const file = fileOf(url);
  if (file === undefined || !isTypeScript(file) || file.includes(`${sep}node_modules${sep}`)) return next(url, context);
  // What is CommonJS is compiled where it is required.
  if (!isEsModule(file)) return { format: 'commonjs', shortCircuit: true };
  return { format: 'module', shortCircuit: true, source: service.compile(readFileSync(file, 'utf8'), file) };
};

function fileOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') === true ? fileURLToPath(url) : undefined;
}
