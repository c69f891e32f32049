/**
 * A record that fits into a repository: the verdict and every clause, but the tests only of clauses that differ, without
 * the places and times of the machine it was made on.
 */
import { withDigest } from './digest';
import type { ClauseRecord, Failure, RunRecord, TestRecord } from './record';

/** Characters of a message: enough for a sentence and two values. */
const MOST = 400;

/** Whole runs only name themselves: `of` is the digest of the record it was made from. */
export function reduced(record: RunRecord, of: string): RunRecord {
  const clauses = record.clauses.map(clauseOf);
  const faults = record.faults?.map((fault) => ({ ...fault, error: failureOf(fault.error) }));
  return withDigest({ ...record, clauses, ...(faults === undefined ? {} : { faults }), reduced: { of } });
}

function clauseOf(clause: ClauseRecord): ClauseRecord {
  const differs = !['pass', 'skip', 'untested'].includes(clause.status);
  return { ...clause, tests: differs ? clause.tests.map(testOf) : [] };
}

function testOf({ error, durationMs: _, assertions: __, ...test }: TestRecord): TestRecord {
  return { ...test, durationMs: 0, assertions: 0, ...(error === undefined ? {} : { error: failureOf(error) }) };
}

function failureOf({ name, message, expected, actual, clause, stack }: Failure): Failure {
  const place = /[\w-]+\.suite\.js:\d+/.exec(stack ?? '')?.[0];
  return {
    name,
    message: portable(message),
    ...(expected === undefined ? {} : { expected: portable(expected) }),
    ...(actual === undefined ? {} : { actual: portable(actual) }),
    ...(clause === undefined ? {} : { clause }),
    ...(place === undefined ? {} : { stack: `at ${place}` }),
  };
}

/** Without the folders of this machine, the addresses of this process, and what is too long. */
function portable(text: string): string {
  const plain = text.replace(/(?:\/[\w.@+-]+){2,}\/([\w.@+-]+)/g, '…/$1').replace(/0x[0-9a-f]{6,}/gi, '0x…');
  return plain.length > MOST ? `${plain.slice(0, MOST)}…` : plain;
}
