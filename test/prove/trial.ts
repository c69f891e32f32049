/**
 * A child process that runs tests on the reference with one mutant in it, and says whether one kills it. Each mutant gets a
 * reference loaded anew, beside a sound one that stays: a test that fails on the mutant has to pass on the sound one, in the same
 * process, and then to fail on the mutant again. So neither a busy machine kills nor what an earlier mutant left behind.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runTest, startWire, SUITES, testId, type TestCase } from '../../suites';
import { quieten } from '../quiet-process';
import { Hurry } from './hurry';
import type { Place } from './loops';
import type { Mutant } from './mutant';
import { isOutOfPatience, runPart } from './parts';
import { loadMutated, loadSound, type Planted } from './planting';

/** A test of one of the loops, or of parts of the reference. */
export interface Candidate {
  readonly loop: Place;
  readonly test: string;
  /** What it takes on the sound reference, in milliseconds. */
  readonly ms: number;
}

export interface TrialRequest {
  readonly mutant: Mutant;
  /** To be run in this order, until one kills. */
  readonly tests: readonly Candidate[];
  /** Whether peers at the other end are needed. */
  readonly wire: boolean;
  /** Whether each test is to pass on the sound reference before it runs on the mutant. */
  readonly soundFirst: boolean;
}

export type TrialReport =
  /** The n-th candidate is being run, on the mutant or on the sound reference, with so many milliseconds of patience. */
  | { readonly kind: 'start'; readonly index: number; readonly sound: boolean; readonly patience: number }
  /** `vain`: it waited in vain. */
  | { readonly kind: 'killed'; readonly index: number; readonly vain: boolean }
  /** It fails on the sound reference: the process is no longer what it was, or the test is unsound. Nothing was tried after it. */
  | { readonly kind: 'unsound'; readonly index: number }
  /** `spent`: this process is to serve no other mutant. */
  | { readonly kind: 'done'; readonly spent: boolean };

const ROOT = join(__dirname, '..', '..');

/** Milliseconds that a test waits at most: usually, at first on a mutant, which may make it wait in vain, and to confirm that. */
const USUAL = 5000;
const first = (ms: number): number => Math.min(USUAL, hurry.factor * (300 + 10 * ms));
const confirming = (ms: number): number => Math.min(USUAL, hurry.factor * (800 + 30 * ms));
/** After so many tests that wait in vain, one of them is asked again: another may have failed at once. */
const IN_VAIN = 3;
/** What dead mutants may have left in the process, when it serves on. */
const LEFT = 16;
/** The share of the time in which a process at rest is busy. */
const BUSY = 0.5;

const hurry = new Hurry();
const byId = new Map<string, TestCase>();
for (const suite of SUITES) for (const test of suite.tests) byId.set(testId(test), test);

const send = (report: TrialReport): void => {
  process.send?.(report);
};

type Outcome = 'passed' | 'failed' | 'in vain';

async function run(candidate: Candidate, planted: Planted | undefined, patience: number): Promise<Outcome> {
  // It could not even be loaded.
  if (planted === undefined) return 'failed';
  try {
    await runOn(candidate, planted, patience);
    return 'passed';
  } catch (error) {
    return isOutOfPatience(error) ? 'in vain' : 'failed';
  }
}

async function runOn({ test: id, loop }: Candidate, { loops, use }: Planted, patience: number): Promise<void> {
  if (loop === 'parts') {
    use();
    await runPart(ROOT, id, patience);
    return;
  }
  const test = byId.get(id);
  if (test === undefined) throw new Error(`no such test: ${id}`);
  const { subject, asyncio } = loops(loop);
  await runTest(test, subject, asyncio, patience / USUAL);
}

function loadable(mutant: Mutant): Planted | undefined {
  try {
    return loadMutated(ROOT, mutant);
  } catch {
    return undefined;
  }
}

class Trial {
  readonly #tests: readonly Candidate[];
  readonly #sound: Planted;
  readonly #mutated: Planted | undefined;
  /** By index: those that waited in vain, and were not asked again yet. */
  #vain: number[] = [];
  #over = false;

  constructor({ mutant, tests }: TrialRequest) {
    this.#tests = tests;
    this.#sound = loadSound(ROOT);
    this.#mutated = loadable(mutant);
  }

  async run(soundFirst: boolean): Promise<void> {
    for (const [index, test] of this.#tests.entries()) {
      if (soundFirst && !(await this.#isSound(index, test))) return;
      const outcome = await this.#atFirst(index, test);
      if (outcome === 'failed') await this.#confirm(index, test, false);
      else if (outcome === 'in vain') this.#vain.push(index);
      if (this.#vain.length === IN_VAIN) await this.#askAgain();
      if (this.#over) return;
    }
    await this.#askAgain();
  }

  async #atFirst(index: number, test: Candidate): Promise<Outcome> {
    for (;;) {
      const patience = first(test.ms);
      const watch = hurry.watch(patience);
      const outcome = await this.#onMutant(index, test, patience);
      const hurried = watch();
      if (outcome !== 'in vain' || !hurried || patience === USUAL) return outcome;
    }
  }

  async #askAgain(): Promise<void> {
    const asked = this.#vain;
    this.#vain = [];
    for (const index of asked) {
      const test = this.#tests[index];
      if (test !== undefined && !this.#over) await this.#confirm(index, test, true);
    }
  }

  async #confirm(index: number, test: Candidate, vain: boolean): Promise<void> {
    if (!(await this.#isSound(index, test))) return;
    if ((await this.#onMutant(index, test, confirming(test.ms))) === 'passed') return;
    send({ kind: 'killed', index, vain });
    this.#over = true;
  }

  async #isSound(index: number, test: Candidate): Promise<boolean> {
    send({ kind: 'start', index, sound: true, patience: USUAL });
    if ((await run(test, this.#sound, USUAL)) === 'passed') return true;
    send({ kind: 'unsound', index });
    this.#over = true;
    return false;
  }

  #onMutant(index: number, test: Candidate, patience: number): Promise<Outcome> {
    send({ kind: 'start', index, sound: false, patience });
    return run(test, this.#mutated, patience);
  }
}

/** What keeps this process alive, besides its parent, and who listens to it. */
function traces(): number {
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  return listeners.reduce((sum, count) => sum + count, process.getActiveResourcesInfo().length);
}

quieten();
// What tests have started, and mutants have lost sight of, is in this process's group.
process.prependListener('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

let before: number | undefined;

async function serve(request: TrialRequest): Promise<void> {
  // Before the first look: the thread of the peers stays.
  if (request.wire) startWire();
  before ??= traces();
  await new Trial(request).run(request.soundFirst);
  // What is about to end by itself gets a moment to do so.
  for (let i = 0; i < 3 && traces() > before; i++) await new Promise((resolve) => setTimeout(resolve, 2));
  let spent = traces() < before || traces() > before + LEFT;
  if (traces() > before) {
    const start = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 10));
    spent ||= performance.eventLoopUtilization(start).utilization > BUSY;
  }
  send({ kind: 'done', spent });
}

process.on('message', (request: TrialRequest) => {
  serve(request).catch(() => process.exit(1));
});
