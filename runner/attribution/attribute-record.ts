/** A shard sees a part of the clauses: who blocks whom is found out when its record is joined with the others. */
import { testId } from '../../suites';
import { worstOf } from '../results/assemble';
import type { BaselineRecord, ClauseRecord, RunRecord, TestRecord } from '../results/record';
import { rejudge } from '../results/rejudge';
import { Attribution } from './attribute';

/** The record with its blocked tests found anew among all its clauses. */
export async function attributeAnew(record: RunRecord): Promise<RunRecord> {
  const outcomes = new Map<string, TestRecord>();
  const clauseOf = new Map<string, ClauseRecord['id']>();
  for (const { id: clause, tests } of record.clauses) {
    for (const test of tests) {
      const id = testId({ clause, title: test.title });
      outcomes.set(id, asItEnded(test));
      clauseOf.set(id, clause);
    }
  }
  await new Attribution((id) => clauseOf.get(id)).apply({
    outcomes,
    set: (id: string, test: TestRecord) => outcomes.set(id, test),
  });
  const clauses = record.clauses.map((clause) => withTests(clause, outcomes));
  const blocked = new Set(clauses.filter(({ status }) => status === 'blocked').map(({ id }) => id));
  const { baseline, ...rest } = record;
  return rejudge({ ...rest, ...(baseline === undefined ? {} : { baseline: without(baseline, blocked) }) }, clauses);
}

/** What is blocked fails by itself no more, so that no baseline speaks of it. */
function without(baseline: BaselineRecord, blocked: ReadonlySet<string>): BaselineRecord {
  return {
    ...baseline,
    known: baseline.known.filter(({ clause }) => !blocked.has(clause)),
    unknown: baseline.unknown.filter((clause) => !blocked.has(clause)),
  };
}

function asItEnded({ blockedBy: _, endedAs, reason, ...test }: TestRecord): TestRecord {
  if (test.status !== 'blocked') return { ...test, ...(reason === undefined ? {} : { reason }) };
  return { ...test, status: endedAs ?? 'fail' };
}

function withTests(clause: ClauseRecord, outcomes: ReadonlyMap<string, TestRecord>): ClauseRecord {
  const tests = clause.tests.map((test) => outcomes.get(testId({ clause: clause.id, title: test.title })) ?? test);
  const status = tests.length === 0 ? clause.status : worstOf(tests);
  const blocked = status === 'blocked' ? tests.find((test) => test.status === 'blocked') : undefined;
  const { reason, blockedBy: _, ...rest } = clause;
  const why = blocked?.reason ?? (clause.status === 'blocked' ? undefined : reason);
  return {
    ...rest,
    status,
    ...(why === undefined ? {} : { reason: why }),
    ...(blocked?.blockedBy === undefined ? {} : { blockedBy: blocked.blockedBy }),
    tests,
  };
}
