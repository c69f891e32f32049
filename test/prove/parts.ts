/**
 * The kit's own tests of parts of the reference, for what the contract says nothing of: refusals of a host, views, blocking sockets.
 * A mutant may be killed by them too. They are run one file at a time, in this process, on the reference that `require` finds.
 */
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type Mocha from 'mocha';
import { filesOf } from './compiled-files';
import { syntaxOf } from './syntax';

const FOLDER = 'test/reference/parts';

/** Their names relative to the compiled layers, and their programs. */
export function partTests(root: string): readonly { readonly test: string; readonly program: string }[] {
  return filesOf(join(root, FOLDER)).flatMap(({ file, path }) =>
    file.endsWith('.test.js') ? [{ test: `${FOLDER}/${file}`, program: syntaxOf(readFileSync(path, 'utf8')) }] : [],
  );
}

/** `patience` of each test in milliseconds. @throws what the first test threw that failed */
export async function runPart(root: string, test: string, patience: number): Promise<void> {
  // Not before the first is wanted: most trials need none.
  const { Mocha: Runner } = require('mocha') as { readonly Mocha: new (options: Mocha.MochaOptions) => Mocha };
  // Their helpers are of the reference that was there when they were loaded.
  const folder = join(root, 'test', 'reference') + sep;
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(folder)) Reflect.deleteProperty(require.cache, path);
  }
  const mocha = new Runner({ bail: true, timeout: patience, reporter: Silent as unknown as Mocha.ReporterConstructor });
  mocha.addFile(join(root, test));
  let failure: { readonly error: unknown } | undefined;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('fail', (_test: unknown, error: unknown) => {
        failure ??= { error };
      });
  });
  mocha.dispose();
  if (failure !== undefined) throw failure.error;
}

class Silent {}

/** Whether a test says that it waited in vain, and not that it saw something wrong. */
export function isOutOfPatience(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'OutOfPatience' || (error as NodeJS.ErrnoException).code === 'ERR_MOCHA_TIMEOUT';
}
