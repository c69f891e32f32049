/**
 * The record of one certification: what is written as JSON, and what every other report is a pure function of.
 * `runner/results/record.schema.json` says the same to other programs.
 */
import type { ClauseId, Level, LoopFacts, Profile } from '../../spec';

/** The `$id` of that schema. Its number grows when a reader of records has to change. */
export const RECORD_SCHEMA = 'urn:loopcert:record:1';

/** How a test, and by its worst test a clause, ended. */
export const STATUSES = ['pass', 'fail', 'flaky', 'hang', 'crash', 'blocked', 'notRun', 'skip', 'untested'] as const;
/** What became of a test or a clause. */
export type Status = (typeof STATUSES)[number];
/** Those in which a clause was seen not to hold: what is blocked or was not run says nothing of it. */
export const FAILED: ReadonlySet<Status> = new Set(['fail', 'flaky', 'hang', 'crash']);

/** What a run says of its subject. */
export type Verdict = 'conformant' | 'nonconformant' | 'incomplete';

/** What went wrong, as text: nothing of the subject's own objects outlives its worker. */
export interface Failure {
  /** The error's class, e.g. `AssertionError`. */
  readonly name: string;
  readonly message: string;
  /** Rendered values of an assertion, where there are any. */
  readonly expected?: string;
  readonly actual?: string;
  /** Frames of the test and the subject only. */
  readonly stack?: string;
  /** What a test left behind: the clause that forbids it, which need not be the test's own. */
  readonly clause?: ClauseId;
  /** Of a Python loop: the frames of its own and of asyncio that raised the error, outermost first. */
  readonly traceback?: string;
  /** Of a Python loop that hung: what its threads and pending tasks did then. */
  readonly stacks?: string;
  /** The last lines the subject wrote to its standard error while the test ran. */
  readonly stderr?: string;
}

/** What became of a test. */
export interface TestRecord {
  readonly title: string;
  readonly status: Status;
  readonly durationMs: number;
  /** Assertions evaluated, summed over attempts. */
  readonly assertions: number;
  /** Why it was skipped or not run. */
  readonly reason?: string;
  readonly error?: Failure;
  /** It failed, and so did this clause, which it relies on: neither a pass nor a failure of its own clause. */
  readonly blockedBy?: ClauseId;
  /** How a blocked test ended. */
  readonly endedAs?: Status;
  /** How each attempt ended, where there was more than one. */
  readonly attempts?: readonly Status[];
  /** The seed of each attempt: what `--seed` takes to run the tests in that order. */
  readonly seeds?: readonly number[];
  /** It failed, and was then run alone in a fresh worker: how it ended there, each time. */
  readonly alone?: readonly Status[];
  /** It failed and was not run alone: these failed in the same words, were run alone, and failed. */
  readonly likewise?: readonly string[];
  /** It failed and passes alone, every time. `error` is what it said then. */
  readonly disturbed?: DisturbanceRecord;
}

/** What ran before a test in the worker where it failed: how many, and the last of them by clause and title. */
export interface DisturbanceRecord {
  readonly ran: number;
  readonly after: readonly string[];
}

/** An error of the kit's own, which is no outcome. `mended`: the test ended without one when it was run again. */
export interface FaultRecord {
  readonly test: string;
  readonly times: number;
  readonly mended: boolean;
  readonly error: Failure;
}

/** What became of a clause. */
export interface ClauseRecord {
  readonly id: ClauseId;
  readonly level: Level;
  readonly profile: Profile;
  readonly status: Status;
  readonly reason?: string;
  /** Of a blocked clause: the one that failed and that its tests rely on. */
  readonly blockedBy?: ClauseId;
  /** A difference of this loop that is known and explained; it explains, and never excuses. */
  readonly deviation?: { readonly reason: string; readonly link?: string };
  /** Where the oracle was asked: how CPython's own loop of the same version answers the clause that failed here. */
  readonly oracle?: 'agrees' | 'suspect';
  readonly tests: readonly TestRecord[];
}

/** Clauses by status. */
export type Tally = { readonly [S in Status]: number };
export type LevelTallies = { readonly [L in Level]: Tally };

/**
 * What a subject says it lacks. `polite`: its methods raise NotImplementedError; `unprobed`: the profile is a way to
 * behave, not methods to call. `offered` and `impolite` declarations are false.
 */
export interface DeclarationRecord {
  readonly reason: string;
  readonly status: 'polite' | 'unprobed' | 'offered' | 'impolite';
  /** What each method did that did not refuse politely. */
  readonly problems?: readonly string[];
}

/** The profiles that a verdict is about, and those it says nothing of. */
export interface ScopeRecord {
  readonly judged: readonly Profile[];
  readonly notJudged: readonly Profile[];
}

/** What became of a profile, and what the subject declares of it. */
export interface ProfileRecord extends LevelTallies {
  readonly id: Profile;
  /** False where the subject says that it lacks it. */
  readonly claimed: boolean;
  /** Where it is not claimed. */
  readonly declaration?: DeclarationRecord;
  readonly verdict: Verdict;
}

/** A failure that a baseline lists. */
export interface KnownFailure {
  readonly clause: ClauseId;
  /** The title of the test that it is about; of the whole clause, when left out. */
  readonly test?: string;
  /** It fails at times. */
  readonly flaky?: boolean;
  readonly reason: string;
  readonly link?: string;
  /** The last day on which it is excused. */
  readonly expires?: string;
}

/** How the failures of a run compare to the known ones. It decides the exit code, and never the verdict. */
export interface BaselineRecord {
  readonly file: string;
  readonly known: readonly KnownFailure[];
  /** Failures of must clauses that it does not list: they break the run. */
  readonly unknown: readonly ClauseId[];
  /** Clauses that it lists and that passed: they break the run. */
  readonly passes: readonly ClauseId[];
  /** Entries of what fails at times: how many, and of how many a test failed. */
  readonly flaky?: { readonly listed: number; readonly failed: number };
  /** Entries that count as not there, since their day is over. */
  readonly expired: readonly KnownFailure[];
}

/** Repeats that there was no time for: `made` is how often every test was run that was run at all. */
export interface RepeatsRecord {
  readonly wanted: number;
  readonly made: number;
  readonly reason: string;
}

/** One of the runs that a merged record was made of. */
export interface ShardRecord {
  readonly index: number;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** What a run leaves: the subject, the plan, every test and the verdict. Its JSON Schema is `loopcert/record.schema.json`. */
export interface RunRecord {
  readonly $schema: typeof RECORD_SCHEMA;
  readonly kit: { readonly name: string; readonly version: string };
  /** `digest` identifies the exact text of the clauses; `contract` is the version they were projected to. */
  readonly spec: {
    readonly edition: string;
    readonly digest: string;
    readonly clauses: number;
    readonly contract: string;
  };
  readonly subject: {
    /** What the command line called it, e.g. `python:uvloop:new_event_loop`. */
    readonly name: string;
    /** What else the command line needs to find it, e.g. `['--python', '3.12']`. */
    readonly flags?: readonly string[];
    readonly title: string;
    readonly kind: 'typescript' | 'python-embedded' | 'python-native';
    readonly version: string;
    readonly runtime: string;
    /** The class of a Python loop. */
    readonly loop?: LoopFacts;
    /** Differences that its author stands by, whether or not they showed. */
    readonly deviations?: readonly { readonly clause: string; readonly reason: string; readonly link?: string }[];
  };
  /** Where the run took place, in node's words: `linux`, `x64`. */
  readonly host: { readonly platform: string; readonly arch: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  /** What was selected; a record of a selection certifies no more than that. */
  readonly selection: {
    readonly profiles?: readonly string[];
    readonly level?: Level;
    readonly clauses?: readonly string[];
    readonly grep?: string;
    readonly shard?: { readonly index: number; readonly count: number };
  };
  readonly verdict: Verdict;
  /** Why the verdict is `incomplete`, that a declaration is false, or what does not count. */
  readonly reason?: string;
  /** The profiles that the verdict is about, and those of the specification that it is not about. */
  readonly scope?: ScopeRecord;
  readonly summary: LevelTallies;
  /** Assertions evaluated by all tests. */
  readonly assertions: number;
  /** The broken loops slipped through the same path, and how many of them were caught. */
  readonly canaries: { readonly run: number; readonly caught: number };
  readonly profiles: readonly ProfileRecord[];
  readonly clauses: readonly ClauseRecord[];
  /** That tests were not repeated as often as was asked for. */
  readonly repeats?: RepeatsRecord;
  /** Errors of the kit's own during the run. */
  readonly faults?: readonly FaultRecord[];
  readonly baseline?: BaselineRecord;
  readonly shards?: readonly ShardRecord[];
  /** Made smaller for keeping: of the tests only those in which a clause was seen not to hold. `of` is the digest of the whole record. */
  readonly reduced?: { readonly of: string };
  /** Of all the rest: `sha256:` and 64 hexadecimal digits. Records of a kit before this one have none. */
  readonly digest?: string;
}
