/**
 * A record that fits into a repository: the verdict and every clause, but of the tests only those in which a clause was seen not to hold,
 * without the places and times of the machine it was made on. What blocks a clause says so itself.
 */
import { withDigest } from './digest';
import { FAILED, type ClauseRecord, type Failure, type RunRecord, type TestRecord } from './record';

/** Characters of a message, which is a sentence and two values, and of a value. */
const MOST = 240;
const MOST_OF_A_VALUE = 120;

/** Whole runs only name themselves: `of` is the digest of the record it was made from. */
export function reduced(record: RunRecord, of: string): RunRecord {
  const clauses = record.clauses.map(clauseOf);
  const faults = record.faults?.map((fault) => ({ ...fault, error: failureOf(fault.error) }));
  return withDigest({ ...record, clauses, ...(faults === undefined ? {} : { faults }), reduced: { of } });
}

function clauseOf(clause: ClauseRecord): ClauseRecord {
  const why = clause.reason ?? clause.tests.find(({ status }) => status === 'notRun')?.reason;
  const reason = clause.status === 'notRun' && why !== undefined ? { reason: why } : {};
  return { ...clause, ...reason, tests: clause.tests.filter(({ status }) => FAILED.has(status)).map(testOf) };
}

function testOf({ error, durationMs: _, assertions: __, ...test }: TestRecord): TestRecord {
  return { ...test, durationMs: 0, assertions: 0, ...(error === undefined ? {} : { error: failureOf(error) }) };
}

function failureOf({ name, message, expected, actual, clause, stack }: Failure): Failure {
  const place = /[\w-]+\.suite\.js:\d+/.exec(stack ?? '')?.[0];
  return {
    name,
    message: portable(message),
    ...(expected === undefined ? {} : { expected: portable(expected, MOST_OF_A_VALUE) }),
    ...(actual === undefined ? {} : { actual: portable(actual, MOST_OF_A_VALUE) }),
    ...(clause === undefined ? {} : { clause }),
    ...(place === undefined ? {} : { stack: `at ${place}` }),
  };
}

/** Without the folders of this machine, the addresses of this process, and what is too long. */
function portable(text: string, most = MOST): string {
  const plain = text.replace(/(?:\/[\w.@+-]+){2,}\/([\w.@+-]+)/g, '…/$1').replace(/0x[0-9a-f]{6,}/gi, '0x…');
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}
