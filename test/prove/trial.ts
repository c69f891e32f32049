/**
 * A child process that runs tests on the reference with one mutant in it. Each mutant gets a reference loaded anew, and finds
 * nothing of the one before: a process in which something is left running serves no other. Each test is reported before and
 * after it runs, so that the parent can tell which one hung.
 */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, sep } from 'node:path';
import { runTest, startWire, SUITES, testId, type TestCase } from '../../suites';
import { openLoop, type Loop, type LoopName } from './loops';
import { applyMutant, type Mutant } from './mutant';
import { quieten } from '../quiet-process';

export interface TrialRequest {
  readonly mutant: Mutant;
  readonly loop: LoopName;
  /** Ids of the tests to run, in this order, until one fails. */
  readonly tests: readonly string[];
  /** The share of a test's patience after which it is given up as hanging. */
  readonly patience: number;
  /** Whether peers at the other end are needed. */
  readonly wire: boolean;
}
export type TrialReport =
  | { readonly kind: 'start'; readonly test: string }
  | { readonly kind: 'end'; readonly test: string; readonly error: string | null }
  | { readonly kind: 'unloadable'; readonly error: string }
  /** `spent`: this process is no longer what it was when it began. */
  | { readonly kind: 'done'; readonly spent: boolean };

const ROOT = join(__dirname, '..', '..');
const REFERENCE = join(ROOT, 'reference');

/** How node loads a file of one extension. */
type Loader = (module: { _compile(code: string, filename: string): void }, filename: string) => void;

let planted: Mutant | undefined;

/** Has node load the mutant's file with its fault. */
function hookLoader(): void {
  const extensions = (Module as unknown as { readonly _extensions: Record<string, Loader> })._extensions;
  const original = extensions['.js'];
  if (original === undefined) throw new Error('node has no loader for .js');
  extensions['.js'] = (module, filename) => {
    if (planted === undefined || filename !== join(REFERENCE, planted.file)) original(module, filename);
    else module._compile(applyMutant(planted, readFileSync(filename, 'utf8')), filename);
  };
}

function unloadReference(): void {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(REFERENCE + sep)) Reflect.deleteProperty(require.cache, path);
  }
}

const send = (report: TrialReport): void => {
  process.send?.(report);
};

async function trial(request: TrialRequest): Promise<void> {
  unloadReference();
  planted = request.mutant;
  const loop = openLoop(ROOT, request.loop);
  const byId = new Map<string, TestCase>();
  for (const suite of SUITES) for (const test of suite.tests) byId.set(testId(test), test);
  for (const id of request.tests) {
    const test = byId.get(id);
    if (test === undefined) throw new Error(`no such test: ${id}`);
    send({ kind: 'start', test: id });
    const error = await failureOf(test, loop, request.patience);
    send({ kind: 'end', test: id, error });
    if (error !== null) return;
  }
}

async function failureOf(test: TestCase, { subject, asyncio }: Loop, patience: number): Promise<string | null> {
  try {
    await runTest(test, subject, asyncio, patience);
    return null;
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return (text.split('\n')[0] ?? '').slice(0, 200);
  }
}

/** What keeps this process alive, besides its parent, and who listens to it. */
function traces(): string {
  const listeners = process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`);
  return [...process.getActiveResourcesInfo(), ...listeners].sort().join(', ');
}

quieten();
hookLoader();

let before: string | undefined;

async function serve(request: TrialRequest): Promise<void> {
  // Before the first look: the thread of the peers stays.
  if (request.wire) startWire();
  before ??= traces();
  try {
    await trial(request);
  } catch (error) {
    send({ kind: 'unloadable', error: String(error) });
  }
  // What is about to end by itself gets a moment to do so.
  for (let i = 0; i < 3 && traces() !== before; i++) await new Promise((resolve) => setTimeout(resolve, 2));
  send({ kind: 'done', spent: traces() !== before });
}

process.on('message', (request: TrialRequest) => {
  serve(request).catch(() => process.exit(1));
});
