/**
 * A child process that runs tests on the reference with one mutant in it. It loads the compiled reference, with the
 * mutant's file replaced, and reports each test before and after it runs, so that the parent can tell which one hung.
 */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import type { AsyncioModule, Subject } from '../../spec';
import type { TestCase } from '../../suites';
import type { Mutant } from './mutants';
import { applyMutant } from './mutants';

export interface TrialRequest {
  /** The folder of the compiled layers. */
  readonly root: string;
  readonly mutant: Mutant | null;
  /** Ids of the tests to run, in this order. */
  readonly tests: readonly string[];
  /** Stop at the first failure. */
  readonly bail: boolean;
}
export type TrialReport =
  | { readonly kind: 'start'; readonly test: string }
  | { readonly kind: 'end'; readonly test: string; readonly error: string | null; readonly ms: number }
  | { readonly kind: 'unloadable'; readonly error: string }
  | { readonly kind: 'done' };

/** How node loads a file of one extension. */
type Loader = (module: { _compile(code: string, filename: string): void }, filename: string) => void;

/** Loads the reference's compiled modules, the mutant's file with its fault. */
function hookReference(root: string, mutant: Mutant | null): void {
  if (mutant === null) return;
  const target = join(root, 'reference', mutant.file);
  const extensions = (Module as unknown as { readonly _extensions: Record<string, Loader> })._extensions;
  const original = extensions['.js'];
  if (original === undefined) throw new Error('node has no loader for .js');
  extensions['.js'] = (module, filename) => {
    if (filename !== target) {
      original(module, filename);
      return;
    }
    const code = applyMutant(mutant, readFileSync(filename, 'utf8'));
    module._compile(code, filename);
  };
}

async function trial(request: TrialRequest): Promise<void> {
  const send = (report: TrialReport): void => {
    process.send?.(report);
  };
  const quiet = (): void => {};
  process.on('unhandledRejection', quiet);
  process.on('uncaughtException', quiet);
  console.error = quiet;
  console.warn = quiet;
  hookReference(request.root, request.mutant);
  const suites = require(join(request.root, 'suites', 'index.js')) as typeof import('../../suites');
  let subject: Subject;
  let asyncio: AsyncioModule;
  try {
    const reference = require(join(request.root, 'reference', 'index.js')) as {
      readonly subject: Subject;
      readonly asyncio: AsyncioModule;
    };
    ({ subject, asyncio } = reference);
  } catch (error) {
    send({ kind: 'unloadable', error: String(error) });
    return;
  }
  const byId = new Map<string, TestCase>();
  for (const suite of suites.SUITES) for (const test of suite.tests) byId.set(suites.testId(test), test);
  for (const id of request.tests) {
    const test = byId.get(id);
    if (test === undefined) continue;
    send({ kind: 'start', test: id });
    const started = performance.now();
    let failure: string | null = null;
    try {
      await suites.runTest(test, subject, asyncio);
    } catch (error) {
      failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    send({
      kind: 'end',
      test: id,
      error: failure?.split('\n')[0]?.slice(0, 200) ?? null,
      ms: performance.now() - started,
    });
    if (failure !== null && request.bail) return;
  }
}

process.once('message', (request: TrialRequest) => {
  trial(request).then(
    () => {
      process.send?.({ kind: 'done' } satisfies TrialReport, () => process.exit(0));
    },
    (error: unknown) => {
      process.send?.({ kind: 'unloadable', error: String(error) } satisfies TrialReport, () => process.exit(0));
    },
  );
});
