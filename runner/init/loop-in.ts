/** What the user's loop is, before any file is planned. A path is read, never loaded: nothing of the user's runs in init. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { UsageError } from '../errors';

export type LoopIn =
  | { readonly language: 'typescript'; readonly path: string; readonly export: string; readonly made: 'call' | 'new' }
  /** No loop yet: the adapter starts from the reference's. */
  | { readonly language: 'typescript'; readonly path?: undefined }
  | { readonly language: 'python'; readonly module: string; readonly factory: string };

/** `./path/to/module.ts[#export]`. @throws UsageError */
export function typescriptLoop(text: string): LoopIn {
  const hash = text.lastIndexOf('#');
  const file = hash < 0 ? text : text.slice(0, hash);
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile())
    throw new UsageError(
      `there is no file ${file}`,
      'give the path of the module that exports your loop or its factory',
    );
  const source = readFileSync(path, 'utf8');
  const wanted = hash < 0 ? guess(source, basename(path)) : text.slice(hash + 1);
  return { language: 'typescript', path, export: wanted, made: isClass(source, wanted) ? 'new' : 'call' };
}

/** `module:factory`. @throws UsageError */
export function pythonLoop(text: string): LoopIn {
  const [, module, factory] = /^(?:python:)?([A-Za-z_][\w.]*):([A-Za-z_][\w.]*)$/.exec(text) ?? [];
  if (module === undefined || factory === undefined)
    throw new UsageError(`"${text}" does not name a factory`, 'write module:factory, e.g. mypkg.loops:new_event_loop');
  return { language: 'python', module, factory };
}

/** What the folder speaks, where the user does not say. */
export function languageOf(folder: string): LoopIn['language'] {
  const has = (name: string): boolean => existsSync(resolve(folder, name));
  return !has('package.json') && (has('pyproject.toml') || has('setup.py')) ? 'python' : 'typescript';
}

/** How a module at `folder` imports `path`: without the ending that TypeScript does not want. */
export function importPath(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/');
  const ended = way.replace(/\.(c|m)?ts$/, (_all, kind: string | undefined) =>
    kind === undefined ? '' : `.${kind}js`,
  );
  return ended.startsWith('.') ? ended : `./${ended}`;
}

/** The export to take: a factory by its name, else the default, else the only class or function. */
function guess(source: string, file: string): string {
  const names = [...source.matchAll(/^export\s+(?:async\s+)?(?:abstract\s+)?(?:class|function|const)\s+(\w+)/gm)].map(
    ([, name]) => name as string,
  );
  if (names.includes('newEventLoop')) return 'newEventLoop';
  if (/^export\s+default\b/m.test(source)) return 'default';
  const loops = names.filter((name) => /loop/i.test(name));
  const [only, ...others] = loops.length > 0 ? loops : names;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    only === undefined ? `${file} exports no loop and no factory` : `${file} exports ${[only, ...others].join(', ')}`,
    `name the one to take, e.g. ${file}#${only ?? 'newEventLoop'}`,
  );
}

function isClass(source: string, name: string): boolean {
  return name === 'default'
    ? /^export\s+default\s+class\b/m.test(source)
    : new RegExp(`^(?:export\\s+)?class\\s+${name}\\b`, 'm').test(source);
}
