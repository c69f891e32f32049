/**
 * The compiled modules of the suites, as text from which a script can be cut: imports are plain names, and the module can
 * be run again to learn what the names around a test stood for when it was declared (tests are often made in loops).
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const SUITES = join(__dirname, '..', '..', '..', 'suites');

export interface SuiteModule {
  readonly path: string;
  readonly source: ts.SourceFile;
  /** Imported names, each with the path (or the `node:` name) of its module. */
  readonly imports: ReadonlyMap<string, string>;
}
/** What stood around a test as it was declared: its own text, and the values of the names it uses. */
export interface Declared {
  readonly call: ts.CallExpression;
  readonly values: ReadonlyMap<string, unknown>;
}

const modules = new Map<string, SuiteModule>();
const declared = new Map<string, ReadonlyMap<string, Declared>>();

/** `file` as the sources name it: `suites/handles/handles.suite.ts`. */
export function suiteModule(file: string): SuiteModule {
  const path = file.endsWith('.js') ? file : join(SUITES, '..', file.replace(/\.ts$/, '.js'));
  let known = modules.get(path);
  if (known === undefined) modules.set(path, (known = load(path)));
  return known;
}

export function areaOf(path: string): 'spec' | 'support' | 'suites' | 'node' {
  if (path.startsWith('node:')) return 'node';
  const way = relative(SUITES, path);
  if (way.startsWith('support')) return 'support';
  return way.startsWith('..') ? 'spec' : 'suites';
}

function load(path: string): SuiteModule {
  const imports = new Map<string, string>();
  const origins = new Map<string, string>();
  const text = readFileSync(path, 'utf8')
    .replace(/^"use strict";$|^Object\.defineProperty\(exports, "__esModule".*$|^\/\/# sourceMappingURL.*$/gm, '')
    .replace(/^(exports\.\w+ = )+void 0;$|^exports\.(\w+) = \2;$/gm, '')
    .replace(
      /^(?:const|var) (\w+_\d+) = (?:__importStar\()?require\("(.*)"\)\)?;$/gm,
      (_all, name: string, from: string) => {
        origins.set(name, from.startsWith('.') ? moduleAt(resolve(dirname(path), from)) : from);
        return '';
      },
    )
    .replace(/\(0, (\w+_\d+\.\w+)\)/g, '$1')
    .replace(/\b(\w+_\d+)\.(\w+)\b/g, (all, module: string, name: string) => {
      const origin = origins.get(module);
      if (origin === undefined) return all;
      imports.set(name, origin);
      return name;
    })
    .replace(/^exports\.(\w+) = /gm, 'const $1 = ')
    .replace(/\bexports\.(\w+)\b/g, '$1');
  return { path, source: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS), imports };
}

function moduleAt(path: string): string {
  return existsSync(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
}

/** Every test that the module declares, by clause and title. */
export function declaredTests(module: SuiteModule): ReadonlyMap<string, Declared> {
  let known = declared.get(module.path);
  if (known === undefined) declared.set(module.path, (known = declare(module)));
  return known;
}

/** Runs the module once more, with a `test()` that notes instead of collecting. */
function declare({ source, imports }: SuiteModule): ReadonlyMap<string, Declared> {
  const found = new Map<string, Declared>();
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'test')
      calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const { text } = source;
  let instrumented = '';
  let end = 0;
  for (const [index, call] of calls.entries()) {
    const thunks = [...freeNames(call)].map((name) => `${name}: () => ${name}`);
    instrumented += `${text.slice(end, call.expression.getStart())}__note(${String(index)}, { ${thunks.join(', ')} })`;
    end = call.expression.end;
  }
  instrumented += text.slice(end);
  const note = (index: number, thunks: Readonly<Record<string, () => unknown>>) => (clause: string, title: string) => {
    const values = new Map<string, unknown>();
    for (const [name, value] of Object.entries(thunks)) {
      try {
        values.set(name, value());
      } catch {
        // Declared further down, or no variable at all.
      }
    }
    found.set(`${clause}: ${title}`, { call: calls[index] as ts.CallExpression, values });
  };
  const names = [...imports.keys()];
  const given = names.map((name) =>
    name === 'suite'
      ? (_chapter: string, _title: string, define: (test: unknown) => void) => define(note)
      : (require(imports.get(name) as string) as Record<string, unknown>)[name],
  );
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the kit's own suites, compiled
  const run = new Function('__note', ...names, instrumented) as (...args: unknown[]) => void;
  run(note, ...given);
  return found;
}

/** Names that `node` uses and does not declare. A name declared in any part of it counts as its own. */
export function freeNames(node: ts.Node): Set<string> {
  const own = new Set<string>();
  const used = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at)) {
      if (declares(at)) own.add(at.text);
      else if (isUse(at)) used.add(at.text);
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return new Set([...used].filter((name) => !own.has(name) && name !== 'undefined'));
}

function declares(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isClassExpression(parent)) &&
    parent.name === name
  );
}

function isUse(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent))
    return parent.name !== name;
  return !(ts.isBindingElement(parent) && parent.propertyName === name);
}
