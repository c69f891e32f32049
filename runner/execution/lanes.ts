/**
 * Runs tests by as many workers as there are jobs. What a lost worker had still to do is done by the next; a worker in
 * which test after test fails is replaced, lest one of them spoiled it for the rest.
 */
import { isFailure } from './attempts';
import type { Impatience } from './impatience';
import { Streak } from './streak';
import type { Fault, Outcome, StartResult, WorkerProcess } from './worker-process';

/** Tests handed to a worker at a time; fewer, once tests hang. */
const BATCH = 16;
const WARY_BATCH = 3;
/** Seconds that a test has in any case, as far as it has as many: some start a process and wait for it. */
const LEAST = 3;
/** Workers that may die before the run is given up. */
const MOST_LOSSES = 200;
/** Workers in a row that may die without the outcome of a single test. */
const MOST_FRUITLESS = 3;

export interface LanesOptions {
  readonly jobs: number;
  readonly start: () => Promise<StartResult>;
  /** Seconds after which a test counts as hanging, with all of its patience. */
  readonly timeoutOf: (test: string) => number;
  readonly impatience: Impatience;
  /** Whether no further test is to be begun. */
  readonly isStopped: () => boolean;
  readonly onGivenUp: (why: string) => void;
  /** Takes a fault of the kit's; says whether the test is to be run again. */
  readonly onFault: (test: string, fault: Fault) => boolean;
}

/** In what circumstances a test had its outcome. */
export interface Circumstances {
  /** What ran in the worker before it. */
  readonly before: readonly string[];
  /** The share of its patience that it was given. */
  readonly patience: number;
}
export type OnOutcome = (test: string, outcome: Outcome, circumstances: Circumstances) => void;

export class Lanes {
  readonly #options: LanesOptions;
  readonly #spare: WorkerProcess[] = [];
  #losses = 0;
  #fruitless = 0;

  /** `first`: a worker that is there already. */
  constructor(options: LanesOptions, first: WorkerProcess) {
    this.#options = options;
    this.#spare.push(first);
  }

  /** Every test once, in order as far as several workers have one. */
  async run(tests: readonly string[], onOutcome: OnOutcome): Promise<void> {
    const queue = [...tests];
    const lanes = Math.max(1, Math.min(this.#options.jobs, Math.ceil(tests.length / BATCH)));
    await Promise.all(Array.from({ length: lanes }, () => this.#lane(queue, onOutcome)));
  }

  /** Ends the workers that wait. */
  async end(): Promise<void> {
    await Promise.all(this.#spare.splice(0).map((worker) => worker.end()));
  }

  async #lane(queue: string[], onOutcome: OnOutcome): Promise<void> {
    const { isStopped } = this.#options;
    const streak = new Streak();
    let worker = this.#spare.pop();
    while (queue.length > 0 && !isStopped()) {
      worker ??= await this.#replace();
      // While it started the other lanes may have taken the rest.
      if (worker === undefined || queue.length === 0) continue;
      const alive = await this.#batch(worker, queue, streak, onOutcome);
      if (alive && !streak.isSpoiled) continue;
      if (alive) await worker.end();
      worker = undefined;
    }
    if (worker !== undefined) this.#spare.push(worker);
  }

  /** Whether the worker can go on; what it did not come to is back in the queue. */
  async #batch(worker: WorkerProcess, queue: string[], streak: Streak, onOutcome: OnOutcome): Promise<boolean> {
    const { impatience, isStopped, onFault } = this.#options;
    const tests = this.#next(queue);
    const left = new Set(tests);
    const [first = ''] = tests;
    const patience = impatience.shareOf(first);
    let intact = true;
    const alive = await worker.run({
      tests,
      patience,
      timeoutOf: (test) =>
        Math.max(Math.min(LEAST, this.#options.timeoutOf(test)), this.#options.timeoutOf(test) * patience),
      onOutcome: (test, outcome) => {
        this.#fruitless = 0;
        if (outcome.status === 'fault') {
          if (!onFault(test, outcome)) left.delete(test);
          intact = false;
          return false;
        }
        left.delete(test);
        impatience.note(test, outcome);
        streak.note(!isFailure(outcome.status), worker.before(test).length === 0);
        onOutcome(test, outcome, { before: worker.before(test), patience });
        return !isStopped() && !streak.isSpoiled;
      },
    });
    queue.unshift(...left);
    if (!alive && intact && !streak.isSpoiled && !isStopped()) this.#lose('too many workers died');
    return alive;
  }

  /** Tests of one patience, some at a time; once tests hang, those of chapters that hang come last. */
  #next(queue: string[]): readonly string[] {
    const { impatience } = this.#options;
    const sound = impatience.wary ? queue.filter((test) => !impatience.isDeferred(test)) : queue;
    const [first = '', ...others] = sound.length > 0 ? sound : queue;
    const share = impatience.shareOf(first);
    const alike = [first, ...others.filter((test) => impatience.shareOf(test) === share)];
    const chosen = alike.slice(0, impatience.wary ? WARY_BATCH : BATCH);
    for (const test of chosen) queue.splice(queue.indexOf(test), 1);
    return chosen;
  }

  async #replace(): Promise<WorkerProcess | undefined> {
    const started = await this.#options.start();
    if (started.kind === 'ready') return started.worker;
    this.#lose(`a worker could not be started again: ${started.message}`);
    return undefined;
  }

  #lose(why: string): void {
    this.#losses += 1;
    this.#fruitless += 1;
    if (this.#losses > MOST_LOSSES || this.#fruitless > MOST_FRUITLESS) this.#options.onGivenUp(why);
  }
}
