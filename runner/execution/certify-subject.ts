/** Runs the plan on one subject: workers, retries, canaries, and a record that is kept readable while it grows. */
import { applicability } from '../../suites';
import { UsageError } from '../errors';
import { assemble, type Outcomes } from '../results/assemble';
import type { RunRecord, Status, TestRecord } from '../results/record';
import type { SubjectSpec } from '../subjects/subject-spec';
import { CANARIES } from './canaries';
import type { Hello } from './messages';
import { planRun, type Plan, type PlannedTest, type Selection } from './selection';
import { shuffle } from './shuffle';
import { WorkerProcess, type Outcome, type StartResult } from './worker-process';

export interface CertifyOptions {
  readonly spec: SubjectSpec;
  readonly selection: Selection;
  readonly seed: number;
  readonly jobs: number;
  /** Seconds a test may take before it counts as hanging, in place of its own. */
  readonly timeout?: number | undefined;
  readonly retries: number;
  readonly repeat: number;
  /** Projects the clauses to this version instead of the subject's. */
  readonly contract?: string | undefined;
  /** An unfinished record to go on from. */
  readonly resume?: RunRecord | undefined;
  readonly onProgress?: (done: number, total: number, failed: number) => void;
  /** Receives the record as it stands, about once a second. */
  readonly onPartial?: (record: RunRecord) => void;
  readonly signal?: AbortSignal;
}

/** Tests handed to a worker at a time. */
const BATCH = 16;
/** Workers that may die before they are ready, or with every test, before the run is given up. */
const MOST_LOSSES = 200;
const LOAD_TIMEOUT = 60;

export async function certifySubject(options: CertifyOptions): Promise<RunRecord> {
  const plan = planRun(options.selection);
  return new Certification(options, plan).run();
}

class Certification {
  readonly #options: CertifyOptions;
  readonly #plan: Plan;
  readonly #startedAt = new Date();
  readonly #outcomes = new Map<string, TestRecord>();
  #hello: Hello | undefined;
  #losses = 0;
  #lastPartial = 0;
  #canaries = { run: 0, caught: 0 };
  #problem: string | undefined;

  constructor(options: CertifyOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
  }

  async run(): Promise<RunRecord> {
    const { seed, repeat, retries, signal } = this.#options;
    const first = await this.#start();
    if (first.kind === 'refused') {
      throw new UsageError(`${this.#options.spec.text} cannot be certified: ${first.message}`, first.remedy);
    }
    this.#hello = this.#withContract(first.hello);
    this.#takeOver();
    const due = this.#applicable().filter(({ id }) => !this.#outcomes.has(id));
    const spare: WorkerProcess[] = [first.worker];
    try {
      for (let round = 0; round < repeat && !this.#stopped(); round++) {
        await this.#runAll(shuffle(due, seed + round), spare);
      }
      for (let attempt = 0; attempt < retries && !this.#stopped(); attempt++) {
        const failed = due.filter(({ id }) => isFailure(this.#outcomes.get(id)?.status));
        if (failed.length === 0) break;
        await this.#runAll(failed, spare);
      }
    } finally {
      await Promise.all(spare.map((worker) => worker.end()));
    }
    if (signal?.aborted !== true) await this.#runCanaries();
    else this.#problem ??= 'the run was interrupted';
    return this.#record();
  }

  /** Tests that a record to be resumed has already judged. */
  #takeOver(): void {
    for (const clause of this.#options.resume?.clauses ?? []) {
      for (const test of clause.tests) {
        if (test.status !== 'notRun' && test.status !== 'skip') this.#outcomes.set(`${clause.id}: ${test.title}`, test);
      }
    }
  }

  #withContract(hello: Hello): Hello {
    const { contract } = this.#options;
    if (contract === undefined) return hello;
    return { ...hello, traits: { ...hello.traits, contract: contract as Hello['traits']['contract'] } };
  }

  #applicable(): readonly PlannedTest[] {
    const { traits } = this.#hello as Hello;
    return this.#plan.tests.filter(({ test }) => applicability(test, traits).applies);
  }

  #start(canary?: string): Promise<StartResult> {
    const { spec } = this.#options;
    return WorkerProcess.start({ spec, loadTimeout: LOAD_TIMEOUT, ...(canary === undefined ? {} : { canary }) });
  }

  #stopped(): boolean {
    return this.#options.signal?.aborted === true || this.#problem !== undefined;
  }

  /** Every test once, by as many workers as there are jobs. */
  async #runAll(tests: readonly PlannedTest[], spare: WorkerProcess[]): Promise<void> {
    const queue = [...tests];
    const lane = async (): Promise<void> => {
      let worker = spare.pop();
      while (queue.length > 0 && !this.#stopped()) {
        if (worker === undefined) {
          const started = await this.#start();
          if (started.kind === 'refused') {
            this.#lose(`a worker could not be started again: ${started.message}`);
            continue;
          }
          ({ worker } = started);
        }
        const batch = queue.splice(0, BATCH);
        const left = new Set(batch);
        const alive = await worker.run(
          batch.map(({ id }) => id),
          (id) => this.#timeoutOf(id),
          (id, outcome) => {
            for (const planned of left) if (planned.id === id) left.delete(planned);
            this.#note(id, outcome);
          },
        );
        // What a lost worker had still to do is done by the next.
        queue.unshift(...left);
        if (alive) continue;
        worker = undefined;
        this.#lose('too many workers died');
      }
      if (worker !== undefined) spare.push(worker);
    };
    const lanes = Math.max(1, Math.min(this.#options.jobs, Math.ceil(tests.length / BATCH)));
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  #lose(why: string): void {
    this.#losses += 1;
    if (this.#losses > MOST_LOSSES) this.#problem = why;
  }

  #timeoutOf(id: string): number {
    const { timeScale } = this.#hello as Hello;
    const own = this.#plan.tests.find((planned) => planned.id === id)?.test.options.timeout;
    return (this.#options.timeout ?? own ?? 10) * timeScale;
  }

  #note(id: string, outcome: Outcome): void {
    const before = this.#outcomes.get(id);
    const title = this.#plan.tests.find((planned) => planned.id === id)?.test.title ?? id;
    this.#outcomes.set(id, before === undefined ? { title, ...rounded(outcome) } : combine(before, outcome));
    const { onProgress, onPartial } = this.#options;
    const failed = [...this.#outcomes.values()].filter(({ status }) => isFailure(status)).length;
    onProgress?.(this.#outcomes.size, this.#applicable().length, failed);
    const now = performance.now();
    if (onPartial === undefined || now - this.#lastPartial < 1000) return;
    this.#lastPartial = now;
    onPartial(this.#record('the run has not ended'));
  }

  async #runCanaries(): Promise<void> {
    for (const [name, { breaks }] of Object.entries(CANARIES)) {
      const tests = planRun({ clauses: [breaks] }).tests.map(({ id }) => id);
      const started = await this.#start(name);
      this.#canaries = { ...this.#canaries, run: this.#canaries.run + 1 };
      if (started.kind === 'refused') continue;
      let caught = false;
      await started.worker.run(
        tests,
        () => 10,
        (_id, { status }) => {
          if (status !== 'pass') caught = true;
        },
      );
      await started.worker.end();
      if (caught) this.#canaries = { ...this.#canaries, caught: this.#canaries.caught + 1 };
    }
  }

  #record(unfinished?: string): RunRecord {
    const { spec, selection, seed, contract } = this.#options;
    const outcomes: Outcomes = this.#outcomes;
    return assemble({
      plan: this.#plan,
      outcomes,
      hello: this.#hello as Hello,
      spec,
      selection,
      seed,
      contract,
      startedAt: this.#startedAt,
      canaries: this.#canaries,
      problem: unfinished ?? this.#problem,
    });
  }
}

function isFailure(status: Status | undefined): boolean {
  return status !== undefined && status !== 'pass' && status !== 'skip';
}

function rounded({ status, durationMs, assertions, error }: Outcome): Omit<TestRecord, 'title'> {
  return {
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    assertions,
    ...(error === undefined ? {} : { error }),
  };
}

/** A test that both passed and failed is flaky: neither attempt excuses the other. */
function combine(before: TestRecord, outcome: Outcome): TestRecord {
  const attempts = [...(before.attempts ?? [before.status]), outcome.status];
  const steady = attempts.every((status) => status === attempts[0]);
  const error = before.error ?? outcome.error;
  return {
    title: before.title,
    status: steady ? outcome.status : attempts.includes('pass') ? 'flaky' : before.status,
    durationMs: before.durationMs,
    assertions: before.assertions + outcome.assertions,
    attempts,
    ...(error === undefined ? {} : { error }),
  };
}
