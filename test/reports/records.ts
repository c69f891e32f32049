/** Records of full size without a run: the planned tests of the kit, with outcomes that a seed decides. */
import { assemble } from '../../runner/results/assemble';
import { planRun } from '../../runner/plan/selection';
import type { Failure, RunRecord, Status, TestRecord } from '../../runner/results/record';
import { parseSubject, type PythonOptions } from '../../runner/subjects/subject-spec';

export interface Invented {
  readonly name: string;
  readonly options?: PythonOptions;
  readonly version?: string;
  /** One test in so many does not pass; none, when left out. */
  readonly oneIn?: number;
  /** Of the test with this id, whatever else happens. */
  readonly outcomes?: Readonly<Record<string, Partial<TestRecord>>>;
  readonly lacks?: Readonly<Record<string, string>>;
  readonly deviations?: readonly { readonly clause: string; readonly reason: string; readonly link?: string }[];
  readonly clauses?: readonly string[];
  /** Ids of tests that have no result. */
  readonly missing?: readonly string[];
}

const BAD: readonly Status[] = ['fail', 'hang', 'crash', 'flaky'];

export function inventedRecord(invented: Invented): RunRecord {
  const { name, version = '1.0', oneIn = Infinity, outcomes = {}, lacks = {}, deviations = [], clauses } = invented;
  const selection = { clauses };
  const plan = planRun(selection);
  const results = new Map<string, TestRecord>();
  plan.tests.forEach(({ id, test }, i) => {
    if (invented.missing?.includes(id) === true) return;
    const bad = i % oneIn === oneIn - 1 ? BAD[(i / oneIn) % 10 > 1 ? 0 : i % BAD.length] : undefined;
    const error: Failure | undefined = bad === undefined ? undefined : failure(i);
    const outcome = { title: test.title, status: bad ?? 'pass', durationMs: i % 7, assertions: 3 } as const;
    results.set(id, { ...outcome, ...(error === undefined ? {} : { error }), ...outcomes[id] });
  });
  return assemble({
    plan,
    outcomes: results,
    hello: {
      title: name,
      kind: 'python-native',
      version,
      runtime: 'CPython 3.14.2',
      timeScale: 1,
      traits: { contract: '3.14', python: true, lacks, cannot: {} },
      deviations,
    },
    spec: parseSubject(name, invented.options),
    selection,
    seed: 7,
    contract: undefined,
    startedAt: new Date('2026-01-02T03:04:05Z'),
    canaries: { run: 3, caught: 3 },
    problem: undefined,
  });
}

function failure(i: number): Failure {
  return {
    name: 'AssertionError',
    message: `expected [ 'a', ${i} ] to deeply equal [ 'b' ]`,
    expected: "[ 'b' ]",
    actual: `[ 'a', ${i} ]`,
    stack: `at body (suites/callbacks/call-soon.suite.js:${i}:5)\nat run (suites/support/judge.js:20:3)`,
  };
}

/** The id of the first test of a clause. */
export function firstTest(clause: string): string {
  const planned = planRun({ clauses: [clause] }).tests[0];
  if (planned === undefined) throw new Error(`${clause} has no test`);
  return planned.id;
}
