/** Where a clause is stated, kept and broken, as file and line. Known in a checkout only: a package has no sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseReference, type Clause } from '../../spec';

const ROOT = join(__dirname, '..', '..', '..');

export interface Whereabouts {
  /** `spec/clauses/timers.ts:14`. */
  readonly stated: readonly string[];
  /** Where the reference has the names that the clause binds. */
  readonly kept: readonly string[];
  /** The broken loops that it catches, each with its fault. */
  readonly caught: readonly string[];
}

/** Undefined where the sources are not at hand. */
export function whereabouts(clause: Clause): Whereabouts | undefined {
  if (!existsSync(join(ROOT, 'spec', 'clauses', 'index.ts'))) return undefined;
  const id = `'${clause.id}'`;
  return {
    stated: places('spec/clauses', (line) => line.includes(`id: ${id}`)),
    kept: [...new Set(clause.api.flatMap((reference) => definitions(parseReference(reference).name)))].slice(0, 8),
    caught: places('test/broken-loops', (line) => line.includes(id)),
  };
}

/** Where the reference defines a method, a function or a class under its name in TypeScript. */
function definitions(name: string): readonly string[] {
  const [owner = '', ...rest] = name.split('.');
  const member = rest.at(-1);
  const wanted = camelCase(member ?? owner);
  const method = new RegExp(`^ +(?:override |static |async |get |readonly |\\*)*${wanted}\\b *(?:<[^>]*>)?[(=:]`);
  const declared = new RegExp(`^export (?:abstract )?(?:function\\*?|class|const) ${wanted}\\b`);
  const isMember = member !== undefined && owner !== 'asyncio';
  return places(folderOf(owner), (line) => (isMember ? method : declared).test(line));
}

function folderOf(owner: string): string {
  const folders: Readonly<Record<string, string>> = { Future: 'futures', Task: 'tasks' };
  return `reference/${folders[owner] ?? ''}`.replace(/\/$/, '');
}

/** `call_soon` as it is here: `callSoon`; a leading underscore stays. */
function camelCase(name: string): string {
  const lead = /^_*/.exec(name)?.[0] ?? '';
  return lead + name.slice(lead.length).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const read = new Map<string, readonly string[]>();

function places(folder: string, holds: (line: string) => boolean): readonly string[] {
  return files(join(ROOT, folder)).flatMap((file) => {
    const lines = read.get(file) ?? readFileSync(file, 'utf8').split('\n');
    read.set(file, lines);
    return lines.flatMap((line, i) => (holds(line) ? [`${relative(ROOT, file).replaceAll('\\', '/')}:${i + 1}`] : []));
  });
}

function files(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}
