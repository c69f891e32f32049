/** Run as a program: prints what a module exports as a loop. The module is the user's, so this process is its own. */
import { importModule } from '../subjects/load-module';
import { findSubject } from '../subjects/open-subject';

export interface Export {
  /** '' for the module itself. */
  readonly name: string;
  readonly callable: boolean;
  /** Whether it brings parts of the module asyncio. */
  readonly parts: boolean;
  readonly loop: boolean;
}

async function main([path = '', wanted]: readonly string[]): Promise<void> {
  const exports = await importModule(path);
  findSubject(exports, path, wanted);
  const names = wanted === undefined ? ['default', 'subject', 'newEventLoop'] : [wanted];
  const name = names.find((key) => usable(exports[key]));
  const value = name === undefined ? exports : exports[name];
  const found: Export = {
    name: name ?? '',
    callable: typeof value === 'function',
    parts: typeof value === 'object' && value !== null && 'asyncio' in value,
    loop: typeof value === 'function' || (typeof value === 'object' && value !== null && 'newEventLoop' in value),
  };
  process.stdout.write(`\n${JSON.stringify(found)}\n`);
}

function usable(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && ('newEventLoop' in value || 'asyncio' in value))
  );
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
