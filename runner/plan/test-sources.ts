/** The source text of every test, as the build noted it (scripts/sources.mjs): an installed kit has compiled suites only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestSource {
  /** From the root of the package: `suites/handles/handles.suite.ts`. */
  readonly file: string;
  readonly line: number;
  /** The declaration, `test(...)`, as it stands in the file. */
  readonly text: string;
}

const FOLDER = join(__dirname, '..', '..', 'suites');
let sources: Readonly<Record<string, TestSource>> | undefined;
let lines: Readonly<Record<string, readonly number[]>> | undefined;

/** By id of the test (see `testId()`); undefined when the kit was compiled without its build script. */
export function testSource(id: string): TestSource | undefined {
  sources ??= load('sources.json');
  return sources[id];
}

/** A line of a suite, and its text where it is known. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
  readonly text?: string;
}

/** Where in the suites' sources a failure arose: the innermost frame of a suite. */
export function failedLine(id: string, stack: string | undefined): SourceLine | undefined {
  const [, found, end, number] = /[\\/](suites[\\/][^\s():]+\.suite)\.([jt]s):(\d+)/.exec(stack ?? '') ?? [];
  if (found === undefined) return undefined;
  const name = found.replaceAll('\\', '/');
  const file = `${name}.ts`;
  lines ??= load('lines.json');
  // Beside a subject in TypeScript node maps the frames of a checkout's suites itself.
  const line = end === 'ts' ? Number(number) : (lines[`${name}.js`]?.[Number(number) - 1] ?? 0);
  if (line === 0) return undefined;
  const test = testSource(id);
  const text = test?.file === file ? test.text.split('\n')[line - test.line] : undefined;
  return { file, line, ...(text === undefined ? {} : { text: text.trim() }) };
}

function load<T>(name: string): Readonly<Record<string, T>> {
  try {
    return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Readonly<Record<string, T>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
