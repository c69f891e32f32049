/** Runs the plan on one subject: workers, retries, canaries, and a record that is kept readable while it grows. */
import { NETWORK_PROFILES, type Profile } from '../../spec';
import { applicability, type TestCase } from '../../suites';
import { UsageError } from '../errors';
import { assemble } from '../results/assemble';
import type { RunRecord, TestRecord } from '../results/record';
import type { SubjectSpec } from '../subjects/subject-spec';
import { combine, countOf, firstAttempt, isFailure } from './attempts';
import { CANARIES, type Canary } from './canaries';
import { PROBES } from '../plan/probes';
import { strangerOf } from './hello';
import type { Hello } from '../subjects/hello';
import { resumable } from './resume';
import { planRun, type Plan, type Selection } from '../plan/selection';
import { shuffle } from '../plan/shuffle';
import { allWorkersGone, WorkerProcess, type Outcome, type StartResult } from './worker-process';

/** What to certify, and how. */
export interface CertifyOptions {
  readonly spec: SubjectSpec;
  readonly selection: Selection;
  readonly seed: number;
  readonly jobs: number;
  /** Seconds a test may take before it counts as hanging, in place of its own. */
  readonly timeout?: number | undefined;
  readonly retries: number;
  readonly repeat: number;
  /** The run stops once so many tests have not passed; those that were to come count as not run. */
  readonly bail?: number | undefined;
  /** Projects the clauses to this version instead of the subject's. */
  readonly contract?: string | undefined;
  /** An unfinished record to go on from. */
  readonly resume?: RunRecord | undefined;
  readonly onProgress?: (done: number, total: number, failed: number) => void;
  /** Receives the record as it stands: at once, then several times a second, and when the subject cannot be certified. */
  readonly onPartial?: (record: RunRecord) => void;
  readonly signal?: AbortSignal;
  /** The broken loops to slip through. @internal */
  readonly canaries?: Readonly<Record<string, Pick<Canary, 'breaks'>>>;
}

/** Tests handed to a worker at a time. */
const BATCH = 16;
/** Workers that may die before the run is given up. */
const MOST_LOSSES = 200;
/** Workers in a row that may die without the outcome of a single test. */
const MOST_FRUITLESS = 3;
/** Seconds a subject may take to load. */
const LOAD_TIMEOUT = Number(process.env['LOOPCERT_LOAD_TIMEOUT_S'] ?? 60);
const INTERRUPTED = 'the run was interrupted';

/** Certifies a subject in processes of its own, and returns the record of what came of it. */
export async function certifySubject(options: CertifyOptions): Promise<RunRecord> {
  const plan = planRun(options.selection);
  return new Certification(options, plan).run();
}

class Certification {
  readonly #options: CertifyOptions;
  readonly #plan: Plan;
  readonly #startedAt = new Date();
  readonly #outcomes = new Map<string, TestRecord>();
  readonly #tests: ReadonlyMap<string, TestCase>;
  #hello: Hello;
  /** Ids of the tests that apply to the subject, once it is known. */
  #due: readonly string[] = [];
  #losses = 0;
  #fruitless = 0;
  #nextPartial = 0;
  #canaries = { run: 0, caught: 0 };
  /** Why the run ends before its time. */
  #givenUp: string | undefined;

  constructor(options: CertifyOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
    this.#tests = new Map(plan.tests.map(({ id, test }) => [id, test]));
    this.#hello = this.#withContract(strangerOf(options.spec));
  }

  async run(): Promise<RunRecord> {
    try {
      return await this.#run();
    } finally {
      await allWorkersGone();
    }
  }

  async #run(): Promise<RunRecord> {
    const { spec, resume, repeat, retries } = this.#options;
    // Whatever happens from here on, there is a record, and it says that it is not whole.
    if (resume === undefined) this.#publish('the run has not ended');
    else for (const [id, test] of resumable(resume, this.#options)) this.#outcomes.set(id, test);
    const first = await this.#start();
    if (this.#aborted) return this.#record(INTERRUPTED);
    if (first.kind === 'refused') {
      const message = `${spec.text} cannot be certified: ${first.message}`;
      if (resume === undefined) this.#publish(message);
      throw new UsageError(message, first.remedy ?? `\`loopcert smoke ${spec.text}\` shows at which step it fails`);
    }
    this.#hello = this.#withContract(first.hello);
    this.#due = this.#applicable();
    const spare: WorkerProcess[] = [first.worker];
    try {
      await this.#runAll(this.#probes(), spare, 0);
      for (let round = 0; round < repeat + retries && !this.#stopped; round++) {
        const left = this.#due.filter((id) => {
          const test = this.#outcomes.get(id);
          return countOf(test) <= round && (round < repeat || isFailure(test?.status));
        });
        if (left.length > 0) await this.#runAll(left, spare, round);
      }
    } finally {
      await Promise.all(spare.map((worker) => worker.end()));
    }
    if (!this.#aborted) await this.#runCanaries();
    return this.#record(this.#aborted ? INTERRUPTED : undefined);
  }

  #withContract(hello: Hello): Hello {
    const { contract } = this.#options;
    if (contract === undefined) return hello;
    return { ...hello, traits: { ...hello.traits, contract: contract as Hello['traits']['contract'] } };
  }

  #applicable(): readonly string[] {
    return this.#plan.tests.filter(({ test }) => applicability(test, this.#hello.traits).applies).map(({ id }) => id);
  }

  /** Of the profiles that the plan touches and the subject says it lacks. */
  #probes(): readonly string[] {
    const { lacks } = this.#hello.traits;
    const planned = new Set(this.#plan.clauses.map(({ profile }) => profile));
    return PROBES.filter(({ profile }) => planned.has(profile) && lacks[profile] !== undefined).map(({ id }) => id);
  }

  #start(canary?: string): Promise<StartResult> {
    const { spec } = this.#options;
    const named = canary === undefined ? {} : { canary };
    return WorkerProcess.start({ spec, loadTimeout: LOAD_TIMEOUT, wire: this.#wire, ...named });
  }

  /** Whether clauses of the network are planned. */
  get #wire(): boolean {
    return this.#plan.clauses.some(({ profile }) => (NETWORK_PROFILES as readonly Profile[]).includes(profile));
  }

  get #aborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  get #stopped(): boolean {
    return this.#aborted || this.#givenUp !== undefined;
  }

  /** Every test once, by as many workers as there are jobs. */
  async #runAll(tests: readonly string[], spare: WorkerProcess[], round: number): Promise<void> {
    const seed = this.#options.seed + round;
    const queue = shuffle(tests, seed);
    const lane = async (): Promise<void> => {
      let worker = spare.pop();
      while (queue.length > 0 && !this.#stopped) {
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
          batch,
          (id) => this.#timeoutOf(id),
          (id, outcome) => {
            left.delete(id);
            this.#fruitless = 0;
            this.#note(id, outcome, seed);
            return !this.#stopped;
          },
        );
        // What a lost worker had still to do is done by the next.
        queue.unshift(...left);
        if (alive) continue;
        worker = undefined;
        if (!this.#stopped) this.#lose('too many workers died');
      }
      if (worker !== undefined) spare.push(worker);
    };
    const lanes = Math.max(1, Math.min(this.#options.jobs, Math.ceil(tests.length / BATCH)));
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  #lose(why: string): void {
    this.#losses += 1;
    this.#fruitless += 1;
    if (this.#losses > MOST_LOSSES || this.#fruitless > MOST_FRUITLESS) this.#givenUp ??= why;
  }

  #timeoutOf(id: string): number {
    const own = this.#tests.get(id)?.options.timeout;
    return (this.#options.timeout ?? own ?? 10) * this.#hello.timeScale;
  }

  #note(id: string, outcome: Outcome, seed: number): void {
    // The runner killed its workers itself.
    if (this.#aborted) return;
    const before = this.#outcomes.get(id);
    const seeds = [...(before?.seeds ?? (before === undefined ? [] : [this.#options.seed])), seed];
    this.#outcomes.set(
      id,
      before === undefined ? firstAttempt(this.#tests.get(id)?.title ?? id, outcome) : combine(before, outcome, seeds),
    );
    const failed = [...this.#outcomes.values()].filter(({ status }) => isFailure(status)).length;
    this.#options.onProgress?.(this.#outcomes.size, this.#due.length, failed);
    const { bail } = this.#options;
    if (bail !== undefined && failed >= bail) {
      this.#givenUp ??= `the run was to stop when ${bail === 1 ? 'a test' : `${bail} tests`} did not pass`;
    }
    if (performance.now() >= this.#nextPartial) this.#publish('the run has not ended');
  }

  #publish(problem: string): void {
    const began = performance.now();
    this.#options.onPartial?.(this.#record(problem));
    // A large record takes its time: a twentieth of the run's at most.
    const ended = performance.now();
    this.#nextPartial = ended + Math.max(200, 20 * (ended - began));
  }

  /**
   * After the subject, so that they meet whatever it did to the files of the kit; each in a worker of its own, in the
   * subject's place.
   */
  async #runCanaries(): Promise<void> {
    const flying = Object.entries<Pick<Canary, 'breaks' | 'network'>>(this.#options.canaries ?? CANARIES);
    const queue = flying.filter(([, { network }]) => network !== true || this.#wire);
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !this.#aborted; next = queue.shift()) {
        const [name, { breaks }] = next;
        this.#canaries.run += 1;
        if (await this.#isCaught(name, breaks)) this.#canaries.caught += 1;
      }
    };
    await Promise.all(Array.from({ length: this.#options.jobs }, lane));
  }

  async #isCaught(name: string, clause: string): Promise<boolean> {
    const tests = planRun({ clauses: [clause] }).tests.map(({ id }) => id);
    const started = await this.#start(name);
    if (started.kind === 'refused') return false;
    let caught = false;
    await started.worker.run(
      tests,
      () => 10,
      (_id, { status }) => {
        if (status !== 'pass') caught = true;
        return true;
      },
    );
    await started.worker.end();
    return caught;
  }

  #record(problem?: string): RunRecord {
    const { spec, selection, seed, contract, resume } = this.#options;
    return assemble({
      plan: this.#plan,
      outcomes: this.#outcomes,
      hello: this.#hello,
      spec,
      selection,
      seed,
      contract,
      startedAt: this.#startedAt,
      earlierMs: resume?.durationMs ?? 0,
      canaries: this.#canaries,
      problem,
      givenUp: this.#givenUp,
    });
  }
}
