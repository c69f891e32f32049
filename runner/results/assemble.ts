/** Makes the record of what was planned and what came of it: what has no outcome was not run, and says so. */
import { createHash } from 'node:crypto';
import { CLAUSES, NEWEST_CONTRACT, type Level } from '../../spec';
import { applicability } from '../../suites';
import type { Plan, Selection } from '../plan/selection';
import { deviationsOf } from '../subjects/deviations';
import type { Hello } from '../subjects/hello';
import { flagsOf, type SubjectSpec } from '../subjects/subject-spec';
import { declarationOf } from './declarations';
import { KIT } from './kit';
import {
  RECORD_SCHEMA,
  type ClauseRecord,
  type FaultRecord,
  type RunRecord,
  type Status,
  type TestRecord,
} from './record';
import { scopeOf } from './scope';
import { profileRecords, tally } from './tally';
import { verdictOf } from './verdict';

export type Outcomes = ReadonlyMap<string, TestRecord>;

export interface Facts {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly hello: Hello;
  readonly spec: SubjectSpec;
  readonly selection: Selection;
  readonly seed: number;
  readonly contract: string | undefined;
  readonly startedAt: Date;
  readonly canaries: { readonly run: number; readonly caught: number };
  /** Milliseconds that the runs took which this one resumes. */
  readonly earlierMs?: number;
  /** Errors of the kit's own. */
  readonly faults?: {
    readonly records: readonly FaultRecord[];
    /** Why a test has no result for one of them. */
    reasonFor(test: string): string | undefined;
  };
  /** Why the run did not come to its end. */
  readonly problem: string | undefined;
  /** Why it came to its end too soon; what was judged until then counts. */
  readonly givenUp?: string | undefined;
  /** How often every test was to be run. */
  readonly repeat?: number;
}

/** Worst first: a clause is as good as its worst test. */
const WORST_FIRST: readonly Status[] = ['crash', 'hang', 'fail', 'flaky', 'blocked', 'notRun', 'pass', 'skip'];

export function assemble(facts: Facts): RunRecord {
  const { plan, hello, spec, selection, seed, canaries } = facts;
  const clauses = plan.clauses.map((clause) => clauseRecord(clause, facts));
  const summary = tally(clauses);
  const { lacks } = hello.traits;
  const flags = flagsOf(spec);
  const faults = facts.faults?.records ?? [];
  const profiles = profileRecords(
    clauses,
    (id) => lacks[id] === undefined,
    (id) => declarationOf(id, lacks[id], facts.outcomes),
  );
  const judged =
    facts.problem === undefined
      ? verdictOf(clauses, canaries, profiles, faults)
      : { verdict: 'incomplete' as const, reason: facts.problem };
  return {
    $schema: RECORD_SCHEMA,
    kit: KIT,
    spec: {
      edition: KIT.version,
      digest: specDigest(),
      clauses: CLAUSES.length,
      contract: hello.traits.contract ?? NEWEST_CONTRACT,
    },
    subject: {
      name: spec.text,
      ...(flags.length > 0 && { flags }),
      title: hello.title,
      kind: hello.kind,
      version: hello.version,
      runtime: hello.runtime,
      ...(hello.loop === undefined ? {} : { loop: hello.loop }),
      ...(hello.deviations.length === 0 ? {} : { deviations: hello.deviations }),
    },
    host: { platform: process.platform, arch: process.arch },
    startedAt: facts.startedAt.toISOString(),
    durationMs: (facts.earlierMs ?? 0) + Date.now() - facts.startedAt.getTime(),
    seed,
    selection: selectionRecord(selection),
    verdict: judged.verdict,
    ...(judged.reason === undefined ? {} : { reason: judged.reason }),
    scope: scopeOf({ profiles, clauses }),
    summary,
    assertions: clauses.flatMap((clause) => clause.tests).reduce((sum, test) => sum + test.assertions, 0),
    canaries,
    profiles,
    clauses,
    ...repeatsOf(facts),
    ...(faults.length === 0 ? {} : { faults }),
  };
}

/** Says so where a run that ended otherwise well cut its repeats short. */
function repeatsOf({ outcomes, problem, givenUp, repeat = 1 }: Facts): Pick<RunRecord, 'repeats'> {
  const ran = [...outcomes.values()].filter(({ status }) => status !== 'notRun' && status !== 'skip');
  const made = Math.min(repeat, ...ran.map(({ attempts }) => attempts?.length ?? 1));
  if (made >= repeat || problem !== undefined) return {};
  return { repeats: { wanted: repeat, made, reason: givenUp ?? 'the run ended before' } };
}

function clauseRecord(
  clause: Plan['clauses'][number],
  { plan, outcomes, hello, givenUp, faults }: Facts,
): ClauseRecord {
  const tests = plan.tests
    .filter(({ test }) => test.clause === clause.id)
    .map(({ id, test }): TestRecord => {
      const verdict = applicability(test, hello.traits);
      const bare = { title: test.title, durationMs: 0, assertions: 0 };
      if (!verdict.applies) return { ...bare, status: 'skip', reason: verdict.reason };
      const reason = faults?.reasonFor(id) ?? givenUp ?? 'the run ended before';
      return outcomes.get(id) ?? { ...bare, status: 'notRun', reason };
    });
  const status = worstOf(tests);
  const blocked = status === 'blocked' ? tests.find((test) => test.status === 'blocked') : undefined;
  const reason = status === 'untested' ? clause.untested : status === 'skip' ? tests[0]?.reason : blocked?.reason;
  const failed = !['pass', 'skip', 'untested'].includes(status);
  const deviation = failed ? deviationsOf(hello).find((known) => known.clause === clause.id) : undefined;
  return {
    id: clause.id,
    level: clause.level,
    profile: clause.profile,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(blocked?.blockedBy === undefined ? {} : { blockedBy: blocked.blockedBy }),
    ...(deviation === undefined
      ? {}
      : { deviation: { reason: deviation.reason, ...(deviation.link === undefined ? {} : { link: deviation.link }) } }),
    tests,
  };
}

/** How a clause fares whose tests are these. */
export function worstOf(tests: readonly TestRecord[]): Status {
  if (tests.length === 0) return 'untested';
  return WORST_FIRST.find((status) => tests.some((test) => test.status === status)) ?? 'notRun';
}

export function selectionRecord({ profiles, level, clauses, grep, shard }: Selection): RunRecord['selection'] {
  return {
    ...(profiles === undefined ? {} : { profiles }),
    ...(level === undefined ? {} : { level: level as Level }),
    ...(clauses === undefined ? {} : { clauses }),
    ...(grep === undefined ? {} : { grep }),
    ...(shard === undefined ? {} : { shard: { index: shard.index, count: shard.count } }),
  };
}

/** Identifies the text of all clauses. */
export function specDigest(): string {
  return createHash('sha256').update(JSON.stringify(CLAUSES)).digest('hex').slice(0, 16);
}
