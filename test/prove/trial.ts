/**
 * A child process that runs tests on the reference with one mutant in it, and then ends: the next mutant finds nothing of
 * this one. It is warm before it is asked: the suites are loaded, the reference is not. It reports each test before and
 * after it runs, so that the parent can tell which one hung.
 */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import type { AsyncioModule, Subject } from '../../spec';
import { runTest, SUITES, testId, type TestCase } from '../../suites';
import { applyMutant, type Mutant } from './mutant';

export interface TrialRequest {
  readonly mutant: Mutant;
  /** Ids of the tests to run, in this order. */
  readonly tests: readonly string[];
  /** Stop at the first failure. */
  readonly bail: boolean;
}
export type TrialReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start'; readonly test: string }
  | { readonly kind: 'end'; readonly test: string; readonly error: string | null }
  | { readonly kind: 'unloadable'; readonly error: string }
  | { readonly kind: 'done' };

const REFERENCE = join(__dirname, '..', '..', 'reference');

/** How node loads a file of one extension. */
type Loader = (module: { _compile(code: string, filename: string): void }, filename: string) => void;

/** Has node load the mutant's file with its fault. */
function plant(mutant: Mutant): void {
  const target = join(REFERENCE, mutant.file);
  const extensions = (Module as unknown as { readonly _extensions: Record<string, Loader> })._extensions;
  const original = extensions['.js'];
  if (original === undefined) throw new Error('node has no loader for .js');
  extensions['.js'] = (module, filename) => {
    if (filename === target) module._compile(applyMutant(mutant, readFileSync(filename, 'utf8')), filename);
    else original(module, filename);
  };
}

const send = (report: TrialReport): void => {
  process.send?.(report);
};

async function trial(request: TrialRequest): Promise<void> {
  plant(request.mutant);
  const { subject, asyncio } = require(join(REFERENCE, 'index.js')) as {
    readonly subject: Subject;
    readonly asyncio: AsyncioModule;
  };
  const byId = new Map<string, TestCase>();
  for (const suite of SUITES) for (const test of suite.tests) byId.set(testId(test), test);
  for (const id of request.tests) {
    const test = byId.get(id);
    if (test === undefined) throw new Error(`no such test: ${id}`);
    send({ kind: 'start', test: id });
    const error = await failureOf(test, subject, asyncio);
    send({ kind: 'end', test: id, error });
    if (error !== null && request.bail) return;
  }
}

async function failureOf(test: TestCase, subject: Subject, asyncio: AsyncioModule): Promise<string | null> {
  try {
    await runTest(test, subject, asyncio);
    return null;
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return (text.split('\n')[0] ?? '').slice(0, 200);
  }
}

const ignore = (): void => {};
process.on('unhandledRejection', ignore);
process.on('uncaughtException', ignore);
process.on('disconnect', () => process.exit(0));
console.error = ignore;
console.warn = ignore;
process.once('message', (request: TrialRequest) => {
  trial(request).then(
    () => {
      send({ kind: 'done' });
    },
    (error: unknown) => {
      send({ kind: 'unloadable', error: String(error) });
    },
  );
});
send({ kind: 'ready' });
