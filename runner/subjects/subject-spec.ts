/** What the command line calls a subject, as plain data: only a worker ever loads one. */
import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Declaration } from '../../spec';
import { suggestion, UsageError } from '../errors';

/** A subject as the command line names it, not loaded yet. */
export type SubjectSpec = SubjectLocation & {
  /** What the configuration says of it, over what it says of itself. */
  readonly declared?: Declaration;
};

type SubjectLocation =
  | { readonly kind: 'reference'; readonly text: string }
  | { readonly kind: 'selector'; readonly text: string }
  | { readonly kind: 'cpython'; readonly text: string }
  | { readonly kind: 'module'; readonly text: string; readonly path: string; readonly export?: string }
  | {
      readonly kind: 'python';
      readonly text: string;
      readonly module: string;
      readonly factory: string;
      readonly args: Readonly<Record<string, string>>;
      readonly python: string;
      readonly pythonPath: readonly string[];
      readonly implementation: 'c' | 'python';
    };

export interface PythonOptions {
  /** A path, a name on PATH, a version such as `3.12`, or the folder of a virtual environment. */
  readonly python?: string | undefined;
  readonly pythonPath?: readonly string[] | undefined;
}

/** The package for Python names the interpreter that it was started with. */
const DEFAULT_PYTHON = process.env['LOOPCERT_PYTHON'] ?? 'python3';

/** The subjects that have a name of their own. */
export const NAMED_SUBJECTS = {
  reference: 'the reference loop in TypeScript',
  selector: 'the same on descriptors of its own: SelectorEventLoop',
  cpython: "CPython's own loop, embedded (WebAssembly)",
} as const;

/** What `text` stands for: `reference`, `cpython`, a path, or `python:module:factory`. @throws UsageError */
export function parseSubject(text: string, options: PythonOptions = {}): SubjectSpec {
  if (text === 'reference' || text === 'selector' || text === 'cpython') return { kind: text, text };
  if (text.startsWith('python:')) return parsePython(text, options);
  if (/^\.{0,2}[/\\]|\.[cm]?[jt]s(#|$)|^[a-z]:\\/i.test(text)) return parseModule(text);
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory() === true) return parseModule(`./${text}`);
  throw new UsageError(
    `there is no subject "${text}"`,
    suggestion(
      text,
      Object.keys(NAMED_SUBJECTS),
      'name "reference", "selector", "cpython", a path such as ./my-loop.ts, or python:module:factory',
    ),
  );
}

function parseModule(text: string): SubjectSpec {
  const hash = text.lastIndexOf('#');
  const file = hash < 0 ? text : text.slice(0, hash);
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const index = ['index.ts', 'index.js'].find((name) => existsSync(join(path, name))) ?? 'index.ts';
    throw new UsageError(`${file} is a folder`, `name the module in it, e.g. ${file.replace(/[/\\]+$/, '')}/${index}`);
  }
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UsageError(
      `there is no file ${file}`,
      'give the path of a module that exports a loop factory or a Subject',
    );
  }
  return { kind: 'module', text, path, ...(hash < 0 ? {} : { export: text.slice(hash + 1) }) };
}

function parsePython(text: string, { python, pythonPath }: PythonOptions): SubjectSpec {
  const query = text.indexOf('?');
  const [, module, factory, ...rest] = (query < 0 ? text : text.slice(0, query)).split(':');
  if (module === undefined || module === '' || factory === undefined || factory === '' || rest.length > 0) {
    throw new UsageError(
      `"${text}" does not name a factory`,
      'write python:module:factory, e.g. python:asyncio:SelectorEventLoop',
    );
  }
  const { implementation, ...args } = Object.fromEntries(new URLSearchParams(query < 0 ? '' : text.slice(query + 1)));
  if (implementation !== undefined && implementation !== 'c' && implementation !== 'python') {
    throw new UsageError(`implementation=${implementation} is not known`, 'it is c (accelerated) or python (pure)');
  }
  const missing = pythonPath?.find((folder) => !existsSync(folder));
  if (missing !== undefined)
    throw new UsageError(
      `there is no folder ${missing}`,
      'give --python-path a folder that modules can be imported from',
    );
  return {
    kind: 'python',
    text,
    module,
    factory,
    args,
    python: python ?? DEFAULT_PYTHON,
    pythonPath: (pythonPath ?? []).map((folder) => resolve(folder)),
    implementation: implementation ?? 'c',
  };
}

export function isPython({ kind }: SubjectSpec): boolean {
  return kind === 'cpython' || kind === 'python';
}

/** The flags, besides its name, that lead to the same subject from the same folder. */
export function flagsOf(spec: SubjectSpec): readonly string[] {
  if (spec.kind !== 'python') return [];
  return [
    ...(spec.python === DEFAULT_PYTHON ? [] : ['--python', spec.python]),
    ...spec.pythonPath.flatMap((folder) => ['--python-path', relative(process.cwd(), folder) || '.']),
  ];
}

/** The subject and its flags as a shell takes them. */
export function commandWords(spec: SubjectSpec): string {
  return [spec.text, ...flagsOf(spec)].map(shellQuote).join(' ');
}

/** One word for a shell, whatever it holds. */
export function shellQuote(text: string): string {
  return /^[\w./:#=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The file name, without extension, of a subject's record. */
export function slugOf(spec: SubjectSpec): string {
  const text =
    spec.kind === 'module' ? spec.text.replace(/^[./\\]+/, '').replace(/\.[cm]?[jt]s(?=#|$)/, '') : spec.text;
  return text.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '');
}
