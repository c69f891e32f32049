/** Finds and reads the configuration. It is the user's own program, so it is loaded in this process. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { UsageError } from '../errors';
import { checker } from '../schema';
import { importModule } from '../subjects/load-module';
import type { LoopcertConfig } from './config';

const NAMES = ['ts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `loopcert.config.${extension}`);
const check = checker(() => require('./config.schema.json') as object);

/** The configuration in `file`, or in the working directory; an empty one where there is none. */
export async function loadConfig(file?: string): Promise<LoopcertConfig> {
  const path = file === undefined ? findConfig() : resolve(file);
  if (path === undefined) return {};
  if (!existsSync(path)) {
    throw new UsageError(`there is no file ${String(file)}`, `give --config the path of a ${NAMES[0] ?? ''}`);
  }
  const shown = relative(process.cwd(), path);
  const value = await valueOf(path, shown);
  const fault = check(value);
  if (fault !== undefined) throw new UsageError(`${shown}: ${fault.message}`, fault.remedy);
  return located(value as LoopcertConfig, dirname(path));
}

function findConfig(): string | undefined {
  const found = NAMES.filter((name) => existsSync(name));
  if (found.length > 1) {
    throw new UsageError(`there are ${found.join(' and ')} here`, 'keep one, or choose with --config');
  }
  return found[0] === undefined ? undefined : resolve(found[0]);
}

async function valueOf(path: string, shown: string): Promise<unknown> {
  try {
    if (extname(path) === '.json') return JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const exports = await importModule(path);
    const outer = exports['default'] ?? exports;
    // What an ES module exports as default comes wrapped twice from some loaders.
    return typeof outer === 'object' && outer !== null && 'default' in outer ? outer.default : outer;
  } catch (error) {
    const [line = ''] = (error as Error).message.replace(`${path} cannot be loaded: `, '').split('\n');
    throw new UsageError(
      `${shown} cannot be loaded: ${line}`,
      line.includes("'loopcert'")
        ? 'npm install --save-dev loopcert, or export a plain object'
        : 'export default defineConfig({ ... }), with defineConfig from "loopcert"',
    );
  }
}

/** Paths in the file are relative to it; the rest of the runner takes them from the working directory. */
function located(config: LoopcertConfig, folder: string): LoopcertConfig {
  const from = (path: string): string => relative(process.cwd(), resolve(folder, path)) || '.';
  const { subjects, declarations, out, baseline, durations, python, pythonPath } = config;
  return {
    ...config,
    ...(subjects === undefined ? {} : { subjects: subjects.map((text) => subjectFrom(text, from)) }),
    ...(declarations === undefined
      ? {}
      : { declarations: declarations.map((said) => ({ ...said, subject: subjectFrom(said.subject, from) })) }),
    ...(out === undefined ? {} : { out: from(out) }),
    ...(baseline === undefined ? {} : { baseline: from(baseline) }),
    ...(durations === undefined ? {} : { durations: from(durations) }),
    ...(python !== undefined && /^\.|[/\\]/.test(python) ? { python: resolve(folder, python) } : {}),
    ...(pythonPath === undefined ? {} : { pythonPath: pythonPath.map(from) }),
  };
}

/** A subject's text is its name in the record, so that of a file in the working directory stays as it is. */
function subjectFrom(text: string, from: (path: string) => string): string {
  if (!/^\.{1,2}[/\\]/.test(text)) return text;
  const path = from(text);
  return path.startsWith('..') ? path : `./${path}`;
}
