/** What the user's loop is, before any file is planned. A path is read, never loaded: nothing of the user's runs in init. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { suggestion, UsageError } from '../errors';
import { isModulePackage } from '../subjects/typescript/package-type';

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
  const wanted = hash < 0 ? guess(source, basename(path)) : named(source, basename(path), text.slice(hash + 1));
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

/** How a module at `folder` imports `path`: an ES module says the ending, as of JavaScript; in CommonJS none is wanted. */
export function importPath(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/');
  const plain = isModulePackage(folder) ? '.js' : '';
  const ended = way.replace(/\.(c|m)?ts$/, (_all, kind: string | undefined) =>
    kind === undefined ? plain : `.${kind}js`,
  );
  return ended.startsWith('.') ? ended : `./${ended}`;
}

const EXPORT = /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:class|function\*?|const|let|var)\s+(\w+)/gm;

function namesIn(source: string): readonly string[] {
  const lists = [...source.matchAll(/^export\s*\{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  return [
    ...[...source.matchAll(EXPORT)].map(([, name]) => name as string),
    ...lists.map((one) => (/(\w+)\s*$/.exec(one) ?? [])[1] ?? '').filter((name) => name !== ''),
    ...(/^export\s+default\b/m.test(source) ? ['default'] : []),
  ];
}

/** @throws UsageError unless the module exports it; what it hands on from another cannot be seen here. */
function named(source: string, file: string, name: string): string {
  const names = namesIn(source);
  if (names.includes(name) || /^export\s*\*|\bexports\b/m.test(source)) return name;
  throw new UsageError(
    `${file} has no export "${name}"`,
    names.length === 0 ? 'export your loop or its factory' : suggestion(name, names, `it exports ${names.join(', ')}`),
  );
}

/** The export to take: a factory by its name, else the default, else the only class or function. */
function guess(source: string, file: string): string {
  const names = namesIn(source);
  for (const usual of ['newEventLoop', 'default']) if (names.includes(usual)) return usual;
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
