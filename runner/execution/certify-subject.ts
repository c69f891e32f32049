/** Runs the plan on one subject: all tests, what failed once more alone, the canaries; and keeps a record while it grows. */
import { NETWORK_PROFILES, type Profile } from '../../spec';
import { applicability, type TestCase } from '../../suites';
import { Attribution, groundsFirst } from '../attribution/attribute';
import { UsageError } from '../errors';
import { assemble } from '../results/assemble';
import type { RunRecord, TestRecord } from '../results/record';
import { commandWords, isPython, type SubjectSpec } from '../subjects/subject-spec';
import { countOf, isFailure } from './attempts';
import { Budget } from './budget';
import type { Canary } from './canaries';
import { PROBES } from '../plan/probes';
import { Confirmation } from './confirmation';
import { Faults } from './faults';
import { strangerOf } from './hello';
import { hangKind, Impatience } from './impatience';
import { knownToFail } from './known-to-fail';
import { Lanes, type Circumstances } from './lanes';
import { deviationsOf } from '../subjects/deviations';
import type { Hello } from '../subjects/hello';
import { Findings } from './findings';
import { resumable } from './resume';
import { runCanaries } from './run-canaries';
import { planRun, type Plan, type Selection } from '../plan/selection';
import { shuffle } from '../plan/shuffle';
import { allWorkersGone, WorkerProcess, type Outcome, type StartResult } from './worker-process';

/** What to certify, and how. */
export interface CertifyOptions {
  readonly spec: SubjectSpec;
  readonly selection: Selection;
  readonly seed: number;
  readonly jobs: number;
  /** Seconds the run may take once a must has failed; no limit when left out or 0. */
  readonly budget?: number | undefined;
  /** Whether what failed is left as it is instead of being run alone before it counts. */
  readonly unconfirmed?: boolean | undefined;
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
  /** A test that did not pass, each time that it ends so. */
  readonly onFailed?: (clause: string, test: TestRecord) => void;
  /** The port at which the worker waits for a debugger before the test. */
  readonly inspect?: number;
  /** Receives the record as it stands: at once, then several times a second, and when the subject cannot be certified. */
  readonly onPartial?: (record: RunRecord) => void;
  readonly signal?: AbortSignal;
  /** The broken loops to slip through. @internal */
  readonly canaries?: Readonly<Record<string, Pick<Canary, 'breaks'>>>;
}

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
  readonly #tests: ReadonlyMap<string, TestCase>;
  readonly #budget: Budget;
  readonly #faults = new Faults();
  readonly #findings: Findings;
  readonly #attribution = new Attribution((id) => this.#tests.get(id)?.clause);
  #hello: Hello;
  /** Ids of the tests that apply to the subject, once it is known. */
  #due: readonly string[] = [];
  /** Those that are known to fail. */
  #expected: ReadonlySet<string> = new Set();
  /** What of these is run alone while the others go on, one at a time. */
  #beside: Promise<void> = Promise.resolve();
  #goesOn = false;
  #nextPartial = 0;
  #canaries = { run: 0, caught: 0 };
  /** Why the run ends before its time. */
  #givenUp: string | undefined;

  constructor(options: CertifyOptions, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
    this.#tests = new Map(plan.tests.map(({ id, test }) => [id, test]));
    this.#findings = new Findings(plan, options.seed);
    this.#budget = new Budget(options.budget);
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
    const { spec, resume } = this.#options;
    // Whatever happens from here on, there is a record, and it says that it is not whole.
    if (resume === undefined) this.#publish('the run has not ended');
    else for (const [id, test] of resumable(resume, this.#options)) this.#findings.set(id, test);
    const first = await this.#start();
    if (this.#aborted) return this.#record(INTERRUPTED);
    if (first.kind === 'refused') {
      const message = `${spec.text} cannot be certified: ${first.message}`;
      if (resume === undefined) this.#publish(message);
      throw new UsageError(
        message,
        first.remedy ?? `\`loopcert smoke ${commandWords(spec)}\` shows at which step it fails`,
      );
    }
    this.#hello = this.#withContract(first.hello);
    this.#due = this.#applicable();
    this.#expected = this.#expectedToFail();
    await this.#runTests(first.worker);
    if (!this.#aborted) await this.#confirm();
    if (!this.#aborted) await this.#runCanaries();
    if (!this.#aborted) await this.#attribution.apply(this.#findings);
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

  /** None, where what fails is not just run alone. */
  #expectedToFail(): ReadonlySet<string> {
    const { unconfirmed, repeat, retries } = this.#options;
    if (unconfirmed === true || repeat + retries > 1) return new Set();
    return knownToFail(this.#due, (id) => this.#tests.get(id)?.clause, deviationsOf(this.#hello));
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
    const { inspect } = this.#options;
    const debugged = inspect === undefined || canary !== undefined ? {} : { inspect };
    return WorkerProcess.start({ spec, loadTimeout: LOAD_TIMEOUT, wire: this.#wire, ...named, ...debugged });
  }

  /** Whether clauses of the network are planned. */
  get #wire(): boolean {
    return this.#plan.clauses.some(({ profile }) => (NETWORK_PROFILES as readonly Profile[]).includes(profile));
  }

  get #aborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  readonly #timeoutOf = (id: string): number => {
    const own = this.#tests.get(id)?.options.timeout;
    return (this.#options.timeout ?? own ?? 10) * this.#hello.timeScale;
  };

  /** Whether no further test is begun; the budget counts once a must has failed, and some time after its end without. */
  readonly #isStopped = (): boolean => {
    if (this.#budget.isSpent('tests', this.#findings.mustFailed)) this.#givenUp ??= this.#budget.why;
    return this.#aborted || this.#givenUp !== undefined;
  };

  /** Every test as often as it is wanted, in an order of its own each time. */
  async #runTests(first: WorkerProcess): Promise<void> {
    const { jobs, repeat, retries } = this.#options;
    const lanes = new Lanes(
      {
        jobs,
        start: () => this.#start(),
        timeoutOf: this.#timeoutOf,
        impatience: new Impatience({ isRepeated: repeat > 1, expected: this.#expected }),
        isStopped: this.#isStopped,
        onGivenUp: (why) => (this.#givenUp ??= why),
        onFault: this.#faults.note,
      },
      first,
    );
    this.#goesOn = true;
    try {
      await this.#round(lanes, this.#probes(), 0);
      for (let round = 0; round < repeat + retries && !this.#isStopped(); round++) {
        const left = this.#due.filter((id) => {
          const test = this.#findings.get(id);
          return countOf(test) <= round && (round < repeat || isFailure(test?.status));
        });
        await this.#round(lanes, left, round);
      }
    } finally {
      this.#goesOn = false;
      await lanes.end();
      await this.#beside;
    }
  }

  async #round(lanes: Lanes, tests: readonly string[], round: number): Promise<void> {
    if (tests.length === 0) return;
    const seed = this.#options.seed + round;
    const inOrder = groundsFirst(shuffle(tests, seed), (id) => this.#tests.get(id)?.clause);
    await lanes.run(
      // What will hang is run alone meanwhile.
      [...inOrder.filter((id) => this.#expected.has(id)), ...inOrder.filter((id) => !this.#expected.has(id))],
      (id, outcome, circumstances) => {
        this.#note(id, outcome, seed, circumstances);
      },
    );
  }

  #note(id: string, outcome: Outcome, seed: number, circumstances: Circumstances): void {
    // The runner killed its workers itself.
    if (this.#aborted) return;
    this.#findings.note(id, outcome, seed, circumstances);
    if (this.#expected.has(id) && hangKind(outcome) !== undefined) this.#confirmBeside(id);
    const { failed, size } = this.#findings;
    const noted = this.#findings.get(id);
    if (outcome.status !== 'pass' && noted !== undefined)
      this.#options.onFailed?.(this.#tests.get(id)?.clause ?? id, noted);
    this.#options.onProgress?.(size, this.#due.length, failed);
    const { bail } = this.#options;
    if (bail !== undefined && failed >= bail) {
      this.#givenUp ??= `the run was to stop when ${bail === 1 ? 'a test' : `${bail} tests`} did not pass`;
    }
    if (performance.now() >= this.#nextPartial) this.#publish('the run has not ended');
  }

  /** Runs alone what hung as it is known to: that is a wait, in which the others can go on. What it does not come to is confirmed after them. */
  #confirmBeside(id: string): void {
    this.#beside = this.#beside.then(async () => {
      if (!this.#goesOn || this.#isStopped()) return;
      await this.#confirmation(1).confirm(this.#findings.suspects([id], new Map()));
    });
  }

  #confirmation(jobs: number): Confirmation {
    return new Confirmation({
      jobs,
      start: () => this.#start(),
      timeoutOf: this.#timeoutOf,
      isStopped: () => this.#aborted || this.#budget.isSpent('confirmation', this.#findings.mustFailed),
      onFault: this.#faults.note,
      onConfirmed: (id, test) => {
        if (!this.#aborted) this.#findings.set(id, test);
      },
    });
  }

  async #confirm(): Promise<void> {
    if (this.#options.unconfirmed === true) return;
    const confirmation = this.#confirmation(this.#options.jobs);
    // What is blocked is run alone only where that which blocks it then passes.
    const begun = new Set<string>();
    for (;;) {
      const blocked = await this.#attribution.blocked(this.#findings.outcomes);
      const suspects = this.#findings.suspects(this.#due, blocked).filter(({ id }) => !begun.has(id));
      if (suspects.length === 0 || this.#aborted) break;
      for (const { id } of suspects) begun.add(id);
      await confirmation.confirm(suspects);
    }
    // What blocks may itself be withdrawn: then nothing blocks any more.
    for (let round = 0; round < 2 && !this.#aborted; round++) {
      this.#findings.withdrawUnsure(await this.#attribution.blocked(this.#findings.outcomes));
    }
  }

  /** After the subject, so that they meet whatever it did to the files of the kit. */
  async #runCanaries(): Promise<void> {
    this.#canaries = await runCanaries({
      python: isPython(this.#options.spec),
      start: (canary) => this.#start(canary),
      isStopped: () => this.#aborted,
      network: this.#wire && this.#hello.traits.lacks['net.tcp'] === undefined,
      canaries: this.#options.canaries,
    });
  }

  #publish(problem: string): void {
    const began = performance.now();
    this.#options.onPartial?.(this.#record(problem));
    // A large record takes its time: a twentieth of the run's at most.
    const ended = performance.now();
    this.#nextPartial = ended + Math.max(200, 20 * (ended - began));
  }

  #record(problem?: string): RunRecord {
    const { spec, selection, seed, contract, resume } = this.#options;
    return assemble({
      plan: this.#plan,
      outcomes: this.#findings.outcomes,
      hello: this.#hello,
      spec,
      selection,
      seed,
      contract,
      startedAt: this.#startedAt,
      earlierMs: resume?.durationMs ?? 0,
      canaries: this.#canaries,
      faults: this.#faults,
      problem,
      givenUp: this.#givenUp,
      repeat: this.#options.repeat,
    });
  }
}
