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

const FILE = join(__dirname, '..', '..', 'suites', 'sources.json');
let sources: Readonly<Record<string, TestSource>> | undefined;

/** By id of the test (see `testId()`); undefined when the kit was compiled without its build script. */
export function testSource(id: string): TestSource | undefined {
  sources ??= load();
  return sources[id];
}

function load(): Readonly<Record<string, TestSource>> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, TestSource>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
